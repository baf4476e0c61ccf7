//! One difference in one operation.

use super::rule::Rule;

/// A difference where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub rule: Rule,
    pub subject: Subject,
    /// Such as `POST /api/v1/posts`.
    pub operation: String,
    pub tag: String,
    /// What exactly, as it stands behind a colon; empty if the rule says it all.
    pub detail: String,
    /// What was said of it while it was deprecated.
    pub announced: Option<String>,
}

/// What a difference is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Operation,
    /// A parameter by its place, which is `path`, `query` or `header`, and its name.
    Parameter(String, String),
    /// A part of the body, by its path; empty for all of it.
    Input(String),
    /// A part of answers, by its path; empty for all of it.
    Output(String),
    /// An answer by its status.
    Status(String),
    Header(String),
    /// A media type, of the body or of answers.
    MediaType(String, bool),
}

impl Subject {
    /// The name under which several forms of one parameter are told as one: `price.gte` is a form
    /// of `price`.
    pub(super) fn folded(&self) -> Self {
        match self {
            Self::Parameter(place, name) => {
                let base = name.split('.').next().unwrap_or(name);
                Self::Parameter(place.clone(), base.to_owned())
            }
            other => other.clone(),
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Operation => String::new(),
            Self::Parameter(place, name) if place == "path" => format!("`{name}` in the path"),
            Self::Parameter(place, name) if place == "header" => format!("header `{name}`"),
            Self::Parameter(_, name) => format!("parameter `{name}`"),
            Self::Input(path) if path.is_empty() => "the body".to_owned(),
            Self::Output(path) if path.is_empty() => "the body".to_owned(),
            Self::Input(path) | Self::Output(path) => format!("`{path}`"),
            Self::Status(status) => format!("answer {status}"),
            Self::Header(name) => format!("header `{name}`"),
            Self::MediaType(name, _) => format!("`{name}`"),
        }
    }

    /// Where in an operation it is, for programs.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Operation => "operation".to_owned(),
            Self::Input(path) if !path.is_empty() => format!("`{path}` in the body"),
            Self::Output(path) if !path.is_empty() => format!("`{path}` in the answer"),
            Self::Input(_) => "the body".to_owned(),
            Self::Output(_) => "the answer".to_owned(),
            other => other.words(),
        }
    }

    /// Where of operations it is, in front of their names.
    pub(super) fn side(&self) -> &'static str {
        match self {
            Self::Input(_) | Self::MediaType(_, true) => "requests of ",
            Self::Output(_) | Self::Header(_) | Self::MediaType(_, false) => "answers of ",
            _ => "",
        }
    }
}
