//! Templates cut into what liquid has to read and what only has to be printed.
//!
//! Liquid's grammar looks at each letter of a text that it only copies, and reads a bare
//! `{{ name }}` as slowly as a chain of filters. Together they are most of a template, and reading
//! them took more time than everything else that liquid did. So whatever stands between two
//! `{% tags %}` becomes one tag, `{% print 7 %}`, that prints the seventh piece.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use liquid_core::error::ResultLiquidReplaceExt as _;
use liquid_core::model::ScalarCow;
use liquid_core::{
    Error, Language, ParseTag, Renderable, Result, Runtime, TagReflection, TagTokenIter,
    ValueView as _,
};

const END_RAW: &str = "{% endraw %}";

/// What stands between two tags of a template: texts and values in turn.
type Piece = Vec<Part>;

/// A part of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A text that is copied.
    Text(&'static str),
    /// A value that is printed, by its path: `user.name`.
    Value(&'static str),
}

/// The pieces of all templates.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    done: Vec<Piece>,
    /// The one that the next part belongs to.
    open: Piece,
}

impl Pieces {
    /// A template with numbers in the place of its pieces. Of a line that holds one tag alone
    /// the blanks and the line break are left out.
    pub(super) fn cut(&mut self, template: &'static str) -> String {
        let mut cut = String::new();
        let (mut from, mut at) = (0, 0);
        while let Some(tag) = Tag::first(template, at) {
            let line = tag.with_blanks(template);
            self.text(&template[from..line.start]);
            (from, at) = (line.end, line.end);
            match (tag.text, tag.path()) {
                // What is copied may look like tags up to here.
                ("{% raw %}", _) => at += template[at..].find(END_RAW).unwrap_or_default(),
                (END_RAW, _) => {}
                (_, Some(path)) => self.open.push(Part::Value(path)),
                (text, None) => {
                    self.close(&mut cut);
                    cut.push_str(text);
                }
            }
        }
        self.text(&template[from..]);
        self.close(&mut cut);
        cut
    }

    fn text(&mut self, text: &'static str) {
        if !text.is_empty() {
            self.open.push(Part::Text(text));
        }
    }

    fn close(&mut self, cut: &mut String) {
        if !self.open.is_empty() {
            cut.push_str(&format!("{{% print {} %}}", self.done.len()));
            self.done.push(std::mem::take(&mut self.open));
        }
    }

    /// The tag that prints a piece.
    pub(super) fn tag(self) -> impl ParseTag + Clone {
        Print(self.done.into_iter().map(Arc::new).collect())
    }
}

/// `{% … %}` or `{{ … }}` in a text.
struct Tag<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Tag<'a> {
    /// The first one at or after a place.
    fn first(template: &'a str, from: usize) -> Option<Self> {
        let braces = template[from..].match_indices('{').map(|(at, _)| from + at);
        let mut opened =
            braces.filter_map(|at| Some((at, closing(*template.as_bytes().get(at + 1)?)?)));
        opened.find_map(|(start, closing)| {
            let end = start + template[start..].find(closing)? + closing.len();
            Some(Self { text: &template[start..end], start, end })
        })
    }

    /// What it prints, if it is a path without a filter.
    fn path(&self) -> Option<&'a str> {
        let path = self.text.strip_prefix("{{ ")?.strip_suffix(" }}")?;
        path.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
            .then_some(path)
    }

    /// The tag's place; that of its whole line, if it decides and stands there alone.
    fn with_blanks(&self, template: &str) -> Range<usize> {
        let before = template[..self.start].trim_end_matches(' ');
        let after = template[self.end..].trim_start_matches(' ');
        let is_alone = self.text.starts_with("{%")
            && (before.is_empty() || before.ends_with('\n'))
            && (after.is_empty() || after.starts_with('\n'));
        match is_alone {
            true => before.len()..template.len() - after.strip_prefix('\n').unwrap_or(after).len(),
            false => self.start..self.end,
        }
    }
}

