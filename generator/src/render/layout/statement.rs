//! Lines: what kind of statement one is, and where it may break.

use super::expression::{Shape, rewrite};
use super::{SHORT, STEP, WIDTH, first_width, imports, last_width, newline, scan, width};

/// Columns that a line may have without being looked at. Rustfmt keeps some back for the
/// list of an import, for a chain that ends in `?`, for the end of an attribute and for what a
/// `return` gives.
pub(super) fn limit(line: &str) -> usize {
    let text = line.trim_start();
    if line.contains(" => return ") || text.starts_with("return ") || text.starts_with("#[") {
        return WIDTH - 1;
    }
    match is_import(text) || line.trim_end_matches([';', ',']).ends_with('?') {
        true => SHORT,
        false => WIDTH,
    }
}

/// Breaks one line that is too long; gives it back as it is where no rule applies.
pub(super) fn break_line(line: &str) -> String {
    let text = line.trim_start();
    let indent = width(line) - width(text);
    let broken = match () {
        () if text.starts_with("//") => None,
        () if text.starts_with("#[") => attribute(text, indent),
        () if is_import(text) && width(line) <= WIDTH - 2 => None,
        () if is_import(text) => imports::fill(text, indent),
        () if is_signature(text) => signature(text, indent),
        () if text.starts_with("Path((") => pair(text, indent),
        () if ["Path(", "Paged {"].iter().any(|start| text.starts_with(start))
            && text.ends_with(">,") =>
        {
            Some(typed(text.trim_end_matches(','), indent) + ",")
        }
        () if text.starts_with("if ") && text.ends_with(" {") => condition(text, indent),
        () if text.starts_with("for ") && text.ends_with(" {") => repetition(text, indent),
        () => arm(text, indent).or_else(|| field(text, indent)).or_else(|| statement(text, indent)),
    };
    format!("{}{}", &line[..line.len() - text.len()], broken.as_deref().unwrap_or(text))
}

fn is_import(text: &str) -> bool {
    ["use ", "pub use ", "pub(crate) use "].iter().any(|start| text.starts_with(start))
}

fn is_signature(text: &str) -> bool {
    let bare = text
        .trim_start_matches("pub ")
        .trim_start_matches("pub(crate) ")
        .trim_start_matches("pub(super) ");
    bare.trim_start_matches("const ").trim_start_matches("async ").starts_with("fn ")
}

/// `fn name(…) -> T {`: one parameter a line.
fn signature(text: &str, indent: usize) -> Option<String> {
    let name = text.find("fn ")?;
    let open = name + scan::find(&text[name..], "(")?;
    let close = scan::top_level(text).find(|(at, found)| *at > open && *found == ')')?.0;
    let parameters = scan::split(&text[open + 1..close], ',');
    if parameters.is_empty() {
        return None;
    }
    let mut broken = text[..=open].to_owned();
    let inner = indent + STEP;
    for parameter in parameters {
        broken.push_str(&newline(inner));
        broken.push_str(&typed(parameter, inner));
        broken.push(',');
    }
    Some(broken + &newline(indent) + &text[close..])
}

/// `#[name(a = 1, b = 2)]`: one argument a line.
fn attribute(text: &str, indent: usize) -> Option<String> {
    let (name, arguments) = text.strip_suffix(")]")?.split_once('(')?;
    let lines: Vec<String> = scan::split(arguments, ',')
        .into_iter()
        .map(|argument| newline(indent + STEP) + argument)
        .collect();
    Some(format!("{name}({}{})]", lines.join(","), newline(indent)))
}

/// `pattern: Type<A>`: the arguments of the type go to lines of their own.
fn typed(parameter: &str, indent: usize) -> String {
    let Some((pattern, kind)) = parameter.split_once(": ") else { return parameter.to_owned() };
    format!("{pattern}: {}", generic(kind, indent, indent + width(pattern) + 2))
}

/// `Path((a, b)): Path<(A, B)>`: one type a line.
fn pair(text: &str, indent: usize) -> Option<String> {
    let (pattern, types) = text.strip_suffix(")>,")?.split_once(": Path<(")?;
    let lines = scan::split(types, ',').into_iter().map(|kind| newline(indent + STEP) + kind + ",");
    Some(format!("{pattern}: Path<({}{})>,", lines.collect::<String>(), newline(indent)))
}

