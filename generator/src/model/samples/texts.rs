//! Texts, plain and by a pattern.

use std::collections::BTreeMap;

use crate::model::pattern::{Node, Pattern};

/// Lengths beyond this are not looked at.
const LONGEST: u32 = 600;
/// How much counting is done before giving up: a pattern can be made to ask for any amount.
const STEPS: u32 = 1_000_000;

/// Up to `wanted` different texts of `min` to `max` characters that match, the shortest
/// sensible ones first.
#[must_use]
pub fn matching(pattern: &Pattern, min: u32, max: u32, wanted: usize) -> Vec<String> {
    let mut counter = Counter { known: BTreeMap::new(), steps: 0 };
    let mut found: Vec<String> = Vec::new();
    for length in min..=max.min(LONGEST) {
        if counter.steps > STEPS {
            break;
        }
        let count = counter.count(&pattern.node, length);
        // Where one text has several readings, some numbers give it again.
        let tries = count.min(wanted as u64 * 4 + 16);
        for number in 0..tries {
            let mut text = String::new();
            counter.write(&pattern.node, length, number, &mut text);
            let fits = u32::try_from(text.chars().count()) == Ok(length);
            if fits && pattern.matches(&text) && !found.contains(&text) {
                found.push(text);
            }
            if found.len() >= wanted {
                return found;
            }
        }
    }
    found
}

/// A text of `min` to `max` characters with a number in it; different for different numbers
/// as long as there are so many.
#[must_use]
pub fn numbered(words: &str, number: usize, min: u32, max: u32) -> Option<String> {
    let (min, max) = (min as usize, max as usize);
    let mut text = format!("{words} {}", number + 1);
    if text.len() > max {
        text = letters(number, max.min(8).max(min))?;
    }
    let missing = min.saturating_sub(text.len());
    text.extend(std::iter::repeat_n('x', missing));
    Some(text)
}

/// The number in base 36, in so many digits.
fn letters(mut number: usize, width: usize) -> Option<String> {
    const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = vec![b'a'; width];
    for place in text.iter_mut().rev() {
        *place = DIGITS[number % 36];
        number /= 36;
    }
    (number == 0).then(|| text.into_iter().map(char::from).collect())
}

/// How many readings of so many characters a part of a pattern has.
struct Counter {
    known: BTreeMap<(*const Node, u32, u32), u64>,
    steps: u32,
}

impl Counter {
    /// Zero once too much was counted; what is written then is held against the pattern.
    fn count(&mut self, node: &Node, length: u32) -> u64 {
        self.steps = self.steps.saturating_add(1);
        if self.steps > STEPS {
            return 0;
        }
        match node {
            Node::One(letters) => {
                if length == 1 {
                    letters.len() as u64
                } else {
                    0
                }
            }
            Node::Either(nodes) => {
                nodes.iter().fold(0, |sum, node| self.count(node, length).saturating_add(sum))
            }
            Node::Sequence(nodes) => self.rest(node, nodes, 0, length),
            Node::Repeat { node: inner, min, max } => {
                self.repeated(node, inner, *min, *max, length)
            }
        }
    }

    /// Readings of what follows in a sequence from `at` on.
    fn rest(&mut self, whole: &Node, nodes: &[Node], at: usize, length: u32) -> u64 {
        let Some(first) = nodes.get(at) else {
            return u64::from(length == 0);
        };
        let key = (std::ptr::from_ref(whole), u32::try_from(at).unwrap_or(u32::MAX), length);
        if let Some(count) = self.known.get(&key) {
            return *count;
        }
        let mut sum = 0_u64;
        for taken in 0..=length {
            let here = self.count(first, taken);
            if here > 0 {
                sum = sum.saturating_add(here.saturating_mul(self.rest(
                    whole,
                    nodes,
                    at + 1,
                    length - taken,
                )));
            }
        }
        self.known.insert(key, sum);
        sum
    }

    /// Readings of at least `min` repetitions, none of them empty beyond the needed ones.
    fn repeated(
        &mut self,
        whole: &Node,
        inner: &Node,
        min: u32,
        max: Option<u32>,
        length: u32,
    ) -> u64 {
        if max == Some(0) || length == 0 {
            return u64::from(length == 0 && (min == 0 || self.count(inner, 0) > 0));
        }
        let (left, most) = (min.min(length + 1), max.map_or(u32::MAX, |max| max.min(length)));
        let key = (
            std::ptr::from_ref(whole),
            left.wrapping_mul(1024).wrapping_add(most.min(1023)),
            length,
        );
        if let Some(count) = self.known.get(&key) {
            return *count;
        }
        let mut sum = 0_u64;
        for taken in 1..=length {
            let here = self.count(inner, taken);
            if here > 0 {
                let after = self.repeated(
                    whole,
                    inner,
                    min.saturating_sub(1),
                    max.map(|max| max - 1),
                    length - taken,
                );
                sum = sum.saturating_add(here.saturating_mul(after));
            }
        }
        self.known.insert(key, sum);
        sum
    }

