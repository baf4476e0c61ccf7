//! Every file of `tests/invalid` gives exactly the report beside it.
//!
//! `SCAFFOLD_BLESS=1` writes the reports instead, to be read before they are committed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::{env, fs};

use scaffold::diagnostic::{Code, Diagnostic, Report, Severity, Source, Style};
use scaffold::examples::EXAMPLES;
use scaffold::{document, model};

/// What `scaffold check` says about the file.
fn report(bytes: &[u8]) -> String {
    let (source, faults) = match document::decode("scaffold.toml", bytes) {
        Ok(source) => {
            let faults = faults(&source);
            (source, faults)
        }
        Err(fault) => (Source::new("scaffold.toml", ""), vec![*fault]),
    };
    Report { source: &source, diagnostics: &faults }.text(Style::Plain)
}

fn faults(source: &Source) -> Vec<Diagnostic> {
    let (document, faults) = document::parse(source);
    model::check_read(&document, faults).1
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid")
}

fn files(extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == extension)).collect();
    files.sort();
    files
}

#[test]
fn every_invalid_model_gets_its_report() {
    let bless = env::var_os("SCAFFOLD_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in files("toml") {
        let report = report(&fs::read(&path).unwrap());
        let expected = path.with_extension("txt");
        if bless {
            fs::write(&expected, &report).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != report {
            wrong.push(format!("{}\n{report}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nSCAFFOLD_BLESS=1 accepts these reports", wrong.join("\n"));
}

#[test]
fn every_report_belongs_to_a_model_and_refuses_it() {
    for path in files("txt") {
        assert!(path.with_extension("toml").is_file(), "{}", path.display());
        let report = fs::read_to_string(&path).unwrap();
        assert!(report.contains("error[") || report.contains("warning["), "{}", path.display());
    }
}

#[test]
fn every_code_has_a_model_that_shows_it() {
    let reports: String =
        files("txt").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    // A file of more than 1 MiB is not worth keeping.
    let shown = |code: &&Code| {
        **code == Code::FileTooLarge || reports.contains(&format!("[{}]", code.text()))
    };
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown(code)).collect();
    assert!(missing.is_empty(), "no file of tests/invalid gives {missing:?}");
}

/// Two letters of one name of a header change places: one fault, and nothing that follows from it.
#[test]
fn a_misspelt_header_is_told_once() {
    let examples = EXAMPLES.iter().flat_map(|example| {
        let headers = example.model.match_indices("\n[").map(|(start, _)| start + 2);
        headers.map(|start| (example.model, start))
    });
    for (model, start) in examples {
        let header = model[start..].split(']').next().unwrap();
        let mut begin = start;
        for name in header.split('.') {
            let at = begin + name.len() / 2;
            begin += name.len() + 1;
            let (first, second) = (&model[at - 1..at], &model[at..=at]);
            if name.len() < 3 || first == second {
                continue;
            }
            let text = format!("{}{second}{first}{}", &model[..at - 1], &model[at + 1..]);
            let found = faults(&Source::new("scaffold.toml", text));
            let errors = found.iter().filter(|fault| fault.severity == Severity::Error);
            assert_eq!(errors.count(), 1, "`{name}` of [{header}]: {found:#?}");
        }
    }
}

#[test]
fn the_same_file_gives_the_same_report_twice() {
    for path in files("toml") {
        let bytes = fs::read(&path).unwrap();
        assert_eq!(report(&bytes), report(&bytes), "{}", path.display());
    }
}