fn closing(second: u8) -> Option<&'static str> {
    match second {
        b'%' => Some("%}"),
        b'{' => Some("}}"),
        _ => None,
    }
}

#[derive(Debug, Clone)]
struct Print(Arc<[Arc<Piece>]>);

impl TagReflection for Print {
    fn tag(&self) -> &'static str {
        "print"
    }

    fn description(&self) -> &'static str {
        "prints a piece of the template"
    }
}

impl ParseTag for Print {
    fn parse(&self, mut arguments: TagTokenIter<'_>, _: &Language) -> Result<Box<dyn Renderable>> {
        let number = arguments.expect_next("the number of a piece")?;
        let number = number.as_str().parse::<usize>().ok();
        let piece = number.and_then(|number| self.0.get(number));
        let piece = piece.ok_or_else(|| Error::with_msg("there is no such piece"))?;
        arguments.expect_nothing()?;
        Ok(Box::new(Printed(Arc::clone(piece))))
    }

    fn reflection(&self) -> &dyn TagReflection {
        self
    }
}

#[derive(Debug)]
struct Printed(Arc<Piece>);

impl Renderable for Printed {
    fn render_to(&self, writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        for part in self.0.iter() {
            let written = match part {
                Part::Text(text) => writer.write_all(text.as_bytes()),
                Part::Value(path) => {
                    let path: Vec<ScalarCow<'_>> = path.split('.').map(ScalarCow::new).collect();
                    // `get` copies what it finds, and says what is missing.
                    let value = runtime.try_get(&path).map_or_else(|| runtime.get(&path), Ok)?;
                    write!(writer, "{}", value.render())
                }
            };
            written.replace("cannot be written")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes out where every tag is printed as it is.
    fn joined(template: &'static str) -> String {
        let mut pieces = Pieces::default();
        let mut cut = pieces.cut(template);
        for (at, piece) in pieces.done.iter().enumerate() {
            let parts = piece.iter().map(|part| match part {
                Part::Text(text) => (*text).to_owned(),
                Part::Value(path) => format!("{{{{ {path} }}}}"),
            });
            cut = cut.replace(&format!("{{% print {at} %}}"), &parts.collect::<String>());
        }
        cut
    }

    #[test]
    fn texts_and_values_between_two_tags_are_one_piece() {
        let mut pieces = Pieces::default();
        let cut = pieces.cut("a {{ b.c }} d{% if e %}{{ f | upcase }}{% endif %}{{ g }}");
        assert_eq!(cut, "{% print 0 %}{% if e %}{{ f | upcase }}{% endif %}{% print 1 %}");
        let first = vec![Part::Text("a "), Part::Value("b.c"), Part::Text(" d")];
        assert_eq!(pieces.done, [first, vec![Part::Value("g")]]);
    }

    #[test]
    fn a_tag_alone_leaves_no_line() {
        assert_eq!(
            joined("a\n    {% for x in xs %}\n    {{ x }}\n    {% endfor %}\nb\n"),
            "a\n{% for x in xs %}    {{ x }}\n{% endfor %}b\n"
        );
    }

    #[test]
    fn a_tag_beside_something_stays_as_it_is() {
        let beside = ["{% if a == true %}{% endif %}\n", " {% if a == true %}x{% endif %} \n"];
        for text in beside.into_iter().chain(["{ { a }\n", "{{ a }}\n", "  {{ a }}\n\nx"]) {
            assert_eq!(joined(text), text);
        }
    }

    #[test]
    fn what_is_raw_is_text() {
        assert_eq!(joined("a{% raw %}{{ b }}{% endraw %}c"), "a{{ b }}c");
        assert_eq!(joined("{% raw %}{{{% endraw %}{{ a }}"), "{{{{ a }}");
        assert_eq!(joined("{% raw %}\n  {% b %}\n{% endraw %}\nc"), "  {% b %}\nc");
    }
}
