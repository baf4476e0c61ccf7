//! Whether the version that runs until now may write what is refused from now on.

use super::super::test::{UNSEEN, UNSEEN_OR_JOINING};
use super::carry::Carried;
use super::part::{Difference, Part};
use crate::sql::name::quoted;

/// What a migration says of a rule that the version that runs until now does not know.
const SAID: &str =
    "-- The version that runs until now may write what breaks this, and is refused then.\n";

/// What a table was, as far as it bears on what may be written.
pub(super) struct Known<'a> {
    columns: &'a Difference,
    /// Its constraints and indexes.
    rules: [&'a [Part]; 2],
    /// Columns that are there under two names: what is written to one is carried to the other.
    carried: &'a [&'a Carried],
    /// Whether the table is written anew, for which that version is stopped.
    is_stopped: bool,
}

impl<'a> Known<'a> {
    pub(super) fn of(
        columns: &'a Difference,
        rules: [&'a Difference; 2],
        carried: &'a [&'a Carried],
        is_stopped: bool,
    ) -> Self {
        Self { columns, rules: rules.map(|it| it.before.as_slice()), carried, is_stopped }
    }

    /// What a migration says of a rule, each line a comment.
    pub(super) fn said_of(&self, part: &Part) -> &'static str {
        if !self.is_stopped && self.is_narrowed_by(part) { SAID } else { "" }
    }

    /// Whether a check, a foreign key or what keeps values unique refuses rows that were taken so
    /// far. What is only about new columns does not: they hold what they have unless said.
    fn is_narrowed_by(&self, part: &Part) -> bool {
        let text = self.carried.iter().fold(part.text.clone(), |text, carried| {
            in_place_of(&text, &carried.new, &carried.old)
        });
        let part = Part { name: part.name.clone(), text };
        // What a foreign key points at is in another table, and where nobody has a value none is
        // taken, whichever rows are looked at.
        let is_index = part.text.starts_with("create ");
        let end = if is_index { "where " } else { " references " };
        let own = part.text.split_once(end).map_or(part.text.as_str(), |it| it.0);
        let own = Part { name: part.name.clone(), text: own.to_owned() };
        let is_of_new = !self.columns.before.iter().any(|column| own.mentions(&column.name));
        if is_of_new && !part.text.contains("nulls not distinct") {
            return false;
        }
        let rule = rule(&part);
        let mut rules = self.rules.into_iter().flatten();
        if rules.clone().any(|old| self::rule(old) == rule) {
            return false;
        }
        let Some(old) = rules.find(|old| old.name == part.name) else { return true };
        match (old.checked(), part.checked()) {
            (Some(old), Some(new)) => !implies(&old, &new),
            (None, None) if part.is_unique() || part.text.starts_with("create unique ") => {
                let drops = |word: &str| old.text.contains(word) && !part.text.contains(word);
                let gains = |word: &str| !old.text.contains(word) && part.text.contains(word);
                let nulls = "nulls not distinct";
                let is_narrower = gains("lower(") || drops(" where ") || gains(nulls);
                let is_wider = drops("lower(") || gains(" where ") || drops(nulls);
                is_narrower || !is_wider
            }
            // A foreign key: rows of another table are pointed at, or may not go any more.
            (None, None) => {
                let parts = |text: &str| match text.split_once(" on delete ") {
                    Some((key, deletes)) => (key.to_owned(), deletes.starts_with("restrict")),
                    None => (text.to_owned(), false),
                };
                let (had, has) = (parts(&old.text), parts(&part.text));
                had.0 != has.0 || has.1 && !had.1
            }
            _ => true,
        }
    }
}

/// The same words with one name in place of another, each in quotes where SQL asks for them.
pub(super) fn in_place_of(text: &str, new: &str, old: &str) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_part) {
        let (before, word) = rest.split_at(at);
        let (word, after) = word.split_at(word.find(|it| !is_part(it)).unwrap_or(word.len()));
        words += before;
        rest = after;
        if word != new {
            words += word;
            continue;
        }
        if let (true, Some(after)) = (words.ends_with('"'), rest.strip_prefix('"')) {
            words.pop();
            rest = after;
        }
        words += &quoted(old);
    }
    words + rest
}

/// What a constraint or an index asks, whatever it is called.
pub(super) fn rule(part: &Part) -> String {
    let words = part.text.split_whitespace().filter(|word| *word != part.name);
    // A long one is broken inside of its brackets.
    words.collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" )", ")")
}

/// A part of a check that has to be true.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Clause {
    AtLeast(String, String),
    AtMost(String, String),
    Other(String),
}

/// Whether a row that passes one check passes the other, as far as bounds tell it.
fn implies(old: &str, new: &str) -> bool {
    let old = clauses(old);
    clauses(new).iter().all(|new| {
        old.iter().any(|old| match (old, new) {
            (Clause::AtLeast(of, had), Clause::AtLeast(it, has)) => of == it && reaches(had, has),
            (Clause::AtMost(of, had), Clause::AtMost(it, has)) => of == it && reaches(has, had),
            (Clause::Other(had), Clause::Other(has)) => {
                had == has || had.replace(UNSEEN_OR_JOINING, UNSEEN) == *has
            }
            _ => false,
        })
    })
}

