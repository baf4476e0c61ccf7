//! The name that was probably meant.

/// So many candidates are looked at: a file of nothing but mistakes is told in a moment, too.
const MOST: usize = 1000;

/// The candidate nearest to `written`, when one is so near that it was probably meant.
///
/// An insertion, deletion, substitution or swap of neighbours counts as one; one is
/// allowed for every three characters. Case alone, and `-` or a blank for `_`, is no distance.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = fold(written);
    if written.len() > 64 {
        return None;
    }
    let near = |candidate: &'a str| {
        let most = allowed(&written, candidate);
        // No way is shorter than the difference of lengths.
        let is_near = candidate.chars().count().abs_diff(written.len()) <= most;
        let distance = is_near.then(|| distance(&written, &fold(candidate), most))??;
        Some((distance, candidate))
    };
    let found = candidates.into_iter().take(MOST).filter_map(near);
    found.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

fn allowed(written: &[char], candidate: &str) -> usize {
    (written.len().max(candidate.len()) / 3).max(1).min(written.len().saturating_sub(1))
}

fn fold(name: &str) -> Vec<char> {
    let lower = name.chars().flat_map(char::to_lowercase);
    lower.map(|letter| if matches!(letter, '-' | ' ') { '_' } else { letter }).collect()
}

/// Optimal string alignment over three rows; nothing as soon as it cannot be `most` any more.
fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let (mut before_last, mut current) = (last.clone(), last.clone());
    for (row, letter) in left.iter().enumerate() {
        current[0] = row + 1;
        for (column, other) in right.iter().enumerate() {
            let mut best = (last[column] + usize::from(letter != other))
                .min(last[column + 1] + 1)
                .min(current[column] + 1);
            let swapped =
                row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other;
            if swapped {
                best = best.min(before_last[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        if current.iter().chain(&last).all(|distance| *distance > most) {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    Some(last[right.len()]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const NAMES: [&str; 6] = ["summary", "fields", "access", "order", "owner", "ignore_case"];

    #[test]
    fn finds_what_was_meant() {
        for (written, meant) in [
            ("sumary", "summary"),
            ("feilds", "fields"),
            ("acess", "access"),
            ("Order", "order"),
            ("onwer", "owner"),
            ("ignore-case", "ignore_case"),
        ] {
            assert_eq!(nearest(written, NAMES), Some(meant), "{written}");
        }
    }

    #[test]
    fn is_silent_when_nothing_is_near() {
        for written in ["", "x", "banana", "colour", &"a".repeat(1000)] {
            assert_eq!(nearest(written, NAMES), None, "{written}");
        }
    }
}
