//! Expressions: calls, chains, struct literals, operators.

use super::{STEP, WIDTH, first_width, last_width, newline, scan, statement, width};

/// Columns of an item of a list that is packed with others into a line.
const SHORT: usize = 10;

/// Where an expression is to be written.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Columns before its first character.
    pub(super) column: usize,
    /// Indentation of the line that it begins on.
    pub(super) indent: usize,
    /// Columns that must follow it on its last line.
    pub(super) tail: usize,
}

impl Shape {
    fn nested(self) -> Self {
        Self { column: self.indent + STEP, indent: self.indent + STEP, tail: 1 }
    }

    fn fits(self, text: &str) -> bool {
        !text.contains('\n') && self.column + width(text) + self.tail <= WIDTH
    }
}

/// Writes an expression, on one line if it fits.
pub(super) fn rewrite(text: &str, shape: Shape) -> String {
    let links = links(text);
    let kept = if links.len() > 1 { kept_back(links[links.len() - 1]) } else { 0 };
    if (Shape { tail: shape.tail + kept, ..shape }).fits(text) {
        return text.to_owned();
    }
    if let Some(block) = closure(text, shape) {
        return block;
    }
    if let Some(broken) = operators(text, shape) {
        return broken;
    }
    if let Some(inner) = text.strip_prefix('&') {
        return format!("&{}", rewrite(inner, Shape { column: shape.column + 1, ..shape }));
    }
    if links.len() > 1 {
        return chain(&links, shape);
    }
    group(text, shape)
}

/// Columns that rustfmt keeps back from a chain for the question marks of its last link:
/// it counts them twice, but behind `await` once.
fn kept_back(last: &str) -> usize {
    let tries = last.len() - last.trim_end_matches('?').len();
    if last.starts_with(".await") { tries } else { 2 * tries }
}

/// `|x| body`: what is no block itself gets one.
fn closure(text: &str, shape: Shape) -> Option<String> {
    let moved = if text.starts_with("move ") { "move " } else { "" };
    let (parameters, body) = text[moved.len()..].strip_prefix('|')?.split_once("| ")?;
    if body.ends_with('}') {
        return None;
    }
    let inner = shape.indent + STEP;
    let body = rewrite(body, Shape { column: inner, indent: inner, tail: 0 });
    Some(format!("{moved}|{parameters}| {{{}{body}{}}}", newline(inner), newline(shape.indent)))
}

/// `f(a, |x| body)`: a closure that comes last begins on the line of the call.
fn trailing_closure(head: &str, items: &[&str], shape: Shape) -> Option<String> {
    let (last, before) = items.split_last().filter(|(_, before)| !before.is_empty())?;
    let begin = format!("{head}{}, ", before.join(", "));
    let column = shape.column + width(&begin);
    let block = closure(last, Shape { column, ..shape })?;
    // Rustfmt keeps room for the brackets behind the block already here.
    (column + first_width(&block) + shape.tail + 2 < WIDTH).then(|| begin + &block)
}

/// `a || b || c`: one operand a line, the operator before it.
fn operators(text: &str, shape: Shape) -> Option<String> {
    let operator = [" || ", " && ", " == ", " != ", " <= ", " >= ", " < ", " > ", " | "]
        .into_iter()
        .find(|operator| scan::find(text, operator).is_some())?;
    if text.starts_with('|') || text.starts_with("move |") {
        return None;
    }
    let mut rest = text;
    let mut operands = Vec::new();
    while let Some(at) = scan::find(rest, operator) {
        operands.push(&rest[..at]);
        rest = &rest[at + operator.len()..];
    }
    operands.push(rest);
    let inner = Shape { column: shape.indent + STEP + 3, indent: shape.indent + STEP, tail: 0 };
    let mut broken = rewrite(operands[0], Shape { tail: 1, ..shape });
    for operand in &operands[1..] {
        broken.push_str(&newline(shape.indent + STEP));
        broken.push_str(operator.trim_start());
        broken.push_str(&rewrite(operand, inner));
    }
    Some(broken)
}

