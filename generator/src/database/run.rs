//! Programs whose output is read, not shown.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::error::Error;

/// Runs `command` and gives what it printed. What it said when it failed becomes the cause.
pub(super) fn run(command: &mut Command, purpose: &str) -> Result<String, Error> {
    run_with_input(command, purpose, "")
}

/// The same, with something to read for it.
pub(super) fn run_with_input(
    command: &mut Command,
    purpose: &str,
    input: &str,
) -> Result<String, Error> {
    let failed = || Error::environment(format!("cannot {purpose}"));
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| failed().because(format!("`{program}`: {fault}")))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that ends without reading says why itself.
        let _ = pipe.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(|fault| failed().because(fault))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let said = if said.is_empty() { output.status.to_string() } else { said };
    Err(failed().because(format!("`{program}`: {said}")))
}

/// The lines of a server's log that say why it did not start.
pub(super) fn grave(log: &str) -> Vec<&str> {
    let lines: Vec<&str> = log.lines().collect();
    let is_grave = |line: &&str| ["FATAL:", "PANIC:", "ERROR:"].iter().any(|it| line.contains(it));
    // What comes before it is often the cause, and what comes behind it the details.
    let first =
        lines.iter().position(is_grave).map_or(lines.len().saturating_sub(5), |at| at.max(1) - 1);
    lines.into_iter().skip(first).take(5).collect()
}

#[cfg(test)]
mod tests {
    use super::grave;

    #[test]
    fn the_cause_is_told_and_not_what_came_of_it() {
        let of = |text: &str| grave(text).join(" ");
        assert_eq!(of("a\nb\nFATAL: c\nd\ne\nf\ng\nh\n"), "b FATAL: c d e f");
        assert_eq!(of("PANIC: a\nb\n"), "PANIC: a b");
        assert_eq!(of("a\nb\nc\nd\ne\nf\n"), "b c d e f");
    }
}
