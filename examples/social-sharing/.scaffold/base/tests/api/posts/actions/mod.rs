//! What can be done with posts, by whom, and when not.

mod publish;
