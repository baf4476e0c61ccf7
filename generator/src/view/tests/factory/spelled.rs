//! Texts with a number in them, so that each is another.

use crate::model::Field;
use crate::model::pattern::Pattern;
use crate::model::samples::texts;
use crate::view::text;

/// Letters of which numbers are spelled in texts.
const ALPHABETS: [&str; 4] = [
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
];
/// Sample texts that are looked at for a place for a number.
const SAMPLES: usize = 24;
/// Room that a number in a text should have, in letters.
const LETTERS: usize = 8;
/// More room than that, in bits, is not looked for.
const MOST_ROOM: usize = LETTERS * 5;

/// A text with a number in it.
pub(super) fn text(field: &Field, min: u32, max: u32) -> Option<String> {
    let Some(pattern) = &field.pattern else {
        return Some(plain(field, min as usize, max as usize));
    };
    spelled(field, pattern, min, max).map(|(_, spelled)| spelled.clone())
}

/// Where a text of the field has most room for a number.
pub(super) fn spelled<'a>(
    field: &'a Field,
    text: &str,
    min: u32,
    max: u32,
) -> Option<&'a (usize, String)> {
    let place = field.spelled.recall(|| {
        let pattern = Pattern::parse(text, true).or_else(|_| Pattern::parse(text, false)).ok()?;
        widest(&pattern, min, max)
    });
    place.as_ref()
}

/// The place with the most room for a number, in bits, and how one is spelled there.
fn widest(pattern: &Pattern, min: u32, max: u32) -> Option<(usize, String)> {
    let wider = texts::matching(pattern, min.max(8).min(max), max, SAMPLES);
    let samples = texts::matching(pattern, min, max, SAMPLES);
    let mut best: Option<(usize, String)> = None;
    for place in samples.iter().rev().chain(wider.iter().rev()).filter_map(|it| place(it, pattern))
    {
        if best.as_ref().is_none_or(|(known, _)| place.0 > *known) {
            best = Some(place);
        }
        if best.as_ref().is_some_and(|(room, _)| *room == MOST_ROOM) {
            break;
        }
    }
    best
}

fn plain(field: &Field, min: usize, max: usize) -> String {
    if max < LETTERS {
        return format!("row::spelled(\"\", {}, {max}, \"\")", text::rust(ALPHABETS[0]));
    }
    let words = field.name.words();
    let missing = min.saturating_sub(words.len());
    format!("row::unique({}, {max})", text::rust(&(words + &"x".repeat(missing))))
}

/// Where in a text that matches a number can be spelled, so that it still matches.
fn place(sample: &str, pattern: &Pattern) -> Option<(usize, String)> {
    let letters: Vec<char> = sample.chars().collect();
    let mut best: Option<(usize, usize, &str)> = None;
    'search: for alphabet in ALPHABETS {
        for start in 0..letters.len() {
            for end in (start + 1..=letters.len().min(start + LETTERS)).rev() {
                let room = (end - start) * alphabet.len().ilog2() as usize;
                let is_better = best.is_none_or(|(known, ..)| room > known);
                if is_better && takes(&letters, start, end, alphabet, pattern) {
                    best = Some((room, start, alphabet));
                    if room == MOST_ROOM {
                        break 'search;
                    }
                    break;
                }
            }
        }
    }
    let (room, start, alphabet) = best?;
    let width = room / alphabet.len().ilog2() as usize;
    let part = |letters: &[char]| text::rust(&letters.iter().collect::<String>());
    let (before, after) = (part(&letters[..start]), part(&letters[start + width..]));
    Some((room, format!("row::spelled({before}, {}, {width}, {after})", text::rust(alphabet))))
}

/// Whether any letters of the alphabet may stand there.
fn takes(letters: &[char], start: usize, end: usize, alphabet: &str, pattern: &Pattern) -> bool {
    let alphabet: Vec<char> = alphabet.chars().collect();
    (0..alphabet.len()).all(|shift| {
        let mut letters = letters.to_vec();
        for (at, letter) in letters[start..end].iter_mut().enumerate() {
            *letter = alphabet[(shift + at * 7) % alphabet.len()];
        }
        let same = |shift: usize| {
            let mut letters = letters.clone();
            letters[start..end].fill(alphabet[shift]);
            pattern.matches(&letters.iter().collect::<String>())
        };
        pattern.matches(&letters.iter().collect::<String>()) && same(shift)
    })
}
