//! A file's difference as git writes it, and takes it.

use similar::{ChangeTag, TextDiff};

use crate::tree::Mode;

/// A file as it was and as it is.
pub(super) struct Patch<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub old: Option<&'a [u8]>,
    pub new: Option<&'a [u8]>,
    /// Who may do what with one that is new.
    pub mode: Mode,
}

impl Patch<'_> {
    /// The difference; nothing if there is none.
    pub(super) fn text(&self) -> String {
        let Self { from, to, old, new, .. } = *self;
        if old == new && from == to {
            return String::new();
        }
        let [a, b] =
            [("a/", from), ("b/", to)].map(|(side, path)| quoted(&format!("{side}{path}")));
        let mut text = format!("diff --git {a} {b}\n");
        match (old, new) {
            (None, _) if self.is_executable() => text += "new file mode 100755\n",
            (None, _) => text += "new file mode 100644\n",
            (_, None) => text += "deleted file mode 100644\n",
            _ => {}
        }
        if from != to {
            let kept = if old == new { "similarity index 100%\n" } else { "" };
            text += &format!("{kept}rename from {}\nrename to {}\n", quoted(from), quoted(to));
        }
        if old.unwrap_or_default() == new.unwrap_or_default() {
            return text;
        }
        let texts =
            (str::from_utf8(old.unwrap_or_default()), str::from_utf8(new.unwrap_or_default()));
        let (Ok(before), Ok(after)) = texts else {
            return format!("Binary files {a} and {b} differ\n");
        };
        let name =
            |side: Option<&[u8]>, name: String| side.map_or("/dev/null".to_owned(), |_| name);
        text += &format!("--- {}\n+++ {}\n", name(old, a), name(new, b));
        text + &hunks(before, after)
    }

    fn is_executable(&self) -> bool {
        match self.mode {
            Mode::Executable => true,
            Mode::Kept(bits) => bits & 0o100 != 0,
            Mode::Plain | Mode::Secret => false,
        }
    }
}

/// What changed, with three lines around it. To git nothing but a line feed ends a line.
fn hunks(before: &str, after: &str) -> String {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let (before, after) = (lines(before), lines(after));
    let diff = TextDiff::from_slices(&before, &after);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        text += &format!("{}\n", hunk.header());
        for change in hunk.iter_changes() {
            text.push(match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            });
            text += change.value();
            if !change.value().ends_with('\n') {
                text += "\n\\ No newline at end of file\n";
            }
        }
    }
    text
}

/// A path as git reads it, in quotes where it has signs that would end it.
fn quoted(path: &str) -> String {
    let is_plain = |sign: char| !sign.is_control() && !matches!(sign, '"' | '\\');
    if path.chars().all(is_plain) {
        return path.to_owned();
    }
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => text.extend(['\\', char::from(byte)]),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text += &format!("\\{byte:03o}"),
        }
    }
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::Patch;
    use crate::tree::Mode;

    fn text(from: &str, to: &str, old: Option<&str>, new: Option<&str>) -> String {
        let [old, new] = [old, new].map(|text| text.map(str::as_bytes));
        Patch { from, to, old, new, mode: Mode::Kept(0o755) }.text()
    }

    #[test]
    fn only_a_line_feed_ends_a_line_and_the_last_may_have_none() {
        let text = text("a.rs", "a.rs", Some("one\rtwo\n\u{2028}"), Some("one\rtwo\nthree\r"));
        let lines = "@@ -1,2 +1,2 @@\n one\rtwo\n-\u{2028}\n\\ No newline at end of file\n+three\r\n\\ No newline at end of file\n";
        assert_eq!(text, format!("diff --git a/a.rs b/a.rs\n--- a/a.rs\n+++ b/a.rs\n{lines}"));
    }

    #[test]
    fn odd_names_are_quoted_and_what_moves_is_a_rename() {
        assert_eq!(
            text("a\t\"\u{e9}.png", "b c.png", Some("same"), Some("same")),
            "diff --git \"a/a\\011\\\"\\303\\251.png\" b/b c.png\nsimilarity index 100%\nrename from \"a\\011\\\"\\303\\251.png\"\nrename to b c.png\n"
        );
        assert_eq!(text("a", "a", None, Some("")), "diff --git a/a b/a\nnew file mode 100755\n");
    }
}
