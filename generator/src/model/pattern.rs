//! The part of regular expressions that Rust, Postgres and `OpenAPI` read alike.
//!
//! Characters and `\`-escaped punctuation, `[…]` with ranges and `^`, `(…)`, `|`, `*`, `+`,
//! `?`, `{m}`, `{m,}`, `{m,n}` up to 255, and `.` where a value has one line. A pattern is
//! matched against the whole value, so anchors are not written. Everything else either means
//! different things (`\d`, `\w`, `.` over lines), or exists in one of the three only.

use regex_syntax::ast::{
    self, Ast, ClassSet, ClassSetItem, GroupKind, LiteralKind, RepetitionKind, RepetitionRange,
    SpecialLiteralKind,
};

use super::forms::is_hidden;

/// A pattern that was understood.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: regex::Regex,
    pub(super) node: Node,
}

/// What a pattern is made of.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// One of these; of a large class, the plain ones.
    One(Vec<char>),
    Sequence(Vec<Self>),
    Either(Vec<Self>),
    Repeat {
        node: Box<Self>,
        min: u32,
        max: Option<u32>,
    },
}

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The part that is refused.
    pub part: String,
    /// What is wrong with it.
    pub reason: &'static str,
    /// What to write.
    pub help: &'static str,
}

/// The most that `{m,n}` may say; Postgres' bound.
const REPEAT_MOST: u32 = 255;
/// How many characters a pattern may stand for once repetitions are written out.
const SIZE_MOST: u64 = 2000;

impl Pattern {
    /// Reads a pattern, for values of one line or, with `lines`, of many.
    ///
    /// # Errors
    /// The first part that is not portable.
    pub fn parse(text: &str, lines: bool) -> Result<Self, Refusal> {
        let refuse = |reason, help| Refusal { part: text.to_owned(), reason, help };
        let ast =
            ast::parse::ParserBuilder::new().nest_limit(50).build().parse(text).map_err(|_| {
                refuse("is not a regular expression", "see the reference for what can be written")
            })?;
        let node = Reader { text, lines }.node(&ast)?;
        let too_large = refuse(
            "stands for too many characters",
            "repeat less, or leave the length to the type",
        );
        if size(&node) > SIZE_MOST {
            return Err(too_large);
        }
        let regex = regex::Regex::new(&format!("^(?:{text})$")).map_err(|_| too_large)?;
        Ok(Self { regex, node })
    }

    /// Whether the whole of `value` matches.
    #[must_use]
    pub fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }
}

impl Pattern {
    /// How many values match, or a bound above it; of large classes, the plain characters count.
    #[must_use]
    pub fn values(&self) -> u64 {
        values(&self.node)
    }
}

struct Reader<'a> {
    text: &'a str,
    lines: bool,
}

