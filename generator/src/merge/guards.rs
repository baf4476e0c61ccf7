//! Conditions that people put around code: what we add inside of one would hold at times only.

use std::collections::BTreeSet;

/// What makes the block behind it one that is not always run.
const CONDITIONS: [&str; 7] = ["if", "else", "match", "while", "for", "loop", "=>"];

/// What has a block that is no statement; `for` is no loop there.
const ITEMS: [&str; 6] = ["fn", "impl", "trait", "mod", "struct", "enum"];

/// Calls by which a service gets a part that it would be without.
const PARTS: [&str; 4] = [".layer(", ".merge(", ".nest(", ".routes("];

/// What decides whether code is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Around {
    /// How many conditions hold it.
    pub conditions: usize,
    /// How many functions that it stands in may have returned before.
    pub returns: usize,
}

impl Around {
    /// Where everything is run.
    pub(super) const NOTHING: Self = Self { conditions: 0, returns: 0 };
}

/// Whether lines in the place of others say something that those did not: more lines, or another
/// thing by its path.
pub(super) fn adds(base: &[&str], theirs: &[&str]) -> bool {
    let paths = |lines: &[&str]| lines.iter().flat_map(|line| paths(line)).collect::<BTreeSet<_>>();
    theirs.len() > base.len() || !paths(theirs).is_subset(&paths(base))
}

/// Whether lines have a call by which the service gets a part.
pub(super) fn is_part(lines: &[&str]) -> bool {
    lines.iter().any(|line| PARTS.iter().any(|call| line.contains(call)))
}

/// The paths that a line says, and modules that it declares.
fn paths(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let code = format!(" {code}").replace(" mod ", " mod::");
    let words = code.split(|sign: char| !is_word(sign) && sign != ':');
    let paths = words.filter(|word| word.trim_matches(':').contains("::"));
    paths.map(str::to_owned).collect()
}

/// What is around that which would stand behind this text, the beginning of a file in Rust; none
/// where it would be no code at all.
pub(super) fn around(before: &str) -> Option<Around> {
    let mut scan = Scan::default();
    let mut rest = before;
    while let Some(sign) = rest.chars().next() {
        let length = match sign {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment(rest)?,
            '"' => text(rest)?,
            '\'' => letter(rest),
            _ if is_word(sign) => {
                let end = rest.find(|other| !is_word(other)).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                scan.head.push(word);
                if word == "return" {
                    scan.returns();
                }
                match ["r", "br", "cr"].contains(&word) {
                    true => end + raw(behind)?,
                    false => end,
                }
            }
            _ => scan.sign(rest, sign),
        };
        rest = &rest[length..];
    }
    let open = scan.open.iter().filter(|block| block.is_conditional).count();
    let returns = scan.open.iter().filter(|block| block.may_return).count();
    Some(Around {
        conditions: open + usize::from(scan.is_configured()),
        returns: returns + usize::from(scan.may_return),
    })
}

#[derive(Default)]
struct Scan<'a> {
    open: Vec<Block>,
    /// Whether the same is so outside of every block.
    may_return: bool,
    /// What was said since the last statement, block or line of a list.
    head: Vec<&'a str>,
    /// How many brackets are open in this block.
    depth: usize,
}

/// An open block.
struct Block {
    is_conditional: bool,
    /// Whether something under a condition in it has returned.
    may_return: bool,
    /// How many brackets are open around it in the block above.
    depth: usize,
}

impl<'a> Scan<'a> {
    /// A sign, and how long it is.
    fn sign(&mut self, rest: &'a str, sign: char) -> usize {
        let said = ["#[", "=>"].into_iter().find(|said| rest.starts_with(said));
        match (sign, said) {
            (_, Some(said)) => {
                self.depth += usize::from(said == "#[");
                self.head.push(said);
                return said.len();
            }
            ('{', _) => {
                self.open.push(Block {
                    is_conditional: self.is_conditional(),
                    may_return: false,
                    depth: self.depth,
                });
                self.depth = 0;
            }
            ('}', _) => self.depth = self.open.pop().map_or(0, |block| block.depth),
            ('(' | '[', _) => {
                self.depth += 1;
                return 1;
            }
            (')' | ']', _) => {
                self.depth = self.depth.saturating_sub(1);
                return 1;
            }
            (';', _) => {}
            (',', _) if self.depth == 0 && rest[1..].trim_start_matches('\r').starts_with('\n') => {
            }
            _ => return sign.len_utf8(),
        }
        self.head.clear();
        1
    }

    /// A function is left where it may go on.
    fn returns(&mut self) {
        if !self.open.last().is_some_and(|block| block.is_conditional) {
            return;
        }
        let body = self.open.iter_mut().rev().find(|block| !block.is_conditional);
        *body.map_or(&mut self.may_return, |body| &mut body.may_return) = true;
    }

