//! What can be done with products, by whom, and when not.

mod claim;
mod release;
mod retire;
mod stocktake;
