//! `Cargo.lock`: the versions that were tested together, with the service's own entry.

use crate::model::Model;
use crate::template;
use crate::view::names;

/// What the template calls the service, where its entry is.
const PLACEHOLDER: &str = "name = \"service\"";

/// The lock file of a service. Cargo keeps packages in the order of their names, so the
/// service's own entry goes where its name belongs.
pub(super) fn lockfile(model: &Model) -> String {
    let name = names::package_name(&model.service.name);
    let text = template::source("Cargo.lock").map_or("", |(text, _)| text);
    let mut parts = text.split("\n[[package]]\n");
    let head = parts.next().unwrap_or_default().to_owned();
    let renamed = |part: &str| part.replacen(PLACEHOLDER, &format!("name = \"{name}\""), 1);
    let mut packages: Vec<String> =
        parts.map(|part| renamed(part.trim_end_matches('\n'))).collect();
    packages.sort_by(|one, other| key(one).cmp(&key(other)));
    packages.into_iter().fold(head, |text, package| text + "\n[[package]]\n" + &package + "\n")
}

/// A package's name and version, by which cargo sorts.
fn key(package: &str) -> (&str, Vec<u64>, &str) {
    let field = |name: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_start_matches(" = ").trim_matches('"')
    };
    let version = field("version");
    let numbers = version.split(['.', '+', '-']).map_while(|part| part.parse().ok()).collect();
    (field("name"), numbers, version)
}
