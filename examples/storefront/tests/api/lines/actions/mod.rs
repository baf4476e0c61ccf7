//! What can be done with lines, by whom, and when not.

mod quote;
