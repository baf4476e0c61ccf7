//! The command `scaffold`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(scaffold::cli::run())
}
