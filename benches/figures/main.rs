//! The figures that are promised, measured: `cargo bench --bench figures` prints each beside its
//! bound.
//!
//! `… -- new scale` measures some of them, `--format json` prints them for programs.
//! What is counted is what the operating system counts for whole processes; the median of
//! several runs is what is compared. Processor time is little disturbed by what else runs on
//! a machine, the rest is: leave the machine alone meanwhile, and some minutes before on ext4, which
//! is slow to create files after many were removed.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it looks at the tool from outside, and prints what it sees"
)]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

mod add;
mod build;
mod figure;
mod new;
mod process;
mod scale;
mod serve;

use std::process::ExitCode;

use figure::{Figure, Format};

type Group = (&'static str, fn() -> Vec<Figure>);

/// What can be measured, in the order in which it is.
const GROUPS: [Group; 5] = [
    ("new", new::figures),
    ("scale", scale::figures),
    ("add", add::figures),
    ("build", build::figures),
    ("serve", serve::figures),
];

fn main() -> ExitCode {
    let mut wanted = Vec::new();
    let mut format = Format::Table;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo says so to every benchmark.
            "--bench" => {}
            "--format" => match arguments.next().as_deref() {
                Some("json") => format = Format::Json,
                Some("table") => format = Format::Table,
                _ => return usage(),
            },
            name if GROUPS.iter().any(|(group, _)| *group == name) => wanted.push(argument),
            _ => return usage(),
        }
    }
    let chosen =
        GROUPS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|it| it == name));
    let mut figures = Vec::new();
    for (name, measure) in chosen {
        eprintln!("  Measuring {name}");
        figures.extend(measure());
    }
    process::clear();
    println!("{}", figure::printed(&figures, format));
    match figures.iter().all(Figure::is_kept) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn usage() -> ExitCode {
    let names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
    eprintln!(
        "usage: cargo bench --bench figures [-- [{}]… [--format table|json]]",
        names.join("|")
    );
    ExitCode::from(2)
}
