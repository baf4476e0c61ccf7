//! The files of the tool's user: the only module that reads and writes them.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the module that the rest of the tool is sent to"
)]

mod change;
mod contents;
mod create;
mod fault;
mod folder;
mod project;
mod read;
mod replace;
mod sparse;
mod staging;
mod walk;
mod workspace;

pub use change::{Lock, Past, PastStep, Recovered, Step};
pub use create::{Receipt, create};
pub use project::Project;
pub use read::{here, read_folder, read_text};
pub use replace::{empty_folder, replace_folder, touch};
pub use sparse::left_out;
pub use walk::{leads, mode, read_all, read_files, read_project};
pub use workspace::Workspace;
