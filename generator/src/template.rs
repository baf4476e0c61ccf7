//! The embedded `template/` folder.

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Ends the name of a file that is rendered.
const RENDERED: &str = ".liquid";
/// Fragments that templates share; they become no file of their own.
const PARTIALS: &str = "partials/";

/// The path of every template, without `.liquid`; partials left out.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !name.starts_with(PARTIALS))
        .map(|name| name.trim_end_matches(RENDERED))
}

/// A template's text and whether it is rendered.
#[must_use]
pub fn source(name: &str) -> Option<(&'static str, bool)> {
    FILES
        .iter()
        .find(|(path, _)| path.strip_suffix(RENDERED).unwrap_or(path) == name)
        .map(|(path, text)| (*text, path.ends_with(RENDERED)))
}

/// The name and the text of every template that is rendered; partials left out.
pub fn rendered() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = FILES.iter().filter(|(path, _)| !path.starts_with(PARTIALS));
    all.filter_map(|(path, text)| Some((path.strip_suffix(RENDERED)?, *text)))
}

/// The name and the text of every partial.
pub fn partials() -> impl Iterator<Item = (&'static str, &'static str)> {
    let name = |path: &'static str| path.strip_prefix(PARTIALS);
    FILES
        .iter()
        .filter_map(move |(path, text)| Some((name(path)?.trim_end_matches(RENDERED), *text)))
}
