//! Texts that differ by their layout alone, and a change made to the one laid out otherwise.

use super::edits::{Changed, regions};

/// A token with the blanks before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub blank: &'a str,
    pub text: &'a str,
}

/// The change from `base` to `theirs`, made to `ours`, if that is `base` laid out otherwise.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let (base, ours, theirs) = (tokens(base), tokens(ours), tokens(theirs));
    if !essence(&base).eq(essence(&ours)) {
        return None;
    }
    let texts = |tokens: &[Token<'_>]| -> Vec<String> {
        tokens.iter().map(|token| token.text.to_owned()).collect()
    };
    let mut merged = String::new();
    let mut put = |blank: &str, text: &str| {
        merged.push_str(blank);
        merged.push_str(text);
    };
    for region in regions(&texts(&base), &texts(&ours), &texts(&theirs)) {
        let (mine, yours) = (&ours[region.ours], &theirs[region.theirs]);
        match region.changed {
            Changed::Nobody => {
                for ((old, mine), yours) in base[region.base].iter().zip(mine).zip(yours) {
                    let blank = if mine.blank == old.blank { yours.blank } else { mine.blank };
                    put(blank, mine.text);
                }
            }
            Changed::Ours => mine.iter().for_each(|token| put(token.blank, token.text)),
            // All that we may have changed here is a comma at the end of a list.
            Changed::Theirs | Changed::Both => {
                yours.iter().for_each(|token| put(token.blank, token.text));
            }
        }
    }
    Some(merged)
}

/// The texts of tokens without the commas before closing brackets.
fn essence<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = &'a str> {
    tokens.iter().enumerate().filter_map(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", |token| token.text);
        let is_last = token.text == "," && matches!(next, ")" | "]" | "}");
        (!is_last).then_some(token.text)
    })
}

/// Words and single signs. What is left at the end is a token of nothing.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        let blank = rest.len() - rest.trim_start().len();
        let (blank, after) = rest.split_at(blank);
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let word = after.find(|letter| !is_word(letter)).unwrap_or(after.len());
        let length = match word {
            0 => after.chars().next().map_or(0, char::len_utf8),
            _ => word,
        };
        let (text, after) = after.split_at(length);
        tokens.push(Token { blank, text });
        if text.is_empty() {
            return tokens;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_reaches_a_text_that_was_laid_out_otherwise() {
        let merged = merge(
            "fn show(state: State, id: Id) -> Answer {\n",
            "fn show(\n  state: State,\n  id: Id,\n) -> Answer\n{\n",
            "fn show(state: State, id: Id) -> Result<Answer> {\n",
        );
        assert_eq!(
            merged.unwrap(),
            "fn show(\n  state: State,\n  id: Id,\n) -> Result<Answer>\n{\n"
        );
    }

    #[test]
    fn another_word_is_not_layout() {
        assert!(merge("let a = 1;\n", "let b = 1;\n", "let a = 2;\n").is_none());
    }
}
