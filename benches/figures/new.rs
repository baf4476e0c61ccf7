//! `scaffold new social-sharing`, as a whole process.

use super::figure::Figure;
use super::process::{Taken, folder, run, scaffold};

const RUNS: usize = 20;

pub(crate) fn figures() -> Vec<Figure> {
    let home = folder("new");
    let create = |number: usize| {
        let target = home.join(number.to_string());
        run(scaffold().args(["new", "social-sharing", "--path"]).arg(&target))
    };
    // The first run reads the program from the disk.
    create(0);
    let runs: Vec<Taken> = (1..=RUNS).map(create).collect();
    let all = |of: fn(&Taken) -> f64| runs.iter().map(of).collect();
    let what = "scaffold new social-sharing";
    vec![
        Figure::new(what, "ms", all(|taken| taken.wall * 1000.0)).below(30.0),
        Figure::new(format!("{what}, processors"), "ms", all(|taken| taken.cpu * 1000.0)),
        Figure::new(format!("{what}, memory"), "MB", all(|taken| taken.memory)).below(40.0),
    ]
}
