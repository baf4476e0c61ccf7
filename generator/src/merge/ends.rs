//! Line ends, which are ours whatever the other sides have.

use similar::{Algorithm, DiffOp, capture_diff_slices};

const WINDOWS: &str = "\r\n";

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
    use super::restore;

    #[test]
    fn each_line_keeps_its_end_and_a_new_one_has_that_of_the_line_before() {
        let ours = "one\r\ntwo\nthree\r\nfour";
        let merged = "one\nnew\ntwo\nother\nthree\nfour".to_owned();
        assert_eq!(restore(ours, merged), "one\r\nnew\r\ntwo\nother\nthree\r\nfour");
        assert_eq!(restore("one\n", "one\ntwo\n".to_owned()), "one\ntwo\n");
    }
}
