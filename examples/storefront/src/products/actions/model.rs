//! What requests to actions carry.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::products::rules::check_counted_of_stocktake;
use crate::validate::{Faults, Validate};

/// What `stocktake` takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StocktakeProduct {
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub counted: i32,
}

impl Validate for StocktakeProduct {
    fn validate(&self, faults: &mut Faults) {
        check_counted_of_stocktake(faults, self.counted);
    }
}