fn clauses(check: &str) -> Vec<Clause> {
    let is_plain = !check.contains(" or ") && !check.contains("not (");
    if !is_plain || check.contains('\'') && check.contains(" and ") {
        return vec![Clause::Other(check.to_owned())];
    }
    let mut clauses = Vec::new();
    let mut pieces = check.split(" and ");
    let both = |of: &str, least: &str, most: &str| {
        let of = of.to_owned();
        [Clause::AtLeast(of.clone(), least.to_owned()), Clause::AtMost(of, most.to_owned())]
    };
    while let Some(piece) = pieces.next() {
        let words: Vec<&str> = piece.split(' ').collect();
        match words.as_slice() {
            [of, "between", least] => {
                clauses.extend(both(of, least, pieces.next().unwrap_or_default()));
            }
            [of, "=", count] if of.ends_with(')') => clauses.extend(both(of, count, count)),
            [of, ">=", least] | [least, "<=", "all", of] => {
                clauses.push(Clause::AtLeast((*of).to_owned(), (*least).to_owned()));
            }
            [of, "<=", most] | [most, ">=", "all", of] => {
                clauses.push(Clause::AtMost((*of).to_owned(), (*most).to_owned()));
            }
            [of, least, most] if of.starts_with("items_have_length(") => {
                clauses.extend(both(of, least.trim_end_matches(','), most.trim_end_matches(')')));
            }
            _ => clauses.push(Clause::Other(piece.to_owned())),
        }
    }
    clauses
}

/// Whether a bound is as large as another; no if they cannot be compared.
fn reaches(one: &str, other: &str) -> bool {
    if let (Ok(one), Ok(other)) = (one.parse::<i128>(), other.parse::<i128>()) {
        return one >= other;
    }
    if let (Ok(one), Ok(other)) = (one.parse::<f64>(), other.parse::<f64>()) {
        return one >= other;
    }
    // Dates and times, of one form.
    one == other || one.starts_with('\'') && one.len() == other.len() && one > other
}

#[cfg(test)]
mod tests {
    use super::{Part, UNSEEN, UNSEEN_OR_JOINING, implies, in_place_of};

    #[test]
    fn wider_bounds_refuse_nothing() {
        for (old, new) in [
            ("stars between 1 and 5", "stars between 1 and 10"),
            ("stars between 1 and 5", "stars >= -3"),
            ("char_length(title) between 1 and 5", "char_length(title) <= 5"),
            ("char_length(title) = 5", "char_length(title) between 1 and 5"),
            ("price >= 0.50", "price >= 0.5"),
            ("day <= '2026-01-01'", "day <= '2027-01-01'"),
            ("items_have_length(words, 1, 9)", "items_have_length(words, 0, 10)"),
            ("1 <= all (marks) and 5 >= all (marks)", "6 >= all (marks)"),
            (
                "cardinality(words) <= 3 and array_position(words, null) is null",
                "cardinality(words) <= 4 and array_position(words, null) is null",
            ),
        ] {
            assert!(implies(old, new), "{old} -> {new}");
            let is_same = [old, new] == ["price >= 0.50", "price >= 0.5"];
            assert_eq!(implies(new, old), is_same, "{new} -> {old}");
        }
    }

    #[test]
    fn a_line_that_tells_rows_apart_is_one_in_which_letters_may_be_joined() {
        let [plain, joining] =
            [UNSEEN_OR_JOINING, UNSEEN].map(|unseen| format!("name !~ '{unseen}'"));
        assert!(implies(&plain, &joining));
        assert!(!implies(&joining, &plain));
    }

    #[test]
    fn what_is_not_understood_may_refuse() {
        assert!(!implies("stars > 1 or mood <> 'loud'", "stars > 2 or mood <> 'loud'"));
        assert!(!implies("name ~ '^a$'", "name ~ '^[ab]$'"));
        assert!(!implies("day <= '2026-01-01'", "day <= '12026-01-01'"));
        assert!(!implies("stars >= 1", "rank >= 1"));
        assert!(!implies("x <> 1 or c >= 3 and d <= 5", "d <= 5"));
        assert!(!implies("not (c >= 3 and d <= 5)", "d <= 5)"));
        assert!(!implies("name ~ '^(a and b and c)$'", "name ~ '^(a and c)$'"));
    }

    #[test]
    fn a_rule_is_the_same_on_one_line_and_on_three() {
        let rule = |text: &str| super::rule(&Part::constraint(text));
        assert_eq!(rule("constraint a check (\n    x > 1\n)"), rule("constraint b check (x > 1)"));
    }

    #[test]
    fn a_name_is_replaced_as_a_whole_word() {
        assert_eq!(
            in_place_of("char_length(title) > title_x", "title", "t"),
            "char_length(t) > title_x"
        );
        assert_eq!(in_place_of("\"order\" > 1", "order", "rank"), "rank > 1");
        assert_eq!(in_place_of("rank > 1", "rank", "order"), "\"order\" > 1");
    }
}
