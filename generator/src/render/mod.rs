//! Templates and views to text.

pub mod layout;
