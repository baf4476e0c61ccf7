//! `scaffold add resource`, as a whole process, on a project that is as it was generated.

use std::ffi::OsStr;

use super::figure::Figure;
use super::process::{Taken, folder, run, scaffold};
use super::scale;

const RUNS: usize = 5;

/// What is added to every project.
const RESOURCE: [&str; 6] =
    ["add", "resource", "bookmark", "reader: -> user owner", "note: string(0..200)?", "--yes"];

pub(crate) fn figures() -> Vec<Figure> {
    let small = measure("small", &["new".as_ref(), "social-sharing".as_ref()]);
    let model = scale::model(500);
    let large =
        measure("large", &["new".as_ref(), "wide".as_ref(), "--model".as_ref(), model.as_ref()]);
    let all = |runs: &[Taken], of: fn(&Taken) -> f64| runs.iter().map(of).collect();
    let small_what = "scaffold add resource, to social-sharing";
    let large_what = "scaffold add resource, to 500 resources";
    vec![
        Figure::new(small_what, "ms", all(&small, |taken| taken.wall * 1000.0)).below(50.0),
        Figure::new(
            format!("{small_what}, processors"),
            "ms",
            all(&small, |taken| taken.cpu * 1000.0),
        ),
        Figure::new(large_what, "s", all(&large, |taken| taken.wall)).below(1.0),
        Figure::new(format!("{large_what}, processors"), "s", all(&large, |taken| taken.cpu)),
    ]
}

/// Adds to a new project, several times.
fn measure(name: &str, create: &[&OsStr]) -> Vec<Taken> {
    let home = folder("add");
    let add = |number| {
        let target = home.join(format!("{name}-{number}"));
        run(scaffold().args(create).arg("--path").arg(&target));
        run(scaffold().current_dir(&target).args(RESOURCE))
    };
    (0..RUNS).map(add).collect()
}
