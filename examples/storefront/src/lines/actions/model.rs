//! What requests to actions carry.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::decimal::Decimal;
use crate::lines::rules::check_price_of_quote;
use crate::validate::{Faults, Validate};

/// What `quote` takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteLine {
    #[schema(value_type = String, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price: Decimal,
}

impl Validate for QuoteLine {
    fn validate(&self, faults: &mut Faults) {
        check_price_of_quote(faults, self.price);
    }
}
