//! What people do to a file.

use std::ops::Range;

use super::chance::Chance;

/// A kind of edit of one file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A line of one's own, anywhere.
    Insert,
    /// An item of one's own like the one beside it: a route, a module, a field, a dependency.
    Beside,
    /// A comment at the end of a line.
    Remark,
    /// A whole function, or lines, at the end of the file.
    Append,
    /// Another word in a line.
    Reword,
    /// Some lines are gone.
    Delete,
    /// A block with all that is in it is gone.
    DeleteBlock,
    /// Some lines stand elsewhere.
    Move,
    /// A name is another one in the whole file.
    Rename,
    CommentOut,
    /// Two paragraphs change places.
    Reorder,
    /// The last paragraphs go to a file of their own.
    Split,
    /// Some lines stand in a block of their own.
    Wrap,
    /// The inside of a block is written anew.
    Rewrite,
    /// A block is indented otherwise.
    Reindent,
    /// A line is broken at its brackets.
    Break,
    /// Tabs, other line ends, or broken lines in the whole file.
    Reformat,
}

impl Kind {
    pub(crate) const ALL: [Self; 17] = [
        Self::Insert,
        Self::Beside,
        Self::Remark,
        Self::Append,
        Self::Reword,
        Self::Delete,
        Self::DeleteBlock,
        Self::Move,
        Self::Rename,
        Self::CommentOut,
        Self::Reorder,
        Self::Split,
        Self::Wrap,
        Self::Rewrite,
        Self::Reindent,
        Self::Break,
        Self::Reformat,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Beside => "insert beside",
            Self::Remark => "remark",
            Self::Append => "append",
            Self::Reword => "reword",
            Self::Delete => "delete",
            Self::DeleteBlock => "delete block",
            Self::Move => "move",
            Self::Rename => "rename",
            Self::CommentOut => "comment out",
            Self::Reorder => "reorder",
            Self::Split => "split",
            Self::Wrap => "wrap",
            Self::Rewrite => "rewrite",
            Self::Reindent => "reindent",
            Self::Break => "break lines",
            Self::Reformat => "reformat",
        }
    }

    /// Whether it changes nothing but how a text is laid out.
    pub(crate) const fn is_layout(self) -> bool {
        matches!(self, Self::Reindent | Self::Break | Self::Reformat)
    }
}

/// A file that is edited.
pub(crate) struct Page<'a> {
    pub path: &'a str,
    pub text: String,
    /// What was cut out of it into a file of its own.
    pub cut: Option<String>,
    /// Lines where the model's change will be made.
    pub places: Vec<usize>,
}

impl Page<'_> {
    /// Makes one edit, in which `number` makes every word of one's own unique. False if the file
    /// has no place for it.
    pub(crate) fn edit(&mut self, kind: Kind, number: usize, chance: &mut Chance) -> bool {
        let lines: Vec<String> = self.text.split_inclusive('\n').map(str::to_owned).collect();
        let mut hand = Hand { page: self, lines, number, chance };
        let Some(text) = hand.edited(kind) else { return false };
        let is_other = text != self.text;
        self.text = text;
        is_other
    }
}

/// Who edits.
struct Hand<'a, 'b> {
    page: &'a mut Page<'b>,
    lines: Vec<String>,
    number: usize,
    chance: &'a mut Chance,
}

impl Hand<'_, '_> {
    fn edited(&mut self, kind: Kind) -> Option<String> {
        let is_for_json = matches!(kind, Kind::Insert | Kind::Reword | Kind::Reformat);
        if self.is_json() && !is_for_json {
            return None;
        }
        match kind {
            Kind::Insert => self.insert(),
            Kind::Beside => self.beside(),
            Kind::Remark => self.remark(),
            Kind::Append => {
                self.append();
                Some(())
            }
            Kind::Reword => self.reword(),
            Kind::Delete => {
                let gone = self.some_lines(3)?;
                self.lines.drain(gone);
                Some(())
            }

            Kind::DeleteBlock => {
                let gone = self.block()?;
                self.lines.drain(gone);
                Some(())
            }

            Kind::Move => {
                let from = self.some_lines(5)?;
                let moved: Vec<String> = self.lines.drain(from).collect();
                let to = self.chance.below(self.lines.len() + 1);
                self.lines.splice(to..to, moved);
                Some(())
            }

            Kind::Rename => return self.rename(),
            Kind::CommentOut => self.comment_out(),
            Kind::Reorder => self.reorder(),
            Kind::Split => self.split(),
            Kind::Wrap => self.wrap(),
            Kind::Rewrite => self.rewrite(),
            Kind::Reindent => self.reindent(),
            Kind::Break => {
                let at = self.chance.below(self.lines.len().max(1));
                let broken =
                    (at..self.lines.len()).find_map(|at| Some((at, broken(&self.lines[at])?)));
                let (at, text) = broken.filter(|_| self.is_rust())?;
                self.lines[at] = text;
                Some(())
            }

            Kind::Reformat => return self.reformat(),
        }?;
        Some(self.lines.concat())
    }

