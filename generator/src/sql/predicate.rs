//! Boolean expressions.

/// A boolean expression that still knows its parts, so that it can be laid out over lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Predicate {
    /// Anything that is not taken apart further.
    Atom(String),
    /// All of them hold; true if there are none.
    All(Vec<Self>),
    /// One of them holds; false if there are none.
    Any(Vec<Self>),
    /// There is a row of `from` for which `filter` holds.
    Exists { from: String, filter: Box<Self> },
}

impl Predicate {
    /// Whether it asks nothing.
    pub(super) fn is_true(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_true))
    }

    /// On one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::All(_) if self.is_true() => "true".to_owned(),
            Self::All(_) => {
                let parts = self.conjuncts();
                let lone = parts.len() == 1;
                let parts = parts.iter().map(|part| match part {
                    Self::Any(any) if any.len() > 1 && !lone => format!("({})", part.flat()),
                    _ => part.flat(),
                });
                parts.collect::<Vec<_>>().join(" and ")
            }
            Self::Any(parts) if parts.is_empty() => "false".to_owned(),
            Self::Any(parts) => {
                let parts = parts.iter().map(|part| match part.conjuncts().len() {
                    0 | 1 => part.flat(),
                    _ if parts.len() > 1 => format!("({})", part.flat()),
                    _ => part.flat(),
                });
                parts.collect::<Vec<_>>().join(" or ")
            }
            Self::Exists { from, filter } => {
                format!("exists (select from {from} where {})", filter.flat())
            }
        }
    }

    /// What has to hold, one by one, without what always does.
    pub(super) fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            Self::Any(parts) if parts.len() == 1 => parts[0].conjuncts(),
            other => vec![other],
        }
    }
}
