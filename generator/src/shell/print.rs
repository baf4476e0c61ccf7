//! Results go to standard output, everything about the way there to standard error.
//!
//! Colours appear on a terminal that has them, unless `NO_COLOR` is set. A reader who went
//! away is not an error: what it did not want to read is dropped.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use crate::error::{Error, Kind};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BUSY: Style = AnsiColor::Cyan.on_default().bold();
const CAREFUL: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// What kind of news a status line brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something has begun.
    Busy,
    /// Something is done.
    Good,
}

/// Prints what the command was run for.
pub fn result(text: &str) {
    let mut stream = AutoStream::auto(io::stdout()).lock();
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}

/// Prints text about the way there as it is.
pub fn print(text: &str) {
    write(text);
}

/// Prints what is being done or has been done, as cargo does: a verb and its object.
pub fn status(tone: Tone, verb: &str, object: &str) {
    let style = match tone {
        Tone::Busy => BUSY,
        Tone::Good => GOOD,
    };
    write(&format!("{style}{verb:>12}{style:#} {object}\n"));
}

/// Prints something that deserves a look.
pub fn warning(text: &str) {
    write(&format!("{CAREFUL}warning{CAREFUL:#}: {text}\n"));
}

/// Prints why the command ends: the message, its causes, what to do.
pub fn error(error: &Error) {
    if let Kind::Interrupted(_) = error.kind() {
        return write(&format!("{error}\n"));
    }
    let mut text = format!("{BAD}error{BAD:#}: {error}\n");
    let mut cause = error.source();
    while let Some(fault) = cause {
        let _ = writeln!(text, "  caused by: {fault}");
        cause = fault.source();
    }
    for hint in error.hints() {
        let _ = writeln!(text, "{BUSY}help{BUSY:#}: {hint}");
    }
    write(&text);
}

fn write(text: &str) {
    let _ = AutoStream::auto(io::stderr()).lock().write_all(text.as_bytes());
}