/// `if a && b {`, `if let x = y {`.
fn condition(text: &str, indent: usize) -> Option<String> {
    let body = text.strip_prefix("if ")?.strip_suffix(" {")?;
    let matched = body.starts_with("let ").then(|| scan::find(body, " = ")).flatten();
    let broken = match matched {
        Some(at) if scan::find(body, " && ").is_none() => {
            let (left, right) = (format!("if {}", &body[..at + 2]), &body[at + 3..]);
            assigned(&left, right, indent, 0)?
        }
        _ => "if ".to_owned() + &rewrite(body, Shape { column: indent + 3, indent, tail: 0 }),
    };
    Some(opened(broken, indent))
}

/// `for x in y {`
fn repetition(text: &str, indent: usize) -> Option<String> {
    let head = text.strip_suffix(" {")?;
    let at = scan::find(head, " in ")?;
    Some(opened(assigned(&head[..at + 3], &head[at + 4..], indent, 0)?, indent))
}

/// Opens the block of a head that was broken: on its last line where that is brackets
/// only, no deeper than the head, or on a line of its own.
fn opened(head: String, indent: usize) -> String {
    let first = if head.contains('\n') { 0 } else { indent };
    let is_long = first + last_width(&head) + 2 > WIDTH;
    let last = head.rsplit('\n').next().unwrap_or_default();
    let depth = width(last) - width(last.trim_start());
    let closes = depth <= indent && last.chars().all(|found| "()]}?> ".contains(found));
    match (head.contains('\n') || is_long) && !closes {
        true => head + &newline(indent) + "{",
        false => head + " {",
    }
}

/// `pattern => expression,`: in a block of its own where that is one line.
fn arm(text: &str, indent: usize) -> Option<String> {
    let at = scan::find(text, " => ")?;
    let (pattern, body) = (&text[..at], text[at + 4..].strip_suffix(',')?);
    let pattern = &alternatives(pattern, indent);
    let column = if pattern.contains('\n') { last_width(pattern) + 4 } else { indent + at + 4 };
    let beside = rewrite(body, Shape { column, indent, tail: 1 });
    let inner = indent + STEP;
    // Rustfmt counts the semicolon that it gives a `return` in a block, even beside the pattern.
    let end = usize::from(body.starts_with("return "));
    let below = rewrite(body, Shape { column: inner, indent: inner, tail: 2 * end });
    let fits_beside = !beside.contains('\n') && column + width(&beside) + 1 + end <= WIDTH;
    let next = !fits_beside
        && (!below.contains('\n')
            || body.starts_with("return ")
            || !beside.contains('\n')
            || prefer_below(&beside, &below)
            || column + first_width(&beside) >= WIDTH);
    Some(match next {
        // Rustfmt ends a `return` that has a block to itself.
        true if below.starts_with("return ") => {
            format!("{pattern} => {{{}{below};{}}}", newline(inner), newline(indent))
        }
        true => format!("{pattern} => {{{}{below}{}}}", newline(inner), newline(indent)),
        false => format!("{pattern} => {beside},"),
    })
}

/// `A | B`: one alternative a line where both and ` => {` are too long for one.
fn alternatives(pattern: &str, indent: usize) -> String {
    match indent + width(pattern) + 5 > WIDTH {
        true => pattern.replace(" | ", &format!("{}| ", newline(indent))),
        false => pattern.to_owned(),
    }
}

/// `pub name: Type,` of a struct: the type goes to the next line.
fn field(text: &str, indent: usize) -> Option<String> {
    let bare = text.strip_suffix(',')?;
    let name = bare.split(':').next()?;
    let word = name.trim_start_matches("pub ").trim_start_matches("r#");
    let plain = word.chars().all(|found| found.is_ascii_alphanumeric() || found == '_');
    let value = bare.strip_prefix(name)?.strip_prefix(": ")?;
    if !plain || value.is_empty() {
        return None;
    }
    if indent + STEP + width(value) + 1 > WIDTH && value.ends_with('>') {
        return Some(format!("{name}: {},", generic(value, indent, indent + width(name) + 2)));
    }
    if name.starts_with("pub ") {
        return Some(format!("{name}:{}{value},", newline(indent + STEP)));
    }
    let beside = rewrite(value, Shape { column: indent + width(name) + 2, indent, tail: 1 });
    let below = rewrite(value, Shape { column: indent + STEP, indent: indent + STEP, tail: 1 });
    // Unlike an assignment, a member stays beside its name wherever it can, and where a literal
    // is too long for either place.
    let stays =
        indent + width(name) + 2 + first_width(&beside) + usize::from(!beside.contains('\n'))
            <= WIDTH;
    Some(match stays && (fits(&beside) || !fits(&below)) {
        false => format!("{name}:{}{below},", newline(indent + STEP)),
        true => format!("{name}: {beside},"),
    })
}

