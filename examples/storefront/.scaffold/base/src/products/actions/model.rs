//! What requests to actions carry.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::products::rules::check_pieces_of_restock;
use crate::validate::{Faults, Validate};

/// What `restock` takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestockProduct {
    #[schema(minimum = 1, maximum = 10000)]
    pub pieces: i32,
}

impl Validate for RestockProduct {
    fn validate(&self, faults: &mut Faults) {
        check_pieces_of_restock(faults, self.pieces);
    }
}
