//! Models of 10, 100 and 500 resources with 20 fields each: how time grows with them; and what 500
//! with 40 fields each take.

use std::fs;
use std::path::PathBuf;

use super::figure::Figure;
use super::process::{Taken, folder, run, scaffold};

const RUNS: usize = 5;
const SIZES: [u32; 3] = [10, 100, 500];
/// How much dearer a resource among many may be than one of a hundred.
const STEEPEST: f64 = 1.5;

/// The fields of every resource besides the two relations: some of each kind.
const FIELDS: &str = r#"title = "string(1..200) search sort"
code = "string(1..40) unique ignore_case"
body = "text(1..20000) search"
status = "enum(draft, published, archived) filter = draft"
amount = "decimal(12, 2) min(0) filter sort"
places = "integer(0..1000) filter = 0"
total = "bigint(0..)"
ratio = "float?"
active = "boolean filter = true"
day = "date? filter sort"
at = "time?"
starts_at = "timestamp? filter sort"
reference = "uuid?"
contact = "email?"
page = "url?"
labels = "[string(1..20)](0..10)?"
note = "text(0..500)?"
rank = "integer(1..5)? sort"
"#;

/// What is added to the largest.
const RESOURCE: [&str; 5] = ["add", "resource", "bookmark", "reader: -> user owner", "--yes"];

pub(crate) fn figures() -> Vec<Figure> {
    let measured: Vec<(u32, Vec<Taken>)> = SIZES.map(|size| (size, measure(size))).into();
    let mut figures = Vec::new();
    for (size, runs) in &measured {
        let what = format!("scaffold new, {size} resources of 20 fields");
        let wall = Figure::new(&what, "s", runs.iter().map(|taken| taken.wall).collect());
        figures.push(if *size == 500 { wall.below(2.0) } else { wall });
        let cpu = runs.iter().map(|taken| taken.cpu).collect();
        figures.push(Figure::new(format!("{what}, processors"), "s", cpu));
        let memory = runs.iter().map(|taken| taken.memory).collect();
        figures.push(Figure::new(format!("{what}, memory"), "MB", memory));
    }
    let each = |at: usize| {
        let (size, runs) = &measured[at];
        let cpu = runs.iter().map(|taken| taken.cpu / f64::from(*size)).collect();
        Figure::new("", "s", cpu).median()
    };
    let growth =
        Figure::new("a resource among 500, against one among 100", "×", vec![each(2) / each(1)]);
    figures.push(growth.below(STEEPEST));
    figures.extend(largest());
    figures
}

/// G-18: 500 resources with 40 fields each, and one more.
fn largest() -> Vec<Figure> {
    let home = folder("scale");
    let (model, target) = (home.join("largest.toml"), home.join("largest"));
    let twice = format!("{FIELDS}{}", FIELDS.replace(" = \"", "_too = \""));
    fs::write(&model, text(500, &twice)).unwrap();
    let new =
        run(scaffold().args(["new", "wide", "--model"]).arg(&model).arg("--path").arg(&target));
    let add = run(scaffold().current_dir(&target).args(RESOURCE));
    [("scaffold new, 500 resources of 40 fields", new), ("one more resource", add)]
        .into_iter()
        .flat_map(|(what, taken)| {
            let wall = Figure::new(what, "s", vec![taken.wall]).below(10.0);
            let memory = Figure::new(format!("{what}, memory"), "MB", vec![taken.memory]);
            [wall, memory.below(512.0)]
        })
        .collect()
}

fn measure(size: u32) -> Vec<Taken> {
    let (model, home) = (model(size), folder("scale"));
    let create = |number| {
        let target = home.join(format!("{size}-{number}"));
        run(scaffold().args(["new", "wide", "--model"]).arg(&model).arg("--path").arg(&target))
    };
    (0..RUNS).map(create).collect()
}

/// The file with the model of so many resources.
pub(crate) fn model(size: u32) -> PathBuf {
    let model = folder("scale").join(format!("{size}.toml"));
    fs::write(&model, text(size, FIELDS)).unwrap();
    model
}

/// A model in which every resource but the first points at an earlier one.
fn text(size: u32, fields: &str) -> String {
    let mut text = "[service]\nname = \"wide\"\nsummary = \"Many things.\"\n".to_owned();
    for at in 0..size {
        let earlier = match at {
            0 => "remark = \"text(0..100)?\"".to_owned(),
            _ => format!("earlier = \"-> thing{}? filter\"", at / 2),
        };
        text.push_str(&format!(
            "\n[resources.thing{at}.fields]\nowner = \"-> user owner\"\n{earlier}\n{fields}\n\
             [resources.thing{at}.access]\nread = \"public\"\ncreate = \"member\"\n\
             update = \"owner\"\ndelete = [\"owner\", \"admin\"]\n"
        ));
    }
    text
}
