//! How ours is indented where it is indented otherwise.

/// For lines that stand in ours and in theirs: where in theirs, and how each side indents it.
pub(super) struct Indents<'a> {
    lines: Vec<(usize, &'a str, &'a str)>,
}

impl<'a> Indents<'a> {
    /// From pairs of lines that say the same, with their place in theirs.
    pub(super) fn of(pairs: impl Iterator<Item = (usize, &'a str, &'a str)>) -> Self {
        let written = pairs.filter(|(_, theirs, _)| !theirs.trim().is_empty());
        Self {
            lines: written.map(|(at, theirs, ours)| (at, indent(theirs), indent(ours))).collect(),
        }
    }

    /// A line near a place of theirs, as ours would indent it.
    pub(super) fn translate(&self, at: usize, line: &str) -> String {
        let (own, text) = line.split_at(indent(line).len());
        if text.trim().is_empty() {
            return line.to_owned();
        }
        let nearest = |is_fit: &dyn Fn(&str) -> bool| {
            let fit = self.lines.iter().filter(|(_, theirs, _)| is_fit(theirs));
            fit.min_by_key(|(other, ..)| other.abs_diff(at))
        };
        if let Some((.., ours)) = nearest(&|theirs| theirs == own) {
            return format!("{ours}{text}");
        }
        // One that is less indented, and how much deeper the line is.
        let Some((_, theirs, ours)) = nearest(&|theirs| own.starts_with(theirs)) else {
            return line.to_owned();
        };
        let deeper = &own[theirs.len()..];
        let uses_tabs = self.lines.iter().any(|(_, _, ours)| ours.contains('\t'));
        let deeper = if uses_tabs { deeper.replace("    ", "\t") } else { deeper.to_owned() };
        format!("{ours}{deeper}{text}")
    }
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_indented_as_those_around_it() {
        let pairs = [(0, "fn x() {\n", "fn x() {\n"), (1, "    a();\n", "\ta();\n")];
        let indents = Indents::of(pairs.into_iter());
        assert_eq!(indents.translate(2, "    b();\n"), "\tb();\n");
        assert_eq!(indents.translate(2, "        c();\n"), "\t\tc();\n");
        assert_eq!(indents.translate(2, "\n"), "\n");
    }

    #[test]
    fn one_that_is_indented_alike_counts_before_a_nearer_one() {
        let pairs = [(0, "    a();\n", "  a();\n"), (1, "}\n", "}\n")];
        assert_eq!(Indents::of(pairs.into_iter()).translate(2, "    b();\n"), "  b();\n");
    }

    #[test]
    fn of_several_the_nearest_counts() {
        let pairs = [(0, "    a();\n", "    a();\n"), (9, "    b();\n", "        b();\n")];
        let indents = Indents::of(pairs.into_iter());
        assert_eq!(indents.translate(1, "    c();\n"), "    c();\n");
        assert_eq!(indents.translate(8, "    c();\n"), "        c();\n");
    }
}