    /// Writes the reading with this number.
    fn write(&mut self, node: &Node, length: u32, number: u64, text: &mut String) {
        match node {
            Node::One(letters) => {
                let at = usize::try_from(number).unwrap_or(0) % letters.len();
                text.push(letters[at]);
            }
            Node::Either(nodes) => {
                let mut number = number;
                for node in nodes {
                    let count = self.count(node, length);
                    if number < count {
                        return self.write(node, length, number, text);
                    }
                    number -= count;
                }
            }
            Node::Sequence(nodes) => self.write_rest(node, nodes, 0, (length, number), text),
            Node::Repeat { node: inner, min, max } => {
                self.write_repeated(node, inner, (*min, *max), (length, number), text);
            }
        }
    }

    fn write_rest(
        &mut self,
        whole: &Node,
        nodes: &[Node],
        at: usize,
        (length, mut number): (u32, u64),
        text: &mut String,
    ) {
        let Some(first) = nodes.get(at) else {
            return;
        };
        for taken in 0..=length {
            let after = self.rest(whole, nodes, at + 1, length - taken);
            let count = self.count(first, taken).saturating_mul(after);
            if number < count {
                self.write(first, taken, number / after, text);
                return self.write_rest(
                    whole,
                    nodes,
                    at + 1,
                    (length - taken, number % after),
                    text,
                );
            }
            number -= count;
        }
    }

    fn write_repeated(
        &mut self,
        whole: &Node,
        inner: &Node,
        (min, max): (u32, Option<u32>),
        (length, mut number): (u32, u64),
        text: &mut String,
    ) {
        if length == 0 || max == Some(0) {
            return;
        }
        let less = (min.saturating_sub(1), max.map(|max| max - 1));
        for taken in 1..=length {
            let after = self.repeated(whole, inner, less.0, less.1, length - taken);
            let count = self.count(inner, taken).saturating_mul(after);
            if number < count {
                self.write(inner, taken, number / after, text);
                return self.write_repeated(
                    whole,
                    inner,
                    less,
                    (length - taken, number % after),
                    text,
                );
            }
            number -= count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{matching, numbered};
    use crate::model::pattern::Pattern;

    #[test]
    fn texts_match_their_pattern_and_length() {
        for (pattern, min, max) in [
            ("[a-z0-9_]+", 3, 30),
            ("[a-z0-9-]+", 1, 40),
            ("[A-Z]{2}-[0-9]{3,6}", 1, 40),
            (r"\+[0-9]{6,14}", 1, 20),
            ("(a|b)*(c|dd)+", 5, 60),
            ("([0-9a-f]{2}:){5}[0-9a-f]{2}", 17, 17),
            ("[^ ]+@.+", 3, 300),
            ("(foo|bar)?x{0,3}[a-z]*", 0, 50),
        ] {
            let read = Pattern::parse(pattern, false).unwrap();
            let found = matching(&read, min, max, 60);
            assert_eq!(found.len(), 60, "{pattern}: {found:?}");
            for text in &found {
                let length = u32::try_from(text.chars().count()).unwrap();
                assert!(read.matches(text) && (min..=max).contains(&length), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn a_small_language_is_found_whole() {
        let read = Pattern::parse("(red|green|blue)", false).unwrap();
        assert_eq!(matching(&read, 1, 20, 60), ["red", "blue", "green"]);
        assert!(matching(&read, 6, 20, 60).is_empty());
    }

    #[test]
    fn numbered_texts_fit_and_differ() {
        for (min, max) in [(1, 255), (1, 2), (10, 10), (0, 20000), (50, 60), (3, 3)] {
            let texts: Vec<_> =
                (0..60).map(|at| numbered("display name", at, min, max).unwrap()).collect();
            for (at, text) in texts.iter().enumerate() {
                assert!((min..=max).contains(&u32::try_from(text.len()).unwrap()), "{text}");
                assert!(!texts[..at].contains(text), "{min}..{max} {text}");
            }
        }
    }
}
