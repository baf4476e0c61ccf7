//! What no test needs of `tests/support` is left out.
//!
//! What the tests of a service use depends on its model, and their text tells it: an item is
//! needed if a test names it, or an item that is needed. In doubt it is, so what could go wrong
//! is a function that the compiler warns of, never one that a generated test lacks. Tests of people
//! are not asked: what their lines lose is told (`change::left`).

mod items;
mod mentions;
mod needs;

use std::collections::BTreeSet;

use self::items::{Item, Part};
use super::layout;
use crate::parallel;

/// Where the tests are, and what they stand on.
const TESTS: &str = "tests/api/";
const SUPPORT: &str = "tests/support/";

/// A file of the support.
struct File<'a> {
    /// Where it is among all files.
    at: usize,
    text: &'a str,
    /// Its module, from the outside.
    module: Vec<&'a str>,
    /// Every word of its imports.
    imports: BTreeSet<&'a str>,
    parts: Vec<Part<'a>>,
}

/// What is left of the support's files in which something is not needed, by their places among
/// all `files`, which are paths and texts.
pub(super) fn pruned(files: &[(&str, &str)]) -> Vec<(usize, Option<String>)> {
    let support = files.iter().enumerate().filter(|(_, (path, _))| path.starts_with(SUPPORT));
    let support = parallel::map(support.collect::<Vec<_>>(), file);
    let support: Vec<File<'_>> = support.into_iter().flatten().collect();
    let is_test =
        |path: &str| path.strip_prefix(TESTS).and_then(|path| path.strip_suffix(".rs")).is_some();
    let tests: Vec<&str> =
        files.iter().filter(|(path, _)| is_test(path)).map(|(_, text)| *text).collect();
    let needed = needs::needed(&support, &tests);
    let left = Left::new(&support, &needed);
    let pruned = |(file, needed): (&File<'_>, &Vec<Item<'_>>)| {
        if !left.modules.contains(&file.module) {
            return Some((file.at, None));
        }
        let text = left.of(file, needed);
        let is_other = text != file.text;
        is_other.then(|| (file.at, Some(layout::layout(&layout::tidy_rest(&text, file.text)))))
    };
    parallel::map(support.iter().zip(&needed), pruned).into_iter().flatten().collect()
}

fn file<'a>((at, (path, text)): (usize, &(&'a str, &'a str))) -> Option<File<'a>> {
    let inside = path.strip_prefix(SUPPORT)?.strip_suffix(".rs")?;
    let module = inside.split('/').filter(|name| *name != "mod");
    let module = std::iter::once("support").chain(module).collect();
    let parts = items::cut(text);
    let imports = parts.iter().filter_map(|part| match part {
        Part::Line(line) => line.trim().trim_start_matches("pub ").strip_prefix("use "),
        _ => None,
    });
    let imports = imports.flat_map(|path| path.split([':', ',', ' ', '{', '}', ';', '\n']));
    let imports = imports.collect();
    Some(File { at, text, module, imports, parts })
}

/// What is left of the whole support.
struct Left<'a> {
    modules: BTreeSet<Vec<&'a str>>,
    names: BTreeSet<&'a str>,
}

impl<'a> Left<'a> {
    fn new(support: &[File<'a>], needed: &[Vec<Item<'a>>]) -> Self {
        let mut left = Self { modules: BTreeSet::new(), names: BTreeSet::new() };
        for (file, needed) in support.iter().zip(needed).filter(|(_, needed)| !needed.is_empty()) {
            left.names.extend(needed.iter().map(|item| item.name));
            // A module stays as long as one in it does.
            left.modules.extend((1..=file.module.len()).map(|end| file.module[..end].to_vec()));
        }
        left
    }

    /// A file with what is needed in it.
    fn of(&self, file: &File<'_>, needed: &[Item<'_>]) -> String {
        let mut text = String::with_capacity(file.text.len());
        let mut open = None;
        for part in &file.parts {
            match part {
                Part::Line(line) if self.has(file, line.trim()) => text += line,
                // What parts two blocks of lines.
                Part::Line(line) if line.starts_with('\n') => text.push('\n'),
                Part::Line(_) => {}
                Part::Open(line) => open = Some(*line),
                Part::Item(item) if !needed.contains(item) => {}
                Part::Item(item) => match open.take() {
                    Some(line) => text = text + line + item.text.trim_start_matches('\n'),
                    None => text += item.text,
                },
                Part::Close(line) => text += open.take().map_or(*line, |_| ""),
            }
        }
        text
    }

    /// Whether a module is left, or what is offered as another's.
    fn has(&self, file: &File<'_>, line: &str) -> bool {
        let line = line.trim_end_matches(';');
        let has_module = |name| {
            let module: Vec<&str> = file.module.iter().copied().chain([name]).collect();
            self.modules.contains(&module)
        };
        if let Some(name) = line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")) {
            return has_module(name);
        }
        match line.strip_prefix("pub use ").and_then(|path| path.rsplit_once("::")) {
            Some((module, "*")) => has_module(module),
            Some((_, name)) => self.names.contains(name),
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pruned;

    const SUPPORT: &str =
        "//! Support.\n\npub mod row;\npub mod sort;\n\npub use row::Row;\npub use sort::Sort;\n";
    const ROW: &str = "//! Rows.\n\nuse std::fmt::Debug;\n\nuse a::{B, C};\n\n/// A row.\npub struct Row;\n\nimpl Row {\n    /// One.\n    pub fn one() -> B {\n        two()\n    }\n\n    /// Three.\n    pub fn three(&self) -> C {\n        four()\n    }\n}\n\nfn two() {}\n\nfn four() {}\n";
    const SORT: &str = "//! Sorts.\n\n/// A sort.\npub struct Sort;\n\nimpl Sort {\n    /// Three.\n    pub fn three(&self) {}\n}\n";

    fn left(test: &str) -> Vec<(usize, Option<String>)> {
        pruned(&[
            ("tests/api/main.rs", test),
            ("tests/support/mod.rs", SUPPORT),
            ("tests/support/row.rs", ROW),
            ("tests/support/sort.rs", SORT),
            ("src/main.rs", "fn main() {}\n"),
        ])
    }

    #[test]
    fn what_no_test_reaches_goes_with_its_imports_and_modules() {
        let row = "//! Rows.\n\nuse std::fmt::Debug;\n\nuse a::B;\n\n/// A row.\npub struct Row;\n\nimpl Row {\n    /// One.\n    pub fn one() -> B {\n        two()\n    }\n}\n\nfn two() {}\n";
        let support = "//! Support.\n\npub mod row;\n\npub use row::Row;\n";
        assert_eq!(
            left("use crate::support::Row;\n\nfn a() {\n    Row::one();\n}\n"),
            [(1, Some(support.to_owned())), (2, Some(row.to_owned())), (3, None)]
        );
    }

    #[test]
    fn what_is_called_stays_on_every_type_that_is_needed() {
        let test = "use crate::support::{Row, Sort};\n\nfn a() {\n    Row::one().three();\n}\n";
        assert_eq!(left(test), []);
    }
}
