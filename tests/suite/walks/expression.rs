//! A field's expression taken apart.

/// `TYPE[?] [attribute …] [= default]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    pub kind: String,
    pub optional: bool,
    pub attributes: Vec<String>,
    pub default: Option<String>,
}

impl Expression {
    /// Of a field in the short form.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix('"')?.strip_suffix('"')?;
        let mut words = words(text).into_iter();
        let mut kind = words.next()?;
        if kind == "->" || kind == "<->" {
            kind = format!("{kind} {}", words.next()?);
        }
        let mut rest: Vec<String> = words.collect();
        if kind.starts_with("<->") && rest.first().is_some_and(|word| word == "as") {
            kind = format!("{kind} as {}", rest.get(1)?);
            rest.drain(..2);
        }
        let default = rest.iter().position(|word| word == "=").map(|at| {
            let default = rest[at + 1..].join(" ");
            rest.truncate(at);
            default
        });
        let optional = kind.ends_with('?');
        let kind = kind.trim_end_matches('?').to_owned();
        Some(Self { kind, optional, attributes: rest, default })
    }

    pub(crate) fn write(&self) -> String {
        let mut text = self.kind.clone();
        if self.optional {
            text.push('?');
        }
        for attribute in &self.attributes {
            text = format!("{text} {attribute}");
        }
        if let Some(default) = &self.default {
            text = format!("{text} = {default}");
        }
        format!("\"{text}\"")
    }

    /// The first word of its type.
    pub(crate) fn word(&self) -> &str {
        self.kind.split(['(', ' ']).next().unwrap_or_default()
    }

    /// Adds an attribute in the place of another one of the same name.
    pub(crate) fn put(&mut self, attribute: &str) {
        let name = |text: &str| text.split('(').next().unwrap_or_default().to_owned();
        self.attributes.retain(|other| name(other) != name(attribute));
        self.attributes.push(attribute.to_owned());
    }
}

/// What stands between blanks that are in no brackets and no quotes.
fn words(text: &str) -> Vec<String> {
    let (mut depth, mut quoted) = (0, false);
    let mut words = vec![String::new()];
    for letter in text.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        match words.last_mut() {
            Some(word) if letter != ' ' || depth > 0 || quoted => word.push(letter),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn an_expression_is_read_as_it_is_written() {
    for text in [
        "\"-> user? owner on_delete(null)\"",
        "\"<-> tag as posts link(owner, admin)\"",
        "\"enum(a, b)? filter = a\"",
        "\"string(1..20) pattern('[a-z ]+') unique = 'it''s a'\"",
        "\"[string(1..20)](..5) filter\"",
    ] {
        assert_eq!(Expression::read(text).map(|it| it.write()).as_deref(), Some(text));
    }
}
