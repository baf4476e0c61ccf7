//! `scaffold completions`: what a shell needs to complete commands.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::error::Error;
use crate::shell;

use super::CommandLine;

/// Print a script that teaches a shell to complete commands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold completions bash > ~/.local/share/bash-completion/completions/scaffold
  scaffold completions fish > ~/.config/fish/completions/scaffold.fish")]
pub(super) struct Arguments {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut script = Vec::new();
    let mut command = CommandLine::command();
    clap_complete::generate(arguments.shell, &mut command, "scaffold", &mut script);
    shell::result(&String::from_utf8_lossy(&script))
}
