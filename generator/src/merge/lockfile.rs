//! Three versions of a `Cargo.lock` as one, package by package.
//!
//! A lock file is a graph: lines that fit together say nothing of whether the packages do. Each
//! package has a place, its name in one range of versions that fit each other, of which a lock
//! file has one. Places that both sides changed get the newer version; what nothing asks for any
//! more goes. The result is what cargo itself would write, so that `--locked` goes on working.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Document, Item, Table};

use crate::version::Version;

/// Where a package stands: one of a name for each source and range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    name: String,
    /// None for the packages that are built here.
    source: Option<String>,
    /// The part of the version within which cargo takes one for another.
    range: String,
}

/// A package, and the places that it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Package {
    version: String,
    checksum: Option<String>,
    asks: BTreeSet<Place>,
}

type Packages = BTreeMap<Place, Package>;

/// Makes the change from `base` to `theirs` in `ours`. None where a text is no lock file, or has
/// something that is not understood.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let (base, ours, theirs) = (Lock::read(base)?, Lock::read(ours)?, Lock::read(theirs)?);
    let is_built = |place: &&Place| place.source.is_none();
    let roots: BTreeSet<&Place> = ours.packages.keys().filter(is_built).collect();
    // A package that was renamed would be there twice.
    if !base.packages.keys().filter(is_built).all(|place| roots.contains(place)) {
        return None;
    }
    let mut packages = Packages::new();
    for place in ours.packages.keys().chain(theirs.packages.keys()) {
        let (base, ours, theirs) =
            (base.packages.get(place), ours.packages.get(place), theirs.packages.get(place));
        let package = match (ours, theirs) {
            (Some(ours), Some(theirs)) => package(base, ours, theirs),
            (only, other) => only.or(other)?.clone(),
        };
        packages.insert(place.clone(), package);
    }
    let built = theirs.packages.keys().filter(is_built);
    let wanted = wanted(&packages, roots.into_iter().chain(built).cloned().collect())?;
    packages.retain(|place, _| wanted.contains(place));
    let version = if ours.version == base.version { theirs.version } else { ours.version };
    Some(Lock { version, packages }.text())
}

/// A package that both have.
fn package(base: Option<&Package>, ours: &Package, theirs: &Package) -> Package {
    let is_changed = |side: &Package| base.is_none_or(|base| base.version != side.version);
    let (chosen, other) = match (is_changed(ours), is_changed(theirs)) {
        (true, true) if is_newer(&ours.version, &theirs.version) => (ours, theirs),
        (true, false) => (ours, theirs),
        _ => (theirs, ours),
    };
    let is_related = chosen.version == other.version || !is_changed(other);
    if !is_related {
        return chosen.clone();
    }
    // Features that one side switched on or off ask for more or less, whichever version it is.
    let nothing = BTreeSet::new();
    let before = base.map_or(&nothing, |base| &base.asks);
    let is_kept = |place: &&Place| other.asks.contains(place) || !before.contains(place);
    let kept = chosen.asks.iter().filter(is_kept);
    let asks = kept.chain(other.asks.difference(before)).cloned().collect();
    Package { asks, ..chosen.clone() }
}

/// Everything that is asked for, from these places on; none where something is missing.
fn wanted(packages: &Packages, roots: Vec<Place>) -> Option<BTreeSet<Place>> {
    let mut wanted = BTreeSet::new();
    let mut open = roots;
    while let Some(place) = open.pop() {
        let package = packages.get(&place)?;
        if wanted.insert(place) {
            open.extend(package.asks.iter().cloned());
        }
    }
    Some(wanted)
}

/// A lock file, taken apart.
struct Lock {
    version: i64,
    packages: Packages,
}

impl Lock {
    fn read(text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        if document.iter().any(|(key, _)| !matches!(key, "version" | "package")) {
            return None;
        }
        let version = document.get("version")?.as_integer()?;
        let tables = document.get("package")?.as_array_of_tables()?;
        let known = tables.iter().map(identity).collect::<Option<Vec<_>>>()?;
        let mut packages = Packages::new();
        for (table, (place, version)) in tables.iter().zip(&known) {
            let asks = asked(table)?.into_iter().map(|asked| found(&known, asked));
            let package = Package {
                version: version.clone(),
                checksum: text_of(table, "checksum").map(str::to_owned),
                asks: asks.collect::<Option<_>>()?,
            };
            // Cargo never has two of one place; who does is not understood.
            if packages.insert(place.clone(), package).is_some() {
                return None;
            }
        }
        Some(Self { version, packages })
    }