    fn is_json(&self) -> bool {
        form(self.page.path) == Some("json")
    }

    fn is_rust(&self) -> bool {
        form(self.page.path) == Some("rs")
    }

    fn mark(&self) -> &'static str {
        match form(self.page.path) {
            Some("rs" | "json") => "//",
            Some("sql") => "--",
            Some("md") => "*",
            _ => "#",
        }
    }

    /// Some lines at a place where somebody might write.
    fn place(&mut self) -> usize {
        match self.chance.one_in(3) {
            true => self.chance.pick(&self.page.places).copied().unwrap_or(0).min(self.lines.len()),
            false => self.chance.below(self.lines.len() + 1),
        }
    }

    fn some_lines(&mut self, most: usize) -> Option<Range<usize>> {
        let count = self.lines.len();
        let at = self.place().min(count.checked_sub(1)?);
        Some(at..(at + 1 + self.chance.below(most)).min(count))
    }

    fn insert(&mut self) -> Option<()> {
        let at = self.place();
        let indent = self.lines.get(at).map(|line| indent(line).to_owned()).unwrap_or_default();
        let (number, mark) = (self.number, self.mark());
        if self.is_json() {
            let open = (at..self.lines.len()).find(|at| self.lines[*at].ends_with("{\n"))?;
            if self.lines.get(open + 1)?.trim_start().starts_with('"') {
                self.lines.insert(open + 1, format!("\"mine_{number}\": {number},\n"));
            }
            return Some(());
        }
        let line = match self.is_rust() && self.chance.one_in(2) {
            true => format!("{indent}let mine_{number} = {number};\n"),
            false => format!("{indent}{mark} Mine_{number}.\n"),
        };
        self.lines.insert(at, line);
        Some(())
    }

    fn beside(&mut self) -> Option<()> {
        let at = self.place().min(self.lines.len().checked_sub(1)?);
        let own = with_other_word(&self.lines[at], self.number)?;
        let at = at + self.chance.below(2);
        self.lines.insert(at, own);
        Some(())
    }

    fn remark(&mut self) -> Option<()> {
        let at = self.place().min(self.lines.len().checked_sub(1)?);
        let (mark, number) = (self.mark(), self.number);
        let line = self.lines[at].trim_end().to_owned();
        (!line.is_empty()).then(|| self.lines[at] = format!("{line} {mark} mine_{number}\n"))
    }

    fn append(&mut self) {
        let (number, mark) = (self.number, self.mark());
        self.lines.push(match self.is_rust() {
            true => format!("\n/// Mine.\nfn mine_{number}() -> u32 {{\n    {number}\n}}\n"),
            false => format!("\n{mark} Mine_{number}.\n"),
        });
    }

    fn reword(&mut self) -> Option<()> {
        let at = self.place().min(self.lines.len().checked_sub(1)?);
        if self.is_json() && !self.lines[at].trim_end().ends_with(['"', ',']) {
            return None;
        }
        self.lines[at] = with_other_word(&self.lines[at], self.number)?;
        Some(())
    }

    /// From a line that opens something to the one that closes it.
    fn block(&mut self) -> Option<Range<usize>> {
        let opens = |line: &String| line.trim_end().ends_with(['{', '(', '[']);
        let begin = self.chance.below(self.lines.len().max(1));
        let open = (begin..self.lines.len()).find(|at| opens(&self.lines[*at]))?;
        let outside = indent(&self.lines[open]).to_owned();
        let is_end = |line: &String| {
            indent(line) == outside && line.trim_start().starts_with(['}', ')', ']'])
        };
        let close = (open + 1..self.lines.len()).find(|at| is_end(&self.lines[*at]))?;
        Some(open..close + 1)
    }

    fn rename(&mut self) -> Option<String> {
        let at = self.chance.below(self.lines.len().max(1));
        let name = (at..self.lines.len()).find_map(|at| a_word(&self.lines[at]))?.to_owned();
        let text = self.lines.concat();
        let own = format!("{name}_mine_{}", self.number);
        let mut renamed = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(is_letter) {
            let (before, word) = rest.split_at(at);
            let end = word.find(|letter| !is_letter(letter)).unwrap_or(word.len());
            let (word, after) = word.split_at(end);
            renamed += before;
            renamed += if word == name { &own } else { word };
            rest = after;
        }
        Some(renamed + rest)
    }

    fn comment_out(&mut self) -> Option<()> {
        let mark = self.mark();
        for at in self.some_lines(3)? {
            let line = &self.lines[at];
            let (indent, text) = line.split_at(indent(line).len());
            if !text.trim().is_empty() {
                self.lines[at] = format!("{indent}{mark} {text}");
            }
        }
        Some(())
    }

    /// Stretches of lines between blank ones.
    fn paragraphs(&self) -> Vec<Range<usize>> {
        let mut paragraphs = Vec::new();
        let mut begin = None;
        for (at, line) in self.lines.iter().enumerate() {
            match (line.trim().is_empty(), begin) {
                (false, None) => begin = Some(at),
                (true, Some(open)) => {
                    paragraphs.push(open..at);
                    begin = None;
                }
                _ => {}
            }
        }
        paragraphs.extend(begin.map(|open| open..self.lines.len()));
        paragraphs
    }

    fn reorder(&mut self) -> Option<()> {
        let paragraphs = self.paragraphs();
        let pairs: Vec<_> = paragraphs.windows(2).collect();
        let [one, other] = self.chance.pick(&pairs)? else { return None };
        let whole = one.start..other.end;
        let swapped = [
            &self.lines[other.clone()],
            &self.lines[one.end..other.start],
            &self.lines[one.clone()],
        ];
        let swapped = swapped.concat();
        self.lines.splice(whole, swapped);
        Some(())
    }

    fn split(&mut self) -> Option<()> {
        let paragraphs = self.paragraphs();
        let last = paragraphs.len().checked_sub(1 + self.chance.below(2))?;
        let from = paragraphs.get(last)?.start;
        (from > 0).then(|| {
            let cut: String = self.lines.drain(from..).collect();
            self.page.cut = Some(format!("// mine_{}\n{cut}", self.number));
        })
    }

    fn wrap(&mut self) -> Option<()> {
        let inside = self.some_lines(4)?;
        let outside = indent(&self.lines[inside.start]).to_owned();
        for at in inside.clone() {
            self.lines[at].insert_str(0, "    ");
        }
        self.lines.insert(inside.end, format!("{outside}}}\n"));
        self.lines.insert(inside.start, format!("{outside}if mine_{} {{\n", self.number));
        Some(())
    }

    fn rewrite(&mut self) -> Option<()> {
        let block = self.block()?;
        let own = format!("{}    mine_{}();\n", indent(&self.lines[block.start]), self.number);
        self.lines.splice(block.start + 1..block.end - 1, [own]);
        Some(())
    }

    fn reindent(&mut self) -> Option<()> {
        let block = self.block()?;
        self.is_rust().then(|| {
            for at in block.start + 1..block.end - 1 {
                if !self.lines[at].trim().is_empty() {
                    self.lines[at].insert_str(0, "    ");
                }
            }
        })
    }

    fn reformat(&mut self) -> Option<String> {
        let text = self.lines.concat();
        match self.chance.below(3) {
            0 => Some(text.replace('\n', "\r\n")),
            1 if self.is_rust() => Some(text.replace("    ", "\t")),
            2 if self.is_rust() => Some(
                self.lines
                    .iter()
                    .map(|line| broken(line).unwrap_or_else(|| line.clone()))
                    .collect(),
            ),
            _ => None,
        }
    }
}

