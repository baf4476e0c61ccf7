//! Line ends, which are ours whatever the other sides have: git may change them on its way to the
//! disk and back, and who has it do so has edited nothing.

use bytes::Bytes;
use memchr::memchr;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::tree::is_same;

const WINDOWS: &str = "\r\n";

/// Whether two texts are the same but for what their lines end in.
#[must_use]
pub fn is_alike(one: &[u8], other: &[u8]) -> bool {
    let is_plain = |text| memchr(b'\r', text).is_none();
    if is_same(one, other) || (is_plain(one) && is_plain(other)) {
        return is_same(one, other);
    }
    let lines = |text| <[u8]>::split_inclusive(text, |byte| *byte == b'\n');
    let bare = |line| <[u8]>::strip_suffix(line, b"\r\n").or(line.strip_suffix(b"\n")).ok_or(line);
    lines(one).map(bare).eq(lines(other).map(bare))
}

/// What a text may be that git has put other ends to the lines of: with those of Unix, and those
/// of Windows.
#[must_use]
pub fn otherwise(text: &[u8]) -> Vec<Bytes> {
    let Ok(text) = str::from_utf8(text) else { return Vec::new() };
    let unix = text.replace(WINDOWS, "\n");
    let windows = unix.replace('\n', WINDOWS);
    vec![unix.into(), windows.into()]
}

/// A text with its lines ending as those of `ours` do.
#[must_use]
pub fn as_in(ours: &[u8], text: &Bytes) -> Bytes {
    match (str::from_utf8(ours), str::from_utf8(text)) {
        (Ok(ours), Ok(new)) if ours.contains(WINDOWS) => {
            restore(ours, new.replace(WINDOWS, "\n")).into()
        }
        _ => text.clone(),
    }
}

/// Gives the lines of a merged text, which end in `\n` alone, the ends that they have in ours. A
/// line that is new ends as the one before it does.
pub(super) fn restore(ours: &str, merged: String) -> String {
    if !ours.contains(WINDOWS) {
        return merged;
    }
    let old: Vec<&str> = ours.split_inclusive('\n').collect();
    let bare: Vec<&str> = old.iter().map(|line| line.trim_end_matches(['\r', '\n'])).collect();
    let new: Vec<&str> = merged.split_inclusive('\n').collect();
    let words: Vec<&str> = new.iter().map(|line| line.trim_end_matches('\n')).collect();
    let mut ends: Vec<Option<bool>> = vec![None; new.len()];
    for step in capture_diff_slices(Algorithm::Patience, &bare, &words) {
        if let DiffOp::Equal { old_index, new_index, len } = step {
            for at in 0..len {
                ends[new_index + at] = Some(old[old_index + at].ends_with(WINDOWS));
            }
        }
    }
    let mut is_windows = old.first().is_some_and(|line| line.ends_with(WINDOWS));
    let mut text = String::with_capacity(merged.len() + new.len());
    for (line, end) in new.iter().zip(ends) {
        is_windows = end.unwrap_or(is_windows);
        match line.strip_suffix('\n') {
            Some(line) if is_windows => text.extend([line, WINDOWS]),
            _ => text += line,
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{is_alike, otherwise, restore};

    #[test]
    fn each_line_keeps_its_end_and_a_new_one_has_that_of_the_line_before() {
        let ours = "one\r\ntwo\nthree\r\nfour";
        let merged = "one\nnew\ntwo\nother\nthree\nfour".to_owned();
        assert_eq!(restore(ours, merged), "one\r\nnew\r\ntwo\nother\nthree\r\nfour");
        assert_eq!(restore("one\n", "one\ntwo\n".to_owned()), "one\ntwo\n");
    }

    #[test]
    fn texts_are_alike_that_differ_in_nothing_but_the_ends_of_lines() {
        assert!(is_alike(b"one\r\ntwo\n", b"one\ntwo\r\n"));
        for other in ["one\ntwo", "one\n\ntwo\n", "one\r\r\ntwo\n", "one\rtwo\n", "one\ntwo\n\r"] {
            assert!(!is_alike(b"one\ntwo\n", other.as_bytes()), "{other:?}");
        }
        assert_eq!(otherwise(b"a\r\nb\n"), ["a\nb\n", "a\r\nb\r\n"]);
    }
}
