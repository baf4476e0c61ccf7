//! What requests to actions carry.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::orders::rules::check_reason_of_cancel;
use crate::validate::{Faults, Validate};

/// What `cancel` takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

impl Validate for CancelOrder {
    fn validate(&self, faults: &mut Faults) {
        check_reason_of_cancel(faults, &self.reason);
    }
}
