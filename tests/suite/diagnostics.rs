//! Every file of `tests/invalid` gives exactly the report beside it.
//!
//! `SCAFFOLD_BLESS=1` writes the reports instead, to be read before they are committed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::{env, fs};

use scaffold::diagnostic::{Code, Diagnostic, Report, Severity, Source, Span, Style};
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

/// The faults of a model that differs from an example in one place, of which no more are told than
/// so many, and one of them beside that place.
fn told_beside(text: &str, changed: usize, most: usize) -> Result<(), String> {
    let source = Source::new("scaffold.toml", text);
    let errors: Vec<_> =
        faults(&source).into_iter().filter(|it| it.severity == Severity::Error).collect();
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count();
    let is_beside = |span: Span| line(span.start).abs_diff(changed) <= 1;
    let beside = errors.iter().any(|it| it.primary.as_ref().is_some_and(|it| is_beside(it.span)));
    match beside && errors.len() <= most {
        true => Ok(()),
        false => Err(format!("line {}: {errors:#?}", changed + 1)),
    }
}

/// What is missing is told where it is missing, and what follows from it is not told.
#[test]
fn a_header_that_is_missing_is_told_once() {
    for example in EXAMPLES {
        let lines: Vec<&str> = example.model.lines().collect();
        let headers = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.starts_with("[resources.") || **line == "[service]");
        for (at, header) in headers {
            let rest = [&lines[..at], &lines[at + 1..]].concat().join("\n");
            // The account is whole without its header, and so is a resource above its fields.
            let found = faults(&Source::new("scaffold.toml", rest.as_str()));
            // TOML refuses two keys of one name itself.
            if found.iter().all(|fault| fault.code == Code::Repeated) {
                continue;
            }
            // Where it was the only one of its resource, nobody can tell what that was called.
            told_beside(&rest, at, 2).unwrap_or_else(|told| panic!("{header}: {told}"));
        }
    }
}

#[test]
fn a_header_without_one_of_its_points_is_told_once() {
    for example in EXAMPLES {
        for (at, header) in example.model.lines().enumerate().filter(|it| it.1.starts_with('[')) {
            for (point, _) in header.match_indices('.') {
                let joined = format!("{}{}", &header[..point], &header[point + 1..]);
                let text =
                    example.model.replacen(&format!("\n{header}\n"), &format!("\n{joined}\n"), 1);
                told_beside(&text, at, 1).unwrap_or_else(|told| panic!("{joined}: {told}"));
            }
        }
    }
}

#[test]
fn a_relation_by_another_arrow_is_told_once_and_offered_the_right_one() {
    for example in EXAMPLES {
        for (start, arrow) in example.model.match_indices("-> ") {
            if example.model[..start].ends_with('<') {
                continue;
            }
            for other in ["=> ", "> ", "→ ", "- ", "—> ", ""] {
                let rest = &example.model[start + arrow.len()..];
                let text = format!("{}{other}{rest}", &example.model[..start]);
                let line = text[..start].matches('\n').count();
                told_beside(&text, line, 1).unwrap_or_else(|told| panic!("{other}: {told}"));
                let found = faults(&Source::new("scaffold.toml", text.as_str()));
                let offer = found.iter().find_map(|fault| fault.suggestion.as_ref()).unwrap();
                let (start, end) = (offer.span.start, offer.span.end);
                let mended = format!("{}{}{}", &text[..start], offer.replacement, &text[end..]);
                assert_eq!(mended, example.model, "{other}");
            }
        }
    }
}

/// A name that has a capital letter where it is declared, and none where it is asked for.
#[test]
fn a_name_in_another_form_is_told_where_it_stands_alone() {
    for example in EXAMPLES {
        for (at, line) in example.model.lines().enumerate() {
            let is_name =
                |name: &&str| !name.is_empty() && !name.contains([' ', '[', '#', '"', ']']);
            let Some(name) = line.split(" = ").next().filter(is_name) else { continue };
            let middle = name.find(|letter: char| letter.is_ascii_lowercase()).unwrap() + 1;
            let odd = format!(
                "{}{}{}",
                &name[..middle],
                name[middle..=middle].to_uppercase(),
                &name[middle + 1..]
            );
            let lines = example.model.lines().enumerate();
            let changed = lines.map(|(other, line)| match other == at {
                true => line.replacen(name, &odd, 1),
                false => line.to_owned(),
            });
            let text = changed.collect::<Vec<_>>().join("\n");
            told_beside(&text, at, 1).unwrap_or_else(|told| panic!("{odd}: {told}"));
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
