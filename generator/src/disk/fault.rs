//! The system's faults in words, each with what to do.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::Error;

/// What is done without writing.
const READING: [&str; 4] = ["read", "look at", "look into", "open"];

/// Says that `action` on `path` failed, why, and what to do about it.
pub(super) fn explain(action: &str, path: &Path, fault: io::Error) -> Error {
    let hint = match fault.kind() {
        ErrorKind::PermissionDenied if READING.contains(&action) => {
            Some("let yourself read it, as with `chmod u+r`, or `u+x` of a folder")
        }
        ErrorKind::PermissionDenied => {
            Some("let yourself write there, or choose a place where you may")
        }
        ErrorKind::ReadOnlyFilesystem => {
            Some("the file system is read-only: choose a place on another one")
        }
        ErrorKind::StorageFull => Some("the disk is full: free some space and run this again"),
        ErrorKind::QuotaExceeded => Some("your quota is used up: free some space"),
        ErrorKind::ResourceBusy => Some(
            "something is mounted there, and a file changes places with its new text: unmount it",
        ),
        ErrorKind::InvalidFilename => Some("the path is too long: choose a shorter one"),
        ErrorKind::NotADirectory => Some("a part of the path is a file, not a folder"),
        _ => None,
    };
    let error = Error::environment(format!("cannot {action} `{}`", path.display())).because(fault);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// Says that something stands where a file of the project would be.
pub(super) fn odd(path: &str) -> Error {
    Error::environment(format!("`{path}` is not a plain file"))
        .hint("put a plain file in its place, or move it away")
}
