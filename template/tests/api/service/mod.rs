//! What every part of the service has in common.

mod connections;
mod limits;
mod log;
mod migrations;
mod outage;
mod plans;
mod problems;
mod process;