impl Reader<'_> {
    fn node(&self, ast: &Ast) -> Result<Node, Refusal> {
        match ast {
            Ast::Literal(literal) => Ok(Node::One(vec![self.literal(literal, false)?])),
            Ast::Dot(_) if self.lines => Err(self.refuse(
                ast,
                "reads line breaks differently in Rust and Postgres",
                "write `[^\\n]`",
            )),
            Ast::Dot(_) => Ok(Node::One(plain().collect())),
            Ast::ClassBracketed(class) => self.class(class),
            Ast::Repetition(repetition) => self.repetition(repetition),
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureIndex(_) => self.node(&group.ast),
                GroupKind::NonCapturing(flags) if flags.items.is_empty() => self.node(&group.ast),
                _ => Err(self.refuse(ast, "names a group or sets flags", "write `(…)`")),
            },
            Ast::Alternation(either) => self.nodes(&either.asts).map(Node::Either),
            Ast::Concat(sequence) => self.nodes(&sequence.asts).map(Node::Sequence),
            Ast::Empty(_) => {
                Err(self.refuse(ast, "has an empty part", "write `(…)?` for what may be absent"))
            }
            Ast::Assertion(_) => Err(self.refuse(
                ast,
                "is an anchor",
                "leave it out: the pattern is matched against the whole value",
            )),
            Ast::ClassPerl(_) | Ast::ClassUnicode(_) => Err(self.refuse(
                ast,
                "means different characters in Rust, Postgres and OpenAPI",
                "name the characters: `[0-9]`, `[A-Za-z0-9_]`",
            )),
            Ast::Flags(_) => {
                Err(self.refuse(ast, "sets flags", "use `ignore_case`, or name both cases"))
            }
        }
    }

    fn nodes(&self, asts: &[Ast]) -> Result<Vec<Node>, Refusal> {
        asts.iter().map(|ast| self.node(ast)).collect()
    }

    fn repetition(&self, repetition: &ast::Repetition) -> Result<Node, Refusal> {
        let part = self.part(&repetition.op.span);
        let refuse = |reason, help| Err(Refusal { part: part.to_owned(), reason, help });
        if !repetition.greedy {
            return refuse(
                "is a lazy repetition",
                "leave the `?` out: the whole value is matched either way",
            );
        }
        if matches!(*repetition.ast, Ast::Repetition(_)) {
            return refuse("repeats a repetition", "put the inner one into `(…)`");
        }
        if part.contains(char::is_whitespace) || part.starts_with("{,") {
            return refuse("is read differently by Postgres", "write `{0,n}`, without blanks");
        }
        let (min, max) = match &repetition.op.kind {
            RepetitionKind::ZeroOrOne => (0, Some(1)),
            RepetitionKind::ZeroOrMore => (0, None),
            RepetitionKind::OneOrMore => (1, None),
            RepetitionKind::Range(RepetitionRange::Exactly(count)) => (*count, Some(*count)),
            RepetitionKind::Range(RepetitionRange::AtLeast(min)) => (*min, None),
            RepetitionKind::Range(RepetitionRange::Bounded(min, max)) => (*min, Some(*max)),
        };
        if min.max(max.unwrap_or(0)) > REPEAT_MOST {
            return refuse(
                "repeats more than 255 times",
                "leave the length to the type, as in `string(1..500)`",
            );
        }
        Ok(Node::Repeat { node: Box::new(self.node(&repetition.ast)?), min, max })
    }

    fn class(&self, class: &ast::ClassBracketed) -> Result<Node, Refusal> {
        let nested = |span: &ast::Span| Refusal {
            part: self.part(span).to_owned(),
            reason: "nests or combines sets of characters",
            help: "name the characters and ranges; escape `[` and `-`",
        };
        let ClassSet::Item(item) = &class.kind else {
            return Err(nested(&class.span));
        };
        let items = match item {
            ClassSetItem::Union(union) => union.items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut ranges = Vec::new();
        for item in items {
            match item {
                ClassSetItem::Literal(literal) => {
                    let letter = self.literal(literal, true)?;
                    ranges.push((letter, letter));
                }
                ClassSetItem::Range(range) => {
                    ranges
                        .push((self.literal(&range.start, true)?, self.literal(&range.end, true)?));
                }
                ClassSetItem::Perl(_) | ClassSetItem::Unicode(_) | ClassSetItem::Ascii(_) => {
                    return Err(Refusal {
                        part: self.part(item.span()).to_owned(),
                        reason: "means different characters in Rust, Postgres and OpenAPI",
                        help: "name the characters: `0-9`, `A-Za-z0-9_`",
                    });
                }
                other => return Err(nested(other.span())),
            }
        }
        let within = |letter: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter));
        let mut letters: Vec<char> =
            plain().filter(|letter| within(*letter) != class.negated).collect();
        if !class.negated {
            let rare = ranges.iter().flat_map(|(from, to)| (*from..=*to).take(100));
            letters.extend(rare.filter(|letter| !letter.is_ascii_graphic() && *letter != ' '));
        }
        if letters.is_empty() {
            let part = self.part(&class.span).to_owned();
            let help = "leave some plain characters";
            return Err(Refusal { part, reason: "matches hardly any character", help });
        }
        Ok(Node::One(letters))
    }

    fn literal(&self, literal: &ast::Literal, in_class: bool) -> Result<char, Refusal> {
        let refuse =
            |reason, help| Err(Refusal { part: self.part(&literal.span).to_owned(), reason, help });
        let letter = literal.c;
        match &literal.kind {
            LiteralKind::Verbatim if !in_class && "]{}".contains(letter) => {
                refuse("is read differently without a `\\`", "escape it with `\\`")
            }
            LiteralKind::Verbatim if is_hidden(letter) || u32::from(letter) > 0xffff => {
                refuse("cannot be seen or is not read alike", "name other characters")
            }
            LiteralKind::Verbatim => Ok(letter),
            LiteralKind::Meta | LiteralKind::Superfluous
                if "^$\\.*+?()[]{}|/".contains(letter) || (in_class && letter == '-') =>
            {
                Ok(letter)
            }
            LiteralKind::Meta | LiteralKind::Superfluous => {
                refuse("needs no `\\`, and OpenAPI allows none", "leave the `\\` out")
            }
            LiteralKind::Special(SpecialLiteralKind::Tab | SpecialLiteralKind::LineFeed)
                if self.lines =>
            {
                Ok(letter)
            }
            _ => {
                refuse("is an escape that the three read differently", "write the character itself")
            }
        }
    }

    fn refuse(&self, ast: &Ast, reason: &'static str, help: &'static str) -> Refusal {
        let part = self.part(ast.span());
        let part = if part.is_empty() { self.text } else { part };
        Refusal { part: part.to_owned(), reason, help }
    }

    fn part(&self, span: &ast::Span) -> &str {
        self.text.get(span.start.offset..span.end.offset).unwrap_or(self.text)
    }
}

