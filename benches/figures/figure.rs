//! A figure, its bound, and how both are told.

use serde_json::json;

/// How figures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Something measured.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    what: String,
    unit: &'static str,
    /// What it must not reach; nothing is promised of some.
    bound: Option<f64>,
    runs: Vec<f64>,
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, unit: &'static str, runs: Vec<f64>) -> Self {
        Self { what: what.into(), unit, bound: None, runs }
    }

    pub(crate) fn below(self, bound: f64) -> Self {
        Self { bound: Some(bound), ..self }
    }

    /// The middle one of all runs.
    pub(crate) fn median(&self) -> f64 {
        let mut runs = self.runs.clone();
        runs.sort_by(f64::total_cmp);
        runs.get(runs.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Whether the bound is kept, if there is one.
    pub(crate) fn is_kept(&self) -> bool {
        self.bound.is_none_or(|bound| self.median() <= bound)
    }

    fn least(&self) -> f64 {
        self.runs.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn most(&self) -> f64 {
        self.runs.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// All figures, and what the machine was doing besides.
pub(crate) fn printed(figures: &[Figure], format: Format) -> String {
    match format {
        Format::Table => table(figures),
        Format::Json => format!("{:#}", json(figures)),
    }
}

fn table(figures: &[Figure]) -> String {
    let mut rows = vec![["", "median", "least", "most", "runs", "bound", ""].map(str::to_owned)];
    rows.extend(figures.iter().map(|figure| {
        [
            figure.what.clone(),
            format!("{} {}", short(figure.median()), figure.unit),
            short(figure.least()),
            short(figure.most()),
            figure.runs.len().to_string(),
            figure.bound.map(short).unwrap_or_default(),
            if figure.is_kept() { String::new() } else { "over".to_owned() },
        ]
    }));
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(width).collect();
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    format!("{}\n\n{}", lines.join("\n"), machine())
}

fn json(figures: &[Figure]) -> serde_json::Value {
    let figure = |figure: &Figure| {
        json!({
            "what": figure.what,
            "unit": figure.unit,
            "median": figure.median(),
            "runs": figure.runs,
            "bound": figure.bound,
            "kept": figure.is_kept(),
        })
    };
    json!({ "machine": machine(), "figures": figures.iter().map(figure).collect::<Vec<_>>() })
}

/// Three digits that count.
fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

fn machine() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    format!("{processors} processors, load {load} at the end")
}