    /// As cargo writes it.
    fn text(&self) -> String {
        let mut text = format!(
            "# This file is automatically @generated by Cargo.\n\
             # It is not intended for manual editing.\nversion = {}\n",
            self.version
        );
        let mut packages: Vec<(&Place, &Package)> = self.packages.iter().collect();
        packages.sort_by_key(|(place, package)| {
            (&place.name, number(&package.version), &package.version, &place.source)
        });
        for (place, package) in packages {
            text += &format!(
                "\n[[package]]\nname = \"{}\"\nversion = \"{}\"\n",
                place.name, package.version
            );
            let lines = [("source", &place.source), ("checksum", &package.checksum)];
            for (key, value) in lines {
                text += &value.as_ref().map(|it| format!("{key} = \"{it}\"\n")).unwrap_or_default();
            }
            let mut asks: Vec<Vec<String>> =
                package.asks.iter().map(|place| self.called(place)).collect();
            asks.sort_unstable();
            if !asks.is_empty() {
                text += "dependencies = [\n";
                for words in asks {
                    text += &format!(" \"{}\",\n", words.join(" "));
                }
                text += "]\n";
            }
        }
        text
    }

    /// What a package is called by those that ask for it: no more than tells it from others.
    fn called(&self, place: &Place) -> Vec<String> {
        let version = |place: &Place| self.packages.get(place).map(|package| &package.version);
        let mut words = vec![place.name.clone()];
        let same: Vec<&Place> =
            self.packages.keys().filter(|other| other.name == place.name).collect();
        if same.len() > 1 {
            words.extend(version(place).cloned());
        }
        let is_same = |other: &&&Place| version(other) == version(place);
        if let (Some(source), 2..) = (&place.source, same.iter().filter(is_same).count()) {
            words.push(format!("({source})"));
        }
        words
    }
}

/// Where a package stands, and its version.
fn identity(table: &Table) -> Option<(Place, String)> {
    let known = ["name", "version", "source", "checksum", "dependencies"];
    if table.iter().any(|(key, _)| !known.contains(&key)) {
        return None;
    }
    let source = text_of(table, "source").map(str::to_owned);
    let version = text_of(table, "version")?.to_owned();
    let range = source.as_ref().map(|_| range(&version)).unwrap_or_default();
    Some((Place { name: text_of(table, "name")?.to_owned(), source, range }, version))
}

fn text_of<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

/// What a package asks for, as it calls it.
fn asked(table: &Table) -> Option<Vec<&str>> {
    let Some(asked) = table.get("dependencies") else { return Some(Vec::new()) };
    asked.as_array()?.iter().map(toml_edit::Value::as_str).collect()
}

/// The one package that is called so: by its name, its version and its source, as far as said.
fn found(known: &[(Place, String)], asked: &str) -> Option<Place> {
    let mut words = asked.split(' ');
    let (name, version, source) = (words.next()?, words.next(), words.next());
    let source = source.map(|source| source.trim_start_matches('(').trim_end_matches(')'));
    let mut found = known.iter().filter(|(place, is)| {
        place.name == name
            && version.is_none_or(|version| version == is)
            && source.is_none_or(|source| place.source.as_deref() == Some(source))
    });
    let (place, _) = found.next()?;
    found.next().is_none().then(|| place.clone())
}

/// The part of a version that is the same in those that fit each other: up to the first number
/// that is not zero. One before a release fits itself alone.
fn range(version: &str) -> String {
    let numbers = version.split('+').next().unwrap_or_default();
    if numbers.contains('-') {
        return numbers.to_owned();
    }
    let parts: Vec<&str> = numbers.split('.').collect();
    let end = parts.iter().position(|part| *part != "0").map_or(parts.len(), |at| at + 1);
    parts[..end].join(".")
}

/// A version, by which two are compared.
fn number(version: &str) -> Option<Version> {
    Version::read(version.split('+').next().unwrap_or_default())
}