/// Printable ASCII, letters and digits first.
fn plain() -> impl Iterator<Item = char> {
    let rest = ('!'..='~').filter(|letter| !letter.is_ascii_alphanumeric());
    ('a'..='z').chain('0'..='9').chain('A'..='Z').chain(rest).chain([' '])
}

/// How many characters the pattern names once repetitions are written out.
fn size(node: &Node) -> u64 {
    match node {
        Node::One(_) => 1,
        Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().map(size).sum(),
        Node::Repeat { node, min, max } => {
            size(node).saturating_mul(u64::from(max.unwrap_or(*min).max(1)))
        }
    }
}

fn values(node: &Node) -> u64 {
    match node {
        Node::One(characters) => characters.len() as u64,
        Node::Sequence(nodes) => nodes.iter().map(values).fold(1, u64::saturating_mul),
        Node::Either(nodes) => nodes.iter().map(values).fold(0, u64::saturating_add),
        Node::Repeat { max: None, .. } => u64::MAX,
        Node::Repeat { node, min, max: Some(max) } => {
            let each = values(node);
            (*min..=*max).map(|times| each.saturating_pow(times)).fold(0, u64::saturating_add)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn values_are_counted() {
        let count = |pattern| Pattern::parse(pattern, false).unwrap().values();
        assert_eq!(count("a|b"), 2);
        assert_eq!(count("(red|green)( light)?"), 4);
        assert_eq!(count("[0-9]{1,2}"), 110);
        assert_eq!(count("x[a-c]"), 3);
        assert_eq!(count("[a-z]+"), u64::MAX);
    }

    #[test]
    fn the_portable_part_is_read() {
        for (pattern, yes, no) in [
            ("[a-z0-9_]+", "ada_1", "Ada"),
            ("[a-z0-9-]+", "a-b", "a b"),
            ("[A-Z]{2}-[0-9]{3,}", "AB-1234", "AB-12"),
            ("(red|green)( light)?", "green light", "blue"),
            ("a|b", "b", "ab"),
            ("[^ ]+@.+", "a@b", "a b@c"),
            (r"\+[0-9]{1,3}\.[0-9]+", "+49.1", "49.1"),
            (r"[\-\]\[\\^]+", r"-]\", "a"),
            ("[äöü]+", "äö", "a"),
            ("(?:ab)*", "abab", "aba"),
        ] {
            let read = Pattern::parse(pattern, false).unwrap();
            assert!(read.matches(yes), "{pattern} {yes}");
            assert!(!read.matches(no), "{pattern} {no}");
        }
    }

    #[test]
    fn what_the_three_read_differently_is_refused() {
        for pattern in [
            "",
            "^a$",
            r"\d+",
            r"\w",
            r"[\d]",
            r"\bword",
            "(?i)a",
            "(?<x>a)",
            "(?P<x>a)",
            "(?=a)",
            "(?!a)",
            r"(a)\1",
            "a*?",
            "a**",
            "a{256}",
            "(a{100}){100}",
            r"\x41",
            r"\u{41}",
            r"\p{L}",
            "[[:alpha:]]",
            "[a&&b]",
            "[a-z--b]",
            "a||b",
            "()",
            r"\-",
            r"\n",
            "a]",
            "a}",
            "[",
            "*a",
            "***:a",
            "a{2",
            "\u{202e}",
            "😀",
            r"\_",
            "a{ 2 }",
            "(a",
        ] {
            assert!(Pattern::parse(pattern, false).is_err(), "{pattern}");
        }
        assert!(Pattern::parse(".", true).is_err());
        assert!(Pattern::parse(r"[^\n]+\n", true).is_ok());
    }
}
