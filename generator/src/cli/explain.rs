//! `scaffold explain`: more about a kind of fault.

use std::fmt::Write as _;

use clap::Args;

use crate::diagnostic::{Code, nearest};
use crate::error::Error;
use crate::shell;

/// Tell more about a fault's code
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold explain E0101
  scaffold explain                  every code there is")]
pub(super) struct Arguments {
    /// The code, as `scaffold check` shows it
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Some(written) = &arguments.code else {
        return shell::result(&all());
    };
    let wanted = written.to_ascii_uppercase();
    let Some(code) = Code::ALL.iter().find(|code| code.text() == wanted) else {
        let unknown = Error::usage(format!("there is no code `{written}`"));
        return Err(match nearest(&wanted, Code::ALL.iter().map(|code| code.text())) {
            Some(near) => unknown.hint(format!("did you mean `{near}`?")),
            None => unknown.hint("`scaffold explain` lists all of them"),
        });
    };
    shell::result(&format!("{}: {}\n\n{}\n", code.text(), code.title(), code.explanation()))
}

fn all() -> String {
    Code::ALL.iter().fold(String::new(), |mut text, code| {
        let _ = writeln!(text, "{}  {}", code.text(), code.title());
        text
    })
}