fn is_newer(one: &str, other: &str) -> bool {
    number(one) > number(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lock file of packages: `name version: what it asks for`. What is built here has no range.
    fn lock(packages: &[&str]) -> String {
        let mut text = "# This file is automatically @generated by Cargo.\n\
                        # It is not intended for manual editing.\nversion = 4\n"
            .to_owned();
        for package in packages {
            let (head, asks) = package.split_once(": ").unwrap_or((package, ""));
            let (name, version) = head.split_once(' ').unwrap();
            text += &format!("\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
            if name != "service" {
                text += "source = \"registry+https://example.com\"\nchecksum = \"00\"\n";
            }
            if !asks.is_empty() {
                let asks = asks.split(", ").map(|ask| format!(" \"{ask}\",\n"));
                text += &format!("dependencies = [\n{}]\n", asks.collect::<String>());
            }
        }
        text
    }

    fn merged(base: &[&str], ours: &[&str], theirs: &[&str]) -> String {
        merge(&lock(base), &lock(ours), &lock(theirs)).unwrap()
    }

    const BASE: &[&str] = &["hyper 1.4.0: itoa", "itoa 1.0.1", "service 0.1.0: hyper"];

    #[test]
    fn a_lock_file_is_written_as_cargo_writes_it() {
        let text = include_str!("../../../examples/minimal/Cargo.lock");
        let written = Lock::read(text).unwrap().text();
        let other = written.lines().zip(text.lines()).find(|(one, other)| one != other);
        assert_eq!((other, written.len()), (None, text.len()));
        assert_eq!(merge(text, text, text).as_deref(), Some(text));
    }

    #[test]
    fn packages_of_both_sides_are_there() {
        let ours =
            &["hyper 1.4.0: itoa", "itoa 1.0.1", "mine 0.3.1: itoa", "service 0.1.0: hyper, mine"];
        let theirs = &["hyper 1.5.0: ryu", "new 2.0.0", "ryu 1.0.0", "service 0.1.0: hyper, new"];
        let both = &[
            "hyper 1.5.0: ryu",
            "itoa 1.0.1",
            "mine 0.3.1: itoa",
            "new 2.0.0",
            "ryu 1.0.0",
            "service 0.1.0: hyper, mine, new",
        ];
        assert_eq!(merged(BASE, ours, theirs), lock(both), "`itoa` goes on being asked for");
    }

    #[test]
    fn what_nothing_asks_for_any_more_goes() {
        let theirs = &["hyper 1.5.0", "service 0.1.0: hyper"];
        assert_eq!(merged(BASE, BASE, theirs), lock(theirs));
        let ours = &["service 0.1.0"];
        assert_eq!(merged(BASE, ours, theirs), lock(ours));
    }

    #[test]
    fn of_two_versions_the_newer_is_taken_and_two_ranges_stand_side_by_side() {
        let side = |hyper: &str| lock(&[hyper, "itoa 1.0.1", "service 0.1.0: hyper"]);
        let merged =
            |ours: &str, theirs: &str| merge(&lock(BASE), &side(ours), &side(theirs)).unwrap();
        assert_eq!(merged("hyper 1.10.0: itoa", "hyper 1.9.0: itoa"), side("hyper 1.10.0: itoa"));
        assert_eq!(merged("hyper 1.5.0: itoa", "hyper 1.4.0: itoa"), side("hyper 1.5.0: itoa"));
        let ours = &[
            "hyper 0.14.2: itoa",
            "hyper 1.4.0: itoa",
            "itoa 1.0.1",
            "service 0.1.0: hyper 0.14.2, hyper 1.4.0",
        ];
        let theirs = &["hyper 1.5.0: itoa", "itoa 1.0.1", "service 0.1.0: hyper"];
        let both = &[
            "hyper 0.14.2: itoa",
            "hyper 1.5.0: itoa",
            "itoa 1.0.1",
            "service 0.1.0: hyper 0.14.2, hyper 1.5.0",
        ];
        assert_eq!(merge(&lock(BASE), &lock(ours), &lock(theirs)).unwrap(), lock(both));
    }

    #[test]
    fn a_feature_of_one_side_outlives_the_other_sides_version() {
        let ours = &["hyper 1.4.0: itoa, tls", "itoa 1.0.1", "service 0.1.0: hyper", "tls 0.2.0"];
        let theirs = &["hyper 1.5.0: itoa", "itoa 1.0.1", "service 0.1.0: hyper"];
        let both = &["hyper 1.5.0: itoa, tls", "itoa 1.0.1", "service 0.1.0: hyper", "tls 0.2.0"];
        assert_eq!(merged(BASE, ours, theirs), lock(both));
    }

    #[test]
    fn what_is_not_understood_is_not_merged() {
        let base = lock(BASE);
        for other in [
            "no lock file".to_owned(),
            format!("{base}\n[metadata]\n"),
            base.replace("version = \"1.0.1\"", "version = \"1.0.1\"\nreplace = \"it\""),
            base.replace("\"service\"", "\"renamed\""),
            base.replace(" \"itoa\",", " \"gone\","),
        ] {
            assert_eq!(merge(&base, &other, &base), None, "{other}");
        }
    }

    #[test]
    fn a_range_is_what_cargo_takes_one_for_another_in() {
        let ranges = ["1.2.3", "0.4.1", "0.0.7", "1.0.0-rc.1", "2.0.1+spec", "0.0.0"].map(range);
        assert_eq!(ranges, ["1", "0.4", "0.0.7", "1.0.0-rc.1", "2", "0.0.0"]);
    }
}
