//! A project whose name is still open, for people who start projects with cargo-generate.
//!
//! cargo-generate's templates cannot loop over a model, so what it gets is a project that is
//! expanded already: its files as they would be, with placeholders where the service's name
//! stands.

use std::fmt::Write as _;

use crate::error::Bug;
use crate::tree::{File, Ownership, Tree};

/// What cargo-generate reads to know which files to fill in.
const SETTINGS: &str = "cargo-generate.toml";

/// The name that a service has while its blueprint is made. No model and no template holds it,
/// and it is about as long as names are, so that lines break where they mostly will.
pub const NAME: &str = "zz-blueprint";

/// Each form of the name, and what cargo-generate puts in its place.
const FORMS: [(&str, &str); 2] =
    [("zz-blueprint", "{{project-name}}"), ("zz_blueprint", "{{crate_name}}")];

/// Begins what liquid would take for its own.
const LIQUID: [(&str, &str); 2] = [("{{", "{{ '{{' }}"), ("{%", "{{ '{%' }}")];

/// Turns the files of a service called [`NAME`] into a blueprint.
///
/// Only files in which the name stands are filled in; whatever looks like liquid in them is
/// quoted, and every other file is copied as it is.
pub fn blueprint(project: &Tree) -> Result<Tree, Bug> {
    let mut blueprint = Tree::default();
    let mut settings = String::from(
        "# Read by cargo-generate: the files in which the project's name stands.\n\
         [template]\n\
         include = [\n",
    );
    for (path, file) in project.iter() {
        let open = open(file);
        if open.is_some() {
            let _ = writeln!(settings, "    \"{path}\",");
        }
        blueprint.insert(path, open.unwrap_or_else(|| file.clone()))?;
    }
    settings.push_str("]\n");
    blueprint.insert(SETTINGS, File::plain(settings, Ownership::Derived))?;
    Ok(blueprint)
}

/// The file with placeholders for the name, if the name stands in it.
fn open(file: &File) -> Option<File> {
    let text = std::str::from_utf8(&file.contents).ok()?;
    if !FORMS.iter().any(|(form, _)| text.contains(form)) {
        return None;
    }
    let mut rest = text;
    let mut output = String::with_capacity(text.len());
    while let Some((at, found, replacement)) = next(rest) {
        output.push_str(&rest[..at]);
        output.push_str(replacement);
        rest = &rest[at + found.len()..];
    }
    output.push_str(rest);
    Some(File { contents: output.into(), ..file.clone() })
}

/// The first place in `text` where something is to be replaced.
fn next(text: &str) -> Option<(usize, &'static str, &'static str)> {
    let all = FORMS.iter().chain(&LIQUID);
    all.filter_map(|(found, by)| Some((text.find(found)?, *found, *by))).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> (String, String) {
        let mut project = Tree::default();
        project.insert("file", File::plain(text.to_owned(), Ownership::Managed)).unwrap();
        let tree = blueprint(&project).unwrap();
        let read = |path| String::from_utf8(tree.get(path).unwrap().contents.to_vec()).unwrap();
        (read("file"), read(SETTINGS))
    }

    #[test]
    fn every_form_of_the_name_is_left_open() {
        let (text, settings) = made("use zz_blueprint::app; // of zz-blueprint\n");
        assert_eq!(text, "use {{crate_name}}::app; // of {{project-name}}\n");
        assert!(settings.contains("    \"file\",\n"));
    }

    #[test]
    fn what_looks_like_liquid_is_quoted_beside_the_name() {
        let (text, _) = made("zz-blueprint {{{x}}} {% y %}");
        assert_eq!(text, "{{project-name}} {{ '{{' }}{x}}} {{ '{%' }} y %}");
    }

    #[test]
    fn a_file_without_the_name_is_copied() {
        let (text, settings) = made("{{ matrix.os }}");
        assert_eq!(text, "{{ matrix.os }}");
        assert!(!settings.contains("\"file\""));
    }
}
