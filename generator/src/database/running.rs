//! A server for the length of one command.

use crate::error::Error;
use crate::shell::{self, Tone};

use super::Database;

/// A server that is stopped with this value if it was started for it.
#[derive(Debug)]
pub struct Running<'a> {
    database: &'a Database,
    was_started: bool,
}

impl Database {
    /// Makes sure that the server runs as long as the value given lives, and is left as it
    /// was found.
    pub fn borrow(&self) -> Result<Running<'_>, Error> {
        Ok(Running { database: self, was_started: self.up()? })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.was_started {
            return;
        }
        shell::status(Tone::Busy, "Stopping", "the database; its data is kept");
        if let Err(fault) = self.database.down() {
            shell::error(&fault);
        }
    }
}
