//! A formatted Rust file, cut into its items.

/// A piece of a file; all of them together are the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// The file's head, an import or a module.
    Line(&'a str),
    /// Where the functions of a type begin.
    Open(&'a str),
    /// Where they end.
    Close(&'a str),
    /// A function, a type or a constant, with what is said of it.
    Item(Item<'a>),
}

/// An item and its documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item<'a> {
    pub text: &'a str,
    /// The type whose function it is.
    pub of: Option<&'a str>,
    pub name: &'a str,
    pub kind: Kind,
}

impl Item<'_> {
    /// Whether it is a function that is called on a value.
    pub(super) fn is_method(&self) -> bool {
        let (_, parameters) =
            self.text.split_once(&format!("fn {}(", self.name)).unwrap_or_default();
        let first = parameters.split([',', ')']).next().unwrap_or_default();
        self.of.is_some() && first.trim().ends_with("self")
    }
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Function,
    Constant,
    /// A type, or a trait that it has.
    Type,
}

/// The pieces of a file that rustfmt has nothing to say about.
pub(super) fn cut(file: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = file;
    let mut of = None;
    while !rest.is_empty() {
        let indent = if of.is_some() { "    " } else { "" };
        let start = head(rest);
        let line = first_line(&rest[start..]);
        let code = line.trim();
        let length = start + length(&rest[start..], code, indent);
        let (text, after) = rest.split_at(length);
        rest = after;
        parts.push(match inherent(code) {
            _ if code == "}" => {
                of = None;
                Part::Close(text)
            }
            Some(name) => {
                of = Some(name);
                Part::Open(text)
            }
            None => named(code)
                .map_or(Part::Line(text), |(kind, name)| Part::Item(Item { text, of, name, kind })),
        });
    }
    parts
}

/// How much stands before the first line of code: blanks, what is said of it, attributes.
fn head(text: &str) -> usize {
    let mut length = 0;
    let mut in_attribute = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let is_said = bare.starts_with("//") && !bare.starts_with("//!");
        in_attribute = in_attribute || bare.starts_with("#[");
        if !(bare.is_empty() || is_said || in_attribute) {
            break;
        }
        in_attribute = in_attribute && !bare.ends_with(']');
        length += line.len();
    }
    length
}

/// How long the piece is that begins with this code.
fn length(text: &str, code: &str, indent: &str) -> usize {
    let is_statement = ["use ", "pub use ", "mod ", "pub mod ", "const ", "pub const ", "static "];
    let is_statement = is_statement.iter().any(|word| code.starts_with(word))
        && !code.contains(" fn ")
        || named(code).is_some_and(|(kind, _)| kind == Kind::Constant);
    let is_whole = code.starts_with("//!") || code == "}" || inherent(code).is_some();
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        length += line.len();
        let ends = match length == line.len() {
            true => is_whole || bare.ends_with([';', '}']),
            false if is_statement => bare.ends_with(';'),
            false => bare.strip_prefix(indent).is_some_and(|rest| ["}", ");"].contains(&rest)),
        };
        if ends {
            break;
        }
    }
    length
}

/// The type whose own functions follow.
fn inherent(code: &str) -> Option<&str> {
    let name = code.strip_prefix("impl ")?.strip_suffix(" {")?;
    (!name.contains(' ')).then_some(name)
}

/// What an item is, and its name. A trait of a type is called like the type.
fn named(code: &str) -> Option<(Kind, &str)> {
    if code.starts_with("impl ") {
        let (_, name) = code.split_once(" for ")?;
        return Some((Kind::Type, word(name)));
    }
    let mut words = code
        .split(' ')
        .skip_while(|word| word.starts_with("pub") || ["async", "unsafe"].contains(word));
    let kind = match (words.next()?, words.clone().next()?) {
        ("const", "fn") => {
            words.next();
            Kind::Function
        }
        ("fn", _) => Kind::Function,
        ("const" | "static", _) => Kind::Constant,
        ("struct" | "enum" | "type" | "trait", _) => Kind::Type,
        _ => return None,
    };
    Some((kind, word(words.next()?)))
}

fn word(text: &str) -> &str {
    let text = text.strip_prefix("r#").unwrap_or(text);
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split(|letter| !is_part(letter)).next().unwrap_or_default()
}

fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! Head.\n\nuse a::B;\n\n/// A constant.\nconst C: u8 =\n    1;\n\n/// A type.\n#[derive(Clone)]\npub struct D {\n    e: u8,\n}\n\nimpl D {\n    /// One.\n    pub const fn one(\n        self,\n    ) -> u8 {\n        1\n    }\n\n    async fn two() {}\n}\n\nimpl E for D {\n    fn three() {}\n}\n\nfn r#match() {\n    four();\n}\n";

    #[test]
    fn a_file_is_all_its_parts() {
        let text = |part| match part {
            Part::Line(text) | Part::Open(text) | Part::Close(text) => text,
            Part::Item(item) => item.text,
        };
        assert_eq!(cut(FILE).into_iter().map(text).collect::<String>(), FILE);
    }

    #[test]
    fn items_are_found_by_name() {
        let item = |part| match part {
            Part::Item(item) => Some((item.of, item.kind, item.name)),
            _ => None,
        };
        let items: Vec<_> = cut(FILE).into_iter().filter_map(item).collect();
        let expected = [
            (None, Kind::Constant, "C"),
            (None, Kind::Type, "D"),
            (Some("D"), Kind::Function, "one"),
            (Some("D"), Kind::Function, "two"),
            (None, Kind::Type, "D"),
            (None, Kind::Function, "match"),
        ];
        assert_eq!(items, expected);
    }
}