/// The end of a file's name.
pub(super) fn form(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, form)| form)
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The last word of a line that could be a name.
fn a_word(line: &str) -> Option<&str> {
    const KEYWORDS: [&str; 8] =
        ["pub", "mod", "async", "self", "crate", "super", "await", "return"];
    let words = line.split(|letter| !is_letter(letter));
    let mut names = words.filter(|word| {
        word.len() > 2
            && !word.contains("mine_")
            && !word.starts_with(|first: char| first.is_ascii_digit())
            && !KEYWORDS.contains(word)
    });
    names.next_back()
}

/// The line with a word of one's own in place of one of its words.
fn with_other_word(line: &str, number: usize) -> Option<String> {
    let word = a_word(line)?;
    let at = line.rfind(word)?;
    Some(format!("{}mine_{number}{}", &line[..at], &line[at + word.len()..]))
}

/// A line with what stands in its outermost brackets on a line of its own.
fn broken(line: &str) -> Option<String> {
    let text = line.trim_end();
    let (open, close) = (text.find('(')?, text.rfind(')')?);
    let inside = text.get(open + 1..close)?;
    let outside = indent(line);
    // Not every macro takes a comma behind what it is given last.
    let is_macro = text[..open].ends_with('!');
    let is_plain = !line.contains(['"', '\'']) && !line.contains("//") && !line.contains("#[");
    (is_plain && !is_macro && inside.contains(", ") && balanced(inside)).then(|| {
        format!("{}\n{outside}    {inside},\n{outside}{}\n", &text[..=open], &text[close..])
    })
}

fn balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    for sign in text.chars() {
        depth += match sign {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}
