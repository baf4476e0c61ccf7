//! What a text says, however it is laid out: each word, and how often it stands there.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::form;

/// Words by how often they stand in a text, imports as any other words.
pub(crate) fn plain_words(text: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    count(&mut counts, text);
    counts
}

/// Words by how often they stand in a text. Of a Rust `use` item each path that it names is a
/// word, because the same paths can be imported by one item or by several. A lock file is told by
/// its packages.
pub(crate) fn words(path: &str, text: &str) -> BTreeMap<String, i64> {
    if path == "Cargo.lock" {
        return packages(text);
    }
    let mut counts = BTreeMap::new();
    let mut item: Option<String> = None;
    for line in text.lines() {
        let begins = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "];
        let is_use = form(path) == Some("rs") && begins.iter().any(|it| line.starts_with(it));
        let open = match item.take() {
            // What does not end is no import.
            Some(open) if line.trim().is_empty() => {
                count(&mut counts, &open);
                continue;
            }
            Some(open) => open + " " + line.trim(),
            None if is_use => line.trim().to_owned(),
            None => {
                count(&mut counts, line);
                continue;
            }
        };
        match imports(&open) {
            Some(paths) => paths.into_iter().for_each(|path| *counts.entry(path).or_default() += 1),
            None if open.contains("//") || open.contains(';') => count(&mut counts, &open),
            None => item = Some(open),
        }
    }
    if let Some(open) = item {
        count(&mut counts, &open);
    }
    counts
}

/// Of a lock file each package that another one asks for, and all that those ask for that are built:
/// what nothing asks for any more goes, whoever wrote into it, and what it asked for with it.
fn packages(text: &str) -> BTreeMap<String, i64> {
    let mut packages: Vec<Vec<&str>> =
        text.split("\n[[package]]\n").map(|package| package.lines().collect()).collect();
    let asks = |line: &&str| line.starts_with(" \"");
    let is_built = |package: &[&str]| !package.iter().any(|line| line.starts_with("source = "));
    loop {
        let lines = packages.iter().flatten().filter(|line| asks(line));
        let asked: BTreeSet<&str> =
            lines.filter_map(|line| line.split([' ', '"']).nth(2)).collect();
        let before = packages.len();
        packages.retain(|it| {
            let name = it.first().and_then(|line| line.split('"').nth(1));
            is_built(it) || name.is_none_or(|name| asked.contains(name))
        });
        if packages.len() == before {
            break;
        }
    }
    let said = packages.into_iter().flat_map(|package| {
        let (asked, said): (Vec<&str>, Vec<&str>) = package.iter().copied().partition(asks);
        let asked = if is_built(&package) { asked } else { Vec::new() };
        asked.into_iter().map(str::to_owned).chain([said.join("\n")])
    });
    said.fold(BTreeMap::new(), |mut counts, said| {
        *counts.entry(said).or_default() += 1;
        counts
    })
}

fn count(counts: &mut BTreeMap<String, i64>, text: &str) {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
}

/// The paths of a whole `use` item.
fn imports(item: &str) -> Option<Vec<String>> {
    if item.contains("//") {
        return None;
    }
    let (head, tree) = item.strip_suffix(';')?.split_once("use ")?;
    let mut paths = Vec::new();
    expand(&format!("{head}use "), tree.trim(), &mut paths)?;
    Some(paths)
}

fn expand(before: &str, tree: &str, paths: &mut Vec<String>) -> Option<()> {
    let Some((path, list)) = tree.split_once('{') else {
        match tree {
            "" => {}
            "self" => paths.push(before.trim_end_matches("::").to_owned()),
            _ => paths.push(format!("{before}{tree}")),
        }
        return Some(());
    };
    let list = list.trim_end().strip_suffix('}')?;
    let before = format!("{before}{}", path.trim());
    let (mut depth, mut part) = (0_i32, String::new());
    for sign in list.chars().chain([',']) {
        depth += match sign {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        match sign == ',' && depth == 0 {
            true => expand(&before, std::mem::take(&mut part).trim(), paths)?,
            false => part.push(sign),
        }
    }
    Some(())
}
