//! Results go to standard output, everything about the way there to standard error.
//!
//! Colours appear on a terminal that has them, unless `NO_COLOR` is set. A reader who went
//! away is not an error: what it did not want to read is dropped.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

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

/// Prints what the command was run for. Fails where it cannot be written, as to a full disk:
/// whoever reads a part of it must not take that for the whole. It has no colours, and every sign of
/// it is printed: a patch has those of the files that it changes.
pub fn result(text: &str) -> Result<(), Error> {
    let mut stream = io::stdout().lock();
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::environment("cannot write to standard output").because(fault))
        }
        _ => Ok(()),
    }
}

/// Prints for a program why the command ends, on one line: `{"error": {"message", "causes", "help"},
/// "faults"}`, where `faults` are those of the model, as `scaffold check` has them.
pub fn failure(error: &Error, faults: &[Value]) {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(fault) = cause {
        causes.push(fault.to_string());
        cause = fault.source();
    }
    let told = json!({ "message": error.to_string(), "causes": causes, "help": error.hints() });
    // The error itself is told on standard error in any case.
    let _ = result(&format!("{}\n", json!({ "error": told, "faults": faults })));
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
