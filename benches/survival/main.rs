//! How people's edits fare when the model changes, measured:
//! `cargo bench --bench survival -- --trials 10000 --seed 1`.
//!
//! Ends with 1 if anything is lost, if more is flagged than needs a person, or if one of the
//! projects of the sample does not compile.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is a program of its own, and prints what it counts"
)]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

mod build;
mod trials;

use std::process::ExitCode;
use std::time::Instant;

use trials::{Pairs, Tally, trial::Case, try_out};

fn main() -> ExitCode {
    let (mut trials, mut seed, mut builds) = (10_000, 1, 3);
    let (mut only, mut shows_flagged) = (None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
        let is_numbered = ["--trials", "--seed", "--builds", "--only"].contains(&argument.as_str());
        match (argument.as_str(), is_numbered) {
            // Cargo says so to every benchmark.
            ("--bench", _) => {}
            ("--flagged", _) => shows_flagged = true,
            (name, true) => match (name, number()) {
                ("--trials", Some(count)) => trials = usize::try_from(count).unwrap(),
                ("--builds", Some(count)) => builds = usize::try_from(count).unwrap(),
                ("--seed", Some(number)) => seed = number,
                ("--only", Some(number)) => only = Some(usize::try_from(number).unwrap()),
                _ => return usage(),
            },
            _ => return usage(),
        }
    }
    let begin = Instant::now();
    let examples = Pairs::examples();
    let pairs = Pairs::of(&examples);
    eprintln!("  Drawing from {} changes of {} models", pairs.pairs.len(), examples.len());
    let mut tally = Tally::default();
    let numbers = only.map_or(0..trials, |only| only..only + 1);
    for number in numbers {
        let cases = try_out(&pairs, seed, number);
        if only.is_some() {
            cases.iter().for_each(show);
        }
        cases.iter().for_each(|case| tally.add(case));
    }
    println!(
        "{trials} trials of seed {seed}, {:.0} s\n\n{}",
        begin.elapsed().as_secs_f32(),
        tally.table()
    );
    if shows_flagged {
        println!("flagged:\n{}", tally.flagged());
    }
    if !tally.lost().is_empty() {
        println!("lost:\n{}", tally.lost());
    }
    let is_compiled = build::compile(&pairs, seed, builds);
    match tally.is_good() && is_compiled {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// A case in full: where it is not what somebody expects, its texts can be compared.
fn show(case: &Case) {
    let Case { what, path, edits, outcome, is_changed, is_touched, texts, .. } = case;
    println!("{what}\n{path}: {edits:?}, {outcome:?}, changed {is_changed}, touched {is_touched}");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("survival").join(path);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in ["base", "ours", "theirs", "merged"].iter().zip(texts) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    println!("    its texts are in {}", folder.display());
}

fn usage() -> ExitCode {
    eprintln!(
        "usage: cargo bench --bench survival [-- [--trials N] [--seed S] [--builds N] [--only TRIAL] [--flagged]]"
    );
    ExitCode::from(2)
}
