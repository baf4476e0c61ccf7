//! Conditions that people put around code: what we add inside of one would hold at times only.

/// What makes the block behind it one that is not always run.
const CONDITIONS: [&str; 7] = ["if", "else", "match", "while", "for", "loop", "=>"];

/// What has a block that is no statement; `for` is no loop there.
const ITEMS: [&str; 6] = ["fn", "impl", "trait", "mod", "struct", "enum"];

/// How many conditions hold what would stand behind this text, which is the beginning of a file in
/// Rust; none where it would be no code at all.
pub(super) fn around(before: &str) -> Option<usize> {
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
    Some(open + usize::from(scan.is_configured()))
}

#[derive(Default)]
struct Scan<'a> {
    open: Vec<Block>,
    /// What was said since the last statement, block or line of a list.
    head: Vec<&'a str>,
    /// How many brackets are open in this block.
    depth: usize,
}

/// An open block.
struct Block {
    is_conditional: bool,
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
                self.open.push(Block { is_conditional: self.is_conditional(), depth: self.depth });
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
    use super::around;

    #[test]
    fn conditions_are_counted_and_nothing_else() {
        let count = |text: &str, count| assert_eq!(around(text), Some(count), "{text}");
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
    fn what_would_be_no_code_is_told() {
        for text in ["fn a() {\n    /* b\n", "let a = \"b\n", "let a = r#\"b\"\n"] {
            assert_eq!(around(text), None, "{text}");
        }
    }
}