/// `name: value` of a struct literal, without its comma.
pub(super) fn member(text: &str, indent: usize) -> Option<String> {
    let line = format!("{text},");
    if indent + width(&line) <= WIDTH {
        return Some(text.to_owned());
    }
    field(&line, indent)?.strip_suffix(',').map(str::to_owned)
}

/// `Head<A, B>`: one argument a line where all are too long for one.
fn generic(text: &str, indent: usize, column: usize) -> String {
    let Some((head, arguments)) = text.strip_suffix('>').and_then(|text| text.split_once('<'))
    else {
        return text.to_owned();
    };
    if column + width(text) < WIDTH {
        return text.to_owned();
    }
    let inner = indent + STEP;
    let lines = scan::split(arguments, ',')
        .into_iter()
        .map(|argument| newline(inner) + &generic(argument, inner, inner) + ",");
    format!("{head}<{}{}>", lines.collect::<String>(), newline(indent))
}

/// `let x = …;`, `x = …;`, `return …;`, a bare expression.
fn statement(text: &str, indent: usize) -> Option<String> {
    let end = [";", ","].into_iter().find(|end| text.ends_with(end)).unwrap_or_default();
    let body = &text[..text.len() - end.len()];
    if !balanced(body) {
        return None;
    }
    let tail = end.len();
    let Some(at) = scan::find(body, " = ").or_else(|| scan::find(body, " += ").map(|at| at + 1))
    else {
        let (word, value) =
            body.strip_prefix("return ").map_or(("", body), |value| ("return ", value));
        // Rustfmt counts the semicolon of a `return` twice.
        let tail = if word.is_empty() { tail } else { 2 * tail };
        let shape = Shape { column: indent + width(word), indent, tail };
        return Some(format!("{word}{}{end}", rewrite(value, shape)));
    };
    let (left, right) = (&body[..at + 2], &body[at + 3..]);
    Some(assigned(left, right, indent, tail)? + end)
}

/// `left right`, with `right` on a line of its own where that is better.
fn assigned(left: &str, right: &str, indent: usize, tail: usize) -> Option<String> {
    let beside = rewrite(right, Shape { column: indent + width(left) + 1, indent, tail });
    let inner = indent + STEP;
    let below = rewrite(right, Shape { column: inner, indent: inner, tail });
    let overlong = indent + width(left) + 1 + first_width(&beside) > WIDTH;
    // What fits nowhere stays where it is.
    if overlong && inner + first_width(&below) + tail > WIDTH {
        return None;
    }
    Some(match overlong || (beside.contains('\n') && prefer_below(&beside, &below)) {
        true => format!("{left}{}{below}", newline(inner)),
        false => format!("{left} {beside}"),
    })
}

fn balanced(text: &str) -> bool {
    let count = |wanted: [char; 3]| {
        scan::top_level(text).filter(|(_, found)| wanted.contains(found)).count()
    };
    count(['(', '[', '{']) == count([')', ']', '}']) && !text.starts_with([')', ']', '}'])
}

fn fits(text: &str) -> bool {
    text.split('\n').all(|line| width(line) <= WIDTH)
}

/// Rustfmt's question whether a value is better on a line of its own.
fn prefer_below(beside: &str, below: &str) -> bool {
    let lines = |text: &str| text.matches('\n').count();
    let opens = |text: &str, bracket: char| {
        text.split('\n').next().is_some_and(|first| first.ends_with(bracket))
    };
    !below.contains('\n')
        || lines(beside) > lines(below) + 1
        || ['(', '{', '[']
            .into_iter()
            .any(|bracket| opens(beside, bracket) && !opens(below, bracket))
}
