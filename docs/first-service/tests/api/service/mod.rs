//! What every part of the service has in common.

mod limits;
mod problems;
mod process;
