//! `scaffold upgrade`: projects of every release, and of tools that are only simulated, under
//! another version.

mod change;
mod damage;
mod lockfile;
mod refused;
mod schema;
mod simulated;

use std::fs;

use scaffold::examples::EXAMPLES;
use scaffold::version;

use crate::support::Edited;
use crate::support::project::paths;
use crate::support::release::{services, versions};

/// The project of every release and example, with its release.
fn released() -> Vec<(String, Edited)> {
    let mut all = Vec::new();
    for version in versions() {
        let services = services(&version);
        for example in EXAMPLES {
            all.push((version.clone(), Edited::placed(&services[example.name])));
        }
    }
    all
}

/// The smallest project of the first release.
fn first() -> Edited {
    Edited::placed(&services("0.1.0")["minimal"])
}

/// Files that differ from those of a project that this version makes of the same model, the
/// record included.
fn differing(project: &Edited) -> Vec<String> {
    let mut differing = project.differing();
    let fresh = project.sandbox.path("fresh");
    let record = paths(&fresh).into_iter().filter(|path| path.starts_with(".scaffold/"));
    differing.extend(
        record.filter(|path| fs::read(fresh.join(path)).ok() != fs::read(project.path(path)).ok()),
    );
    differing
}

/// Whether this version is one of those that are kept.
fn is_kept(release: &str) -> bool {
    release == version::THIS
}
