//! Statements over lines, as they are read in `queries.rs`.

use super::predicate::Predicate;

/// How far a statement is indented inside its function.
const INDENT: usize = 8;
/// How far the beginning of a list's statement is, a constant of its module.
const OPEN_INDENT: usize = 4;
const WIDTH: usize = 100;
/// What stands behind the last word of a constant: it has to fit, too.
const END: &str = "\";";

/// A statement that is being written.
#[derive(Debug)]
pub(super) struct Lines {
    lines: Vec<String>,
    /// How far the code around it is indented.
    indent: usize,
}

/// One column of a select list.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A column, with its label if it has another.
    Column(String),
    /// `(select WHAT from … where …) as label`.
    Scalar { what: String, from: String, filter: Predicate, label: String },
    /// An expression over several lines.
    Block(Vec<String>),
    /// `exists (…) as label`.
    Exists { exists: Predicate, label: String },
}

impl Lines {
    /// A statement inside a function.
    pub(super) fn new() -> Self {
        Self { lines: Vec::new(), indent: INDENT }
    }

    /// The beginning of one, a constant.
    pub(super) fn open() -> Self {
        Self { lines: Vec::new(), indent: OPEN_INDENT }
    }

    /// One line.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.lines.push(format!("{:indent$}{text}", ""));
    }

    fn fits(&self, indent: usize, text: &str) -> bool {
        self.indent + indent + text.chars().count() <= WIDTH
    }

    /// `KEYWORD a, b, c`, over as many lines as it takes. What is computed has lines of its own.
    pub(super) fn list(&mut self, indent: usize, keyword: &str, items: &[Item]) {
        let mut line = keyword.to_owned();
        let mut at = if keyword.is_empty() { indent + 4 } else { indent };
        for (position, item) in items.iter().enumerate() {
            let comma = if position + 1 < items.len() { "," } else { "" };
            let Item::Column(text) = item else {
                self.flush(&mut at, indent + 4, &mut line);
                self.computed(indent + 4, item, comma);
                continue;
            };
            let text = format!("{text}{comma}");
            self.append(&mut at, indent + 4, &mut line, &text);
        }
        self.flush(&mut at, indent + 4, &mut line);
    }

    /// Adds a part to a line, or to the next one where this one has no room.
    fn append(&mut self, at: &mut usize, next: usize, line: &mut String, part: &str) {
        if !line.is_empty() && !self.fits(*at, &format!("{line} {part}")) {
            self.flush(at, next, line);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }

    fn flush(&mut self, at: &mut usize, next: usize, line: &mut String) {
        if !line.is_empty() {
            self.line(*at, line);
            line.clear();
        }
        *at = next;
    }

    /// `KEYWORD (a, b, c)`.
    pub(super) fn tuple(&mut self, keyword: &str, items: &[Item]) {
        let columns: Vec<_> = items.iter().filter_map(Item::column).collect();
        let flat = format!("{keyword} ({})", columns.join(", "));
        if columns.len() == items.len() && self.fits(0, &flat) {
            return self.line(0, &flat);
        }
        self.line(0, &format!("{keyword} ("));
        self.list(0, "", items);
        self.line(0, ")");
    }

    /// `set a = 1, b = 2`.
    pub(super) fn set(&mut self, assignments: &[String]) {
        let flat = format!("set {}", assignments.join(", "));
        if self.fits(0, &flat) {
            return self.line(0, &flat);
        }
        for (at, assignment) in assignments.iter().enumerate() {
            let comma = if at + 1 < assignments.len() { "," } else { "" };
            match at {
                0 => self.line(0, &format!("set {assignment}{comma}")),
                _ => self.line(4, &format!("{assignment}{comma}")),
            }
        }
    }

    /// `where …`; nothing where nothing is asked.
    pub(super) fn filter(&mut self, predicate: &Predicate) {
        if !predicate.is_true() {
            self.predicate(0, "where ", predicate, "");
        }
    }

    /// A `where` that more can be added to: its last word joins nothing that follows.
    pub(super) fn open_filter(&mut self, predicate: &Predicate) {
        match predicate.conjuncts().as_slice() {
            [] => self.line(0, "where true"),
            [lone] => self.conjunct(0, "where ", lone, END),
            _ => self.predicate(0, "where ", predicate, END),
        }
    }

    /// One more thing that must hold.
    pub(super) fn and(&mut self, indent: usize, predicate: &Predicate) {
        match predicate.conjuncts().as_slice() {
            [lone] => self.conjunct(indent, "and ", lone, END),
            _ => self.predicate(indent, "and ", predicate, END),
        }
    }

    /// A predicate behind `prefix`, on one line if it reads well there.
    pub(super) fn predicate(&mut self, indent: usize, prefix: &str, of: &Predicate, suffix: &str) {
        let flat = format!("{prefix}{}{suffix}", of.flat());
        let parts = of.conjuncts();
        let nested = |part: &&Predicate| matches!(part, Predicate::Exists { .. });
        let mixed = parts.len() > 1 && parts.iter().any(nested);
        if !mixed && self.fits(indent, &flat) {
            return self.line(indent, &flat);
        }
        match parts.as_slice() {
            [Predicate::Any(any)] if any.len() > 1 => {
                self.alternatives(indent, prefix, any, suffix);
            }
            [Predicate::Exists { from, filter }] => {
                self.line(indent, &format!("{prefix}exists ("));
                let flat = format!("select from {from} where {}", filter.flat());
                if is_plain(filter) && self.fits(indent + 4, &flat) {
                    self.line(indent + 4, &flat);
                } else {
                    self.line(indent + 4, &format!("select from {from}"));
                    self.predicate(indent + 4, "where ", filter, "");
                }
                self.line(indent, &format!("){suffix}"));
            }
            [_] | [] => self.line(indent, &flat),
            parts => self.conjunction(indent, prefix, parts, suffix),
        }
    }

    /// What all has to hold: plain comparisons side by side, the rest a line each.
    fn conjunction(&mut self, indent: usize, prefix: &str, parts: &[&Predicate], suffix: &str) {
        let mut line = String::new();
        let mut at = indent;
        for (position, part) in parts.iter().enumerate() {
            let word = if position == 0 { prefix } else { "and " };
            let end = if position + 1 == parts.len() { suffix } else { "" };
            let Predicate::Atom(text) = part else {
                self.flush(&mut at, indent + 4, &mut line);
                let here = if position == 0 { indent } else { indent + 4 };
                self.conjunct(here, word, part, end);
                continue;
            };
            let text = format!("{word}{text}{end}");
            self.append(&mut at, indent + 4, &mut line, &text);
        }
        self.flush(&mut at, indent + 4, &mut line);
    }

    /// One of several that all hold: alternatives need brackets.
    pub(super) fn conjunct(&mut self, indent: usize, prefix: &str, of: &Predicate, suffix: &str) {
        let Predicate::Any(any) = of else { return self.predicate(indent, prefix, of, suffix) };
        let flat = format!("{prefix}({}){suffix}", of.flat());
        if any.len() < 2 || self.fits(indent, &flat) {
            let text = if any.len() < 2 { format!("{prefix}{}{suffix}", of.flat()) } else { flat };
            return self.line(indent, &text);
        }
        self.alternatives(indent, prefix, any, suffix);
    }

    fn alternatives(&mut self, indent: usize, prefix: &str, any: &[Predicate], suffix: &str) {
        self.line(indent, &format!("{prefix}("));
        for (at, part) in any.iter().enumerate() {
            self.alternative(indent + 4, if at == 0 { "" } else { "or " }, part);
        }
        self.line(indent, &format!("){suffix}"));
    }

    /// One of several of which one is enough.
    pub(super) fn alternative(&mut self, indent: usize, prefix: &str, part: &Predicate) {
        let flat = match part.conjuncts().len() {
            0 | 1 => format!("{prefix}{}", part.flat()),
            _ => format!("{prefix}({})", part.flat()),
        };
        if self.fits(indent, &flat) {
            return self.line(indent, &flat);
        }
        if part.conjuncts().len() == 1 {
            return self.predicate(indent, prefix, part, "");
        }
        self.line(indent, &format!("{prefix}("));
        self.predicate(indent + 4, "", part, "");
        self.line(indent, ")");
    }

    fn computed(&mut self, indent: usize, item: &Item, comma: &str) {
        match item {
            Item::Column(_) => {}
            Item::Block(lines) => {
                for (at, line) in lines.iter().enumerate() {
                    let comma = if at + 1 < lines.len() { "" } else { comma };
                    self.line(indent, &format!("{line}{comma}"));
                }
            }
            Item::Exists { exists, label } => {
                self.predicate(indent, "", exists, &format!(" as {label}{comma}"));
            }
            Item::Scalar { what, from, filter, label } => {
                let end = format!(") as {label}{comma}");
                let asked = if filter.is_true() {
                    String::new()
                } else {
                    format!(" where {}", filter.flat())
                };
                let flat = format!("(select {what} from {from}{asked}{end}");
                if self.fits(indent, &flat) {
                    return self.line(indent, &flat);
                }
                self.line(indent, "(");
                let flat = format!("select {what} from {from}{asked}");
                if is_plain(filter) && self.fits(indent + 4, &flat) {
                    self.line(indent + 4, &flat);
                } else {
                    self.line(indent + 4, &format!("select {what}"));
                    self.line(indent + 4, &format!("from {from}"));
                    self.predicate(indent + 4, "where ", filter, "");
                }
                self.line(indent, &end);
            }
        }
    }

    /// The text between the quotes of a Rust literal: one line if it is short, else every line
    /// indented as far as the code around it.
    pub(super) fn finish(self) -> String {
        let one = self.lines.join(" ");
        let simple = self.lines.iter().all(|line| !line.starts_with(' ') && !line.ends_with('('));
        // Quotes before, quotes and a comma behind.
        if simple && !one.contains('"') && self.fits(3, &one) {
            return one;
        }
        let indent = self.indent;
        format!("{}\n{:indent$}", self.finish_open(), "")
    }

    /// The same for a text that something is added to: it ends with its last word.
    pub(super) fn finish_open(mut self) -> String {
        if let Some(last) = self.lines.last_mut() {
            last.truncate(last.trim_end_matches(END).len());
        }
        let indent = self.indent;
        let lines = self.lines.iter().map(|line| format!("\n{:indent$}{line}", ""));
        lines.collect::<Vec<_>>().concat()
    }
}

/// Whether a predicate is comparisons alone.
fn is_plain(predicate: &Predicate) -> bool {
    predicate.conjuncts().iter().all(|part| matches!(part, Predicate::Atom(_)))
}

impl Item {
    fn column(&self) -> Option<&str> {
        match self {
            Self::Column(text) => Some(text),
            _ => None,
        }
    }
}
