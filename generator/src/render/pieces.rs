//! Templates cut into what liquid has to read and what it has to copy.
//!
//! Liquid's grammar looks at each letter of a text that it only copies, which took more time
//! than everything else that it did. So a text between two tags becomes one tag, `{% text 7 %}`,
//! that prints the seventh piece.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use liquid_core::error::ResultLiquidReplaceExt as _;
use liquid_core::{
    Error, Language, ParseTag, Renderable, Result, Runtime, TagReflection, TagTokenIter,
};

const END_RAW: &str = "{% endraw %}";

/// The texts between the tags of templates.
#[derive(Debug, Default)]
pub(super) struct Pieces(Vec<&'static str>);

impl Pieces {
    /// A template with numbers in the place of its texts. Of a line that holds one tag alone
    /// the blanks and the line break are left out.
    pub(super) fn cut(&mut self, template: &'static str) -> String {
        let mut cut = String::new();
        let (mut from, mut at) = (0, 0);
        while let Some(tag) = Tag::first(template, at) {
            let line = tag.with_blanks(template);
            self.add(&mut cut, &template[from..line.start]);
            (from, at) = (line.end, line.end);
            match tag.text {
                // What is copied may look like tags up to here.
                "{% raw %}" => at += template[at..].find(END_RAW).unwrap_or_default(),
                END_RAW => {}
                text => cut.push_str(text),
            }
        }
        self.add(&mut cut, &template[from..]);
        cut
    }

    fn add(&mut self, cut: &mut String, text: &'static str) {
        if !text.is_empty() {
            cut.push_str(&format!("{{% text {} %}}", self.0.len()));
            self.0.push(text);
        }
    }

    /// The tag that prints a piece.
    pub(super) fn tag(self) -> impl ParseTag + Clone {
        TextTag(self.0.into())
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
struct TextTag(Arc<[&'static str]>);

impl TagReflection for TextTag {
    fn tag(&self) -> &'static str {
        "text"
    }

    fn description(&self) -> &'static str {
        "prints a piece of the template"
    }
}

impl ParseTag for TextTag {
    fn parse(&self, mut arguments: TagTokenIter<'_>, _: &Language) -> Result<Box<dyn Renderable>> {
        let number = arguments.expect_next("the number of a piece")?;
        let number = number.as_str().parse::<usize>().ok();
        let piece = number.and_then(|number| self.0.get(number));
        let piece = piece.ok_or_else(|| Error::with_msg("there is no such piece"))?;
        arguments.expect_nothing()?;
        Ok(Box::new(Piece(piece)))
    }

    fn reflection(&self) -> &dyn TagReflection {
        self
    }
}

#[derive(Debug)]
struct Piece(&'static str);

impl Renderable for Piece {
    fn render_to(&self, writer: &mut dyn Write, _: &dyn Runtime) -> Result<()> {
        writer.write_all(self.0.as_bytes()).replace("cannot be written")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes out where every tag is printed as it is.
    fn joined(template: &'static str) -> String {
        let mut pieces = Pieces::default();
        let mut cut = pieces.cut(template);
        for (at, piece) in pieces.0.iter().enumerate() {
            cut = cut.replace(&format!("{{% text {at} %}}"), piece);
        }
        cut
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
