//! What can be done with orders, by whom, and when not.

mod cancel;
mod pay;
mod place;
mod ship;
