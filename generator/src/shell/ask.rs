//! Questions to a person at a terminal.

use std::io::{self, BufRead as _, IsTerminal as _};

use crate::error::Error;

use super::print;

/// Whether somebody can be asked: both ends of the talk are a terminal.
#[must_use]
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks once; nothing typed means `default`.
pub fn ask(question: &str, default: &str) -> Result<String, Error> {
    let offer = if default.is_empty() { String::new() } else { format!(" [{default}]") };
    print(&format!("{question}{offer} "));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer).map_err(|fault| {
        Error::environment("the answer cannot be read from the terminal").because(fault)
    })?;
    if read == 0 {
        return Err(Error::usage("the answers ended before the questions"));
    }
    let answer = answer.trim();
    Ok(if answer.is_empty() { default } else { answer }.to_owned())
}