    fn is_conditional(&self) -> bool {
        let says = |words: &[&str]| self.head.iter().any(|word| words.contains(word));
        self.is_configured() || (says(&CONDITIONS) && !says(&ITEMS))
    }

    /// Whether it is only compiled at times.
    fn is_configured(&self) -> bool {
        self.head.windows(2).any(|words| words == ["#[", "cfg"])
    }
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// How long a comment between its two marks is, in which others may stand.
fn comment(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let step = match rest.as_bytes().get(at..at + 2) {
            Some(b"/*") => (2, depth + 1),
            Some(b"*/") => (2, depth - 1),
            _ => (1, depth),
        };
        at += step.0;
        depth = step.1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn text(rest: &str) -> Option<usize> {
    let mut is_escaped = true;
    for (at, sign) in rest.bytes().enumerate() {
        match sign {
            b'"' if !is_escaped => return Some(at + 1),
            b'\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    None
}

/// A text of which no sign means another one, behind its `r`; nothing if it is none.
fn raw(rest: &str) -> Option<usize> {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let Some(inside) = rest[hashes..].strip_prefix('"') else { return Some(0) };
    let end = format!("\"{}", &rest[..hashes]);
    inside.find(&end).map(|at| hashes + 1 + at + end.len())
}

/// A letter between quotes; of a lifetime only its quote.
fn letter(rest: &str) -> usize {
    let mut signs = rest.char_indices().skip(1);
    match (signs.next(), signs.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let behind = at + escaped.len_utf8();
            rest[behind..].find('\'').map_or(1, |end| behind + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Around, adds, around};

    #[test]
    fn conditions_are_counted_and_nothing_else() {
        let count = |text: &str, conditions| {
            let expected = Some(Around { conditions, returns: 0 });
            assert_eq!(around(text), expected, "{text}");
        };
        count("impl A for B {\n    fn c(&self) -> D {\n        ", 0);
        count("fn a() {\n    if b { c() }\n    let d = e;\n    ", 0);
        count("fn a() {\n    if b {\n        ", 1);
        count("fn a() {\n    match b {\n        C => {\n", 2);
        count("fn a() {\n    let b = if c { d } else {", 1);
        count("#[cfg(unix)]\nmod a {\n    fn b() {\n", 1);
        count("fn a() {\n    #[cfg(unix)]\n    let b = c", 1);
        count("#[cfg_attr(unix, b)]\nfn a() {\n", 0);
        count("struct A {\n    #[cfg(unix)]\n    b: C<D, E>,\n    ", 0);
        count("struct A {\n    #[cfg(unix)]\n    b: (C,\n", 1);
        count("impl<A, B> C for D<A, B> {\n    ", 0);
        count("fn a() {\n    match b {\n        C => d(e, |f| {\n            g(),\n", 2);
        count("fn a(b: &'static str) {\n    let c = ['{', '\\'', '\\u{7b}'];\n", 0);
        count("fn a() {\n    let b = \"if {\\\" {\"; // if {\n    /* if { /* { */ */\n", 0);
        count("fn a() {\n    let b = r#\"if {\"if {\"#; let r = b;\n", 0);
    }

    #[test]
    fn what_may_have_returned_before_is_counted() {
        let count = |text: &str, returns| {
            let expected = Some(Around { conditions: 0, returns });
            assert_eq!(around(text), expected, "{text}");
        };
        count("fn a() {\n    if b {\n        return c;\n    }\n    ", 1);
        count(
            "fn a() {\n    let Some(b) = c else { return };\n    match b { C => return, _ => {} }\n",
            1,
        );
        count("let b = c;\nif d { return b }\nb", 1);
        count("fn a() {\n    if b { return c }\n}\n\nfn d() {\n    ", 0);
        count("fn a() {\n    let b = |c| { if c { return d } e };\n    ", 0);
        count("fn a() {\n    return b;\n    // if c { return }\n    ", 0);
    }

    #[test]
    fn another_path_is_something_more_and_another_word_is_not() {
        let adds = |base: &str, theirs: &str| adds(&[base], &[theirs]);
        assert!(adds("    .merge(tags::router())\n", "    .merge(topics::router())\n"));
        assert!(adds(
            ".routes(routes!(handlers::list))\n",
            ".routes(routes!(handlers::list, handlers::create))\n"
        ));
        assert!(adds("pub mod tags;\n", "pub mod topics;\n"));
        assert!(!adds(".routes(routes!(a::list, a::create))\n", ".routes(routes!(a::list))\n"));
        assert!(!adds("title: String,\n", "title: Option<String>, // a::b\n"));
    }

    #[test]
    fn what_would_be_no_code_is_told() {
        for text in ["fn a() {\n    /* b\n", "let a = \"b\n", "let a = r#\"b\"\n"] {
            assert_eq!(around(text), None, "{text}");
        }
    }
}
