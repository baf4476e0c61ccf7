//! A change of a project: from the model that it was generated from to another one.
//!
//! Everything that changes a project goes through here: the new model is planned and rendered,
//! merged with what people wrote, and applied as a whole. Nothing is written before all of it
//! is known to be possible.

mod api;
mod carried;
mod draft;
mod emitted;
mod following;
mod generated;
mod history;
mod lacking;
mod left;
mod record;
mod tool;
mod undo;
mod witness;
mod words;

pub use draft::{Draft, Wishes, draft, draft_as, upgrade};
pub use emitted::{Emitted, Origin, look, look_as};
pub use following::Following;
pub use history::Past;
pub use lacking::Lacking;
pub use left::Left;
pub use tool::Tool;
pub use undo::{Undo, undo};
