//! The first row, in the order of what is wanted, that keeps all checks but one.

use std::collections::BTreeSet;

use super::rows::{Cell, Row, conditions, judge};
use crate::model::{CheckKind, Column, Resource, Test};

/// How many cells are tried before giving up.
const TRIES: usize = 200_000;

/// Tries the combinations of the fields that checks and uniqueness mention; the others keep their
/// first choice. The last of these fields is chosen first, and a check is asked as soon as all that
/// it mentions is chosen, so that no time is spent below what cannot be.
pub(super) fn search(
    resource: &Resource,
    choices: &[Vec<Cell>],
    broken: Option<usize>,
    fits: &dyn Fn(&Row) -> bool,
) -> Option<Row> {
    let row: Row = choices.iter().map(|cells| cells.first().cloned()).collect::<Option<_>>()?;
    let of_checks = resource.checks.iter().flat_map(|check| mentioned(&check.kind));
    let in_key = resource.unique.iter().flat_map(|unique| &unique.fields).map(|field| field.0);
    let mut seen = BTreeSet::new();
    let is_free = |at: &usize| choices[*at].len() > 1 && seen.insert(*at);
    let free: Vec<usize> = of_checks.chain(in_key).filter(is_free).collect();
    // Each check stands at the last of its fields to be chosen; behind them, those without any.
    let mut decided = vec![Vec::new(); free.len() + 1];
    for (at, check) in resource.checks.iter().enumerate() {
        let fields = mentioned(&check.kind);
        let last = free.iter().position(|at| fields.contains(at)).unwrap_or(free.len());
        decided[last].push(at);
    }
    let mut search = Search { resource, choices, broken, fits, free, decided, tries: TRIES, row };
    search.holds(search.free.len()).then(|| search.choose(search.free.len())).flatten()
}

struct Search<'a> {
    resource: &'a Resource,
    choices: &'a [Vec<Cell>],
    broken: Option<usize>,
    fits: &'a dyn Fn(&Row) -> bool,
    /// Fields with more than one choice.
    free: Vec<usize>,
    /// Beside each of them, the checks that are decided with it.
    decided: Vec<Vec<usize>>,
    tries: usize,
    row: Row,
}

impl Search<'_> {
    /// Chooses the fields before `place`.
    fn choose(&mut self, place: usize) -> Option<Row> {
        let Some(place) = place.checked_sub(1) else {
            return (self.fits)(&self.row).then(|| self.row.clone());
        };
        let field = self.free[place];
        for cell in &self.choices[field] {
            self.tries = self.tries.checked_sub(1)?;
            self.row[field] = cell.clone();
            if self.holds(place)
                && self.may_be_one(place)
                && let Some(row) = self.choose(place)
            {
                return Some(row);
            }
        }
        None
    }

    /// Whether the checks that are decided at a place hold, but the one to be broken.
    fn holds(&self, place: usize) -> bool {
        self.decided[place].iter().all(|at| {
            let check = &self.resource.checks[*at];
            (judge(self.resource, &self.row, &check.kind) != Some(false))
                != (self.broken == Some(*at))
        })
    }

    /// Whether no more than one of such fields is set so far.
    fn may_be_one(&self, place: usize) -> bool {
        let is_chosen = |at: &usize| !self.free[..place].contains(at);
        let mut checks = self.resource.checks.iter().enumerate();
        checks.all(|(at, check)| match &check.kind {
            CheckKind::OneOf(fields) if self.broken != Some(at) => {
                let chosen = fields.iter().map(|field| field.0).filter(is_chosen);
                chosen.filter(|at| self.row[*at] != Cell::Null).count() <= 1
            }
            _ => true,
        })
    }
}

/// The fields that a check mentions.
fn mentioned(kind: &CheckKind) -> Vec<usize> {
    let mut all = match kind {
        CheckKind::OneOf(fields) => fields.iter().map(|field| field.0).collect(),
        CheckKind::Holds { .. } => Vec::new(),
    };
    for comparison in conditions(kind).into_iter().flat_map(|it| &it.comparisons) {
        if let Column::Field(field) = comparison.left.column {
            all.push(field.0);
        }
        if let Test::Column(_, Column::Field(field)) = comparison.test {
            all.push(field.0);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Source;
    use crate::document::parse;
    use crate::model::check_read;

    fn is_found(checks: &[String], fields: &[String]) -> bool {
        let text = format!(
            "[service]\nname = \"steps\"\n[resources.step]\nchecks = [{}]\n\
             access = {{ read = \"public\", create = \"member\" }}\n[resources.step.fields]\n{}",
            checks.join(", "),
            fields.join("\n")
        );
        let (document, faults) = parse(&Source::new("scaffold.toml", &*text));
        check_read(&document, faults).0.is_some()
    }

    #[test]
    fn one_of_many_fields_is_found() {
        for count in [2, 6, 40] {
            let names: Vec<String> = (0..count).map(|at| format!("f{at}")).collect();
            let fields: Vec<String> = names.iter().map(|it| format!("{it} = \"date?\"")).collect();
            let check = format!("\"one of {}\"", names.join(", "));
            assert!(is_found(&[check], &fields), "{count}");
        }
    }

    #[test]
    fn a_row_of_many_steps_is_found_and_a_circle_is_not() {
        for kind in ["integer", "timestamp"] {
            let fields: Vec<String> = (0..8).map(|at| format!("f{at} = \"{kind}\"")).collect();
            let follows = |at: usize| format!("\"f{at} < f{}\"", (at + 1) % 8);
            let circle: Vec<String> = (0..8).map(follows).collect();
            assert!(is_found(&circle[..7], &fields), "{kind}");
            assert!(!is_found(&circle, &fields), "{kind}");
        }
    }
}
