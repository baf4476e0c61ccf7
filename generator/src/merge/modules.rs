//! New modules of a list that somebody put into a module of its own.
//!
//! In there a module is looked for in another folder, and has another name, unless whoever moved the
//! list says otherwise for each. A line that comes to stand there goes above it, to the outermost
//! level, where it was generated for.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, ItemMod, Visibility};

use super::lists;

/// The merged text with the modules at the outermost level that ours does not have yet.
pub(super) fn outermost(ours: &str, merged: String) -> String {
    let is_inside =
        |line: &str| line.starts_with([' ', '\t']) && lists::bare(line.trim()).starts_with("mod ");
    if !merged.lines().any(is_inside) {
        return merged;
    }
    let (Some(known), Some(found)) = (inner(ours), inner(&merged)) else { return merged };
    let known: BTreeSet<&String> = known.iter().map(|module| &module.name).collect();
    let mut lines: Vec<&str> = merged.split_inclusive('\n').collect();
    // One that goes up leaves the places behind it what they are.
    let mut moved = BTreeMap::new();
    for Module { name, line, above } in &found {
        if !known.contains(name) && lists::bare(lines[*line].trim()) == format!("mod {name};") {
            let count = moved.entry(above).or_insert(0);
            let line = lines.remove(*line);
            lines.insert(above + *count, line.trim_start());
            *count += 1;
        }
    }
    lines.concat()
}

/// A module in a file of its own that is declared inside of another one.
struct Module {
    name: String,
    /// Its line, counted from 0.
    line: usize,
    /// The first line of the outermost module around it.
    above: usize,
}

fn inner(text: &str) -> Option<Vec<Module>> {
    let file = syn::parse_file(text).ok()?;
    let mut found = Vec::new();
    for module in modules(&file.items) {
        if let Some((_, items)) = &module.content {
            collect(items, first_line(module), &mut found);
        }
    }
    Some(found)
}

fn collect(items: &[Item], above: usize, found: &mut Vec<Module>) {
    for module in modules(items) {
        match &module.content {
            Some((_, items)) => collect(items, above, found),
            None => found.push(Module {
                name: module.ident.to_string(),
                line: line(module.ident.span()),
                above,
            }),
        }
    }
}

fn modules(items: &[Item]) -> impl Iterator<Item = &ItemMod> {
    items.iter().filter_map(|item| match item {
        Item::Mod(module) => Some(module),
        _ => None,
    })
}

/// Where what is said of a module begins, or the module itself.
fn first_line(module: &ItemMod) -> usize {
    let attributes = module.attrs.iter().map(|attribute| attribute.pound_token.span);
    let seen = match &module.vis {
        Visibility::Public(token) => Some(token.span),
        Visibility::Restricted(seen) => Some(seen.pub_token.span),
        Visibility::Inherited => None,
    };
    let first = attributes.chain(seen).map(line).min();
    first.unwrap_or_else(|| line(module.mod_token.span))
}

/// A place's line, counted from 0.
fn line(span: proc_macro2::Span) -> usize {
    span.start().line.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::outermost;

    #[test]
    fn a_new_module_stands_above_the_module_that_the_list_was_put_into() {
        let ours = "mod app;\r\n/// Mine.\r\n#[path = \"x\"]\r\npub mod slices {\r\n    #[path = \"../posts.rs\"]\r\n    pub mod posts;\r\n    pub mod more {\r\n        mod users;\r\n    }\r\n}\r\n";
        let merged = ours
            .replace("    pub mod more", "    pub mod tags;\r\n    pub mod more")
            .replace("        mod users", "        pub mod topics;\r\n        mod users");
        let expected = ours.replace("/// Mine", "pub mod tags;\r\npub mod topics;\r\n/// Mine");
        assert_eq!(outermost(ours, merged), expected);
        assert_eq!(outermost(ours, ours.to_owned()), ours);
    }
}
