//! What a client of one description meets under another one.
//!
//! Both descriptions are read as a client that was made from the first one would: whoever sends
//! requests wants all of them to be taken as before, whoever reads answers wants nothing in them
//! that was not announced, but does read past members that it does not know. `docs/adr` has the
//! rules and where they come from; [`Rule`] is their table.

mod bounds;
mod fold;
mod found;
mod operation;
mod printed;
mod reader;
mod renames;
mod responses;
mod rule;
mod schema;
mod security;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use renames::of_renames;
pub use rule::{Audience, Degree, Rule};

/// One thing that is different, in as many operations as it touches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What it does to clients.
    pub degree: Degree,
    /// What the operations are about: their tag.
    pub tag: String,
    /// Which rule it falls under.
    pub rule: Rule,
    /// Where in the operations, such as `title` in the body.
    pub place: String,
    /// The operations, such as `POST /api/v1/posts`.
    pub operations: Vec<String>,
    /// All of that as a sentence.
    pub words: String,
    /// What the description said of it before, if it was deprecated.
    pub announced: Option<String>,
    /// Whether it is a parameter and no member of a body.
    is_parameter: bool,
}

impl Change {
    /// Whether a client that was made from the earlier description may stop to work.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.degree == Degree::Breaks
    }

    /// Who meets it.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.rule.audience()
    }

    /// How the same is reached without breaking anybody; none if nobody is broken.
    #[must_use]
    pub fn instead(&self) -> Option<&'static str> {
        self.is_breaking().then(|| self.rule.instead(self.is_parameter))
    }

    /// The sentence, with whom it breaks and what was announced.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentence = self.words.clone();
        if self.is_breaking() {
            sentence += &format!("; breaks {}", self.audience().words());
        }
        if let Some(announced) = &self.announced {
            sentence += &format!("; it was announced: {announced}");
        }
        sentence
    }
}

/// Everything in which two descriptions differ for clients, what breaks them first.
#[must_use]
pub fn compare(before: &Value, after: &Value) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    let found = operation::compare(before, after);
    fold::folded(found)
}

/// The same of two descriptions as they are printed, of which that is not read which is alike.
#[must_use]
pub fn compare_printed(before: &str, after: &str) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    let read = |text| serde_json::from_str(text).unwrap_or_default();
    let (before, after) =
        printed::differing(before, after).unwrap_or_else(|| (read(before), read(after)));
    compare(&before, &after)
}