/// The root of a chain and its links, each with its dot and question marks.
fn links(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let bytes = text.as_bytes();
    for (at, found) in scan::top_level(text) {
        let link = found == '.'
            && at > 0
            && bytes[at - 1] != b'.'
            && bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'_');
        if link {
            cuts.push(at);
        }
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// A method chain: on one line but for what its last link holds, or one link a line.
fn chain(links: &[&str], shape: Shape) -> String {
    let mut head = 1;
    let mut root = links[0].to_owned();
    let short = STEP.saturating_sub(shape.column - shape.indent);
    while width(&root) <= short && head < links.len() - 1 {
        root.push_str(links[head]);
        head += 1;
    }
    let (last, before) = links[head..].split_last().expect("a chain has a link after its root");
    let prefix = format!("{root}{}", before.concat());
    let root = if shape.fits(&root) { root } else { group(&root, shape) };
    let indent = if root.contains('\n') { shape.indent } else { shape.indent + STEP };
    let own = Shape { column: indent, indent, tail: 0 };
    let below = place(last, Shape { tail: shape.tail, ..own });
    let beside = group(last, Shape { column: shape.column + width(&prefix), ..shape });
    // What hugs its argument needs room for a bracket more.
    let hugging = usize::from(beside.find('(') != beside.find("(\n"));
    let first = shape.column + width(&prefix) + first_width(&beside);
    let could = first + shape.tail.min(1).max(hugging) <= WIDTH && beside.contains('\n');
    let height = |text: &str| text.split('\n').count();
    if could && !root.contains('\n') && (height(&beside) >= 5 || height(&below) >= height(&beside))
    {
        return prefix + &beside;
    }
    let mut broken = root;
    for link in before {
        broken.push_str(&newline(indent));
        broken.push_str(&place(link, own));
    }
    broken + &newline(indent) + &below
}

/// One link on a line of its own.
fn place(link: &str, shape: Shape) -> String {
    if shape.fits(link) { link.to_owned() } else { group(link, shape) }
}

/// What ends in a bracket group: its items one a line, or a single one hugged.
fn group(text: &str, shape: Shape) -> String {
    let bare = text.trim_end_matches('?');
    let suffix = &text[bare.len()..];
    let Some(open) = scan::final_group(bare) else { return text.to_owned() };
    let (head, close) = (&bare[..=open], &bare[bare.len() - 1..]);
    let items = scan::split(&bare[open + 1..bare.len() - 1], ',');
    if items.is_empty() {
        return text.to_owned();
    }
    // Brackets around an expression, and no tuple.
    if let ([single], "(") = (items.as_slice(), head)
        && !bare.ends_with(",)")
    {
        let inner = Shape { column: shape.column + 1, tail: shape.tail + 1, ..shape };
        return format!("({}){suffix}", rewrite(single, inner));
    }
    if let ([single], ")" | "]") = (items.as_slice(), close)
        && hugs(single)
    {
        let column = shape.column + width(head);
        let hugged = rewrite(single, Shape { column, tail: shape.tail + 1, ..shape });
        let is_split = hugged.contains(&(newline(shape.indent + STEP) + "."));
        let may_split = width(head) <= STEP;
        // Rustfmt wants room for what closes the brackets behind a closure's parameters, and behind
        // the brackets that a macro and its list open.
        let is_macro =
            head.ends_with("!(") && single.starts_with('[') || single.starts_with("json!(");
        let room = if single.starts_with('|') || is_macro { shape.tail + 1 } else { 0 };
        if hugged.contains('\n')
            && column + first_width(&hugged) + room <= WIDTH
            && (may_split || !is_split)
        {
            return format!("{head}{hugged}{close}{suffix}");
        }
    }
    if let Some(block) = trailing_closure(head, &items, shape).filter(|_| close == ")") {
        return block + close + suffix;
    }
    let mut broken = head.to_owned();
    if close != "}" && !head.ends_with("!(") && items.iter().all(|item| is_short(item)) {
        return broken + &packed(&items, shape.indent) + close + suffix;
    }
    for item in items {
        broken.push_str(&newline(shape.indent + STEP));
        let member = if close == "}" { statement::member(item, shape.indent + STEP) } else { None };
        broken.push_str(&member.unwrap_or_else(|| rewrite(item, shape.nested())));
        broken.push(',');
    }
    // A comma more may mean something else to a macro.
    if head.ends_with("!(") {
        broken.pop();
    }
    broken.push_str(&newline(shape.indent));
    debug_assert!(last_width(&broken) <= WIDTH);
    broken + close + suffix
}

/// Whether rustfmt sees no reason to give an item a line of its own.
fn is_short(item: &str) -> bool {
    let plain = item.starts_with('"') || !item.contains(['(', '[', '{', '|', ':', ' ', '!']);
    width(item) <= SHORT && plain
}

/// Short items of a list: as many on a line as fit, with one column to spare.
fn packed(items: &[&str], indent: usize) -> String {
    let mut lines = newline(indent + STEP);
    for (at, item) in items.iter().enumerate() {
        let column = last_width(&lines);
        match at > 0 && column + 1 + width(item) + 1 >= WIDTH {
            true => lines.push_str(&newline(indent + STEP)),
            false if at > 0 => lines.push(' '),
            false => {}
        }
        lines.push_str(item);
        lines.push(',');
    }
    lines + &newline(indent)
}

/// Whether a single argument may begin on the line of its call.
fn hugs(argument: &str) -> bool {
    if argument.starts_with('|') {
        return true;
    }
    let bare = argument.trim_start_matches('&').trim_end_matches('?');
    bare.ends_with([')', '}', ']'])
        && scan::final_group(bare).is_some()
        && scan::find(bare, " || ").is_none()
}
