//! Lines of people that follow new names, where they stand once the change is made.

use super::Emitted;
use crate::merge::Changes;

/// Lines of people in one file that say new names where they said the old ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// The file, as it will be called.
    pub path: String,
    /// The lines, counted from 1, as they will be.
    pub lines: Vec<usize>,
}

/// Finds lines, which are in order, in what the file will hold. One that the change takes out is
/// left out.
pub(super) fn found(
    emitted: &Emitted,
    changes: &Changes,
    path: String,
    wanted: &[String],
) -> Option<Following> {
    let change = changes.changes.iter().find(|change| change.path == path);
    let contents = match change {
        Some(change) => &change.after.as_ref()?.contents,
        None => emitted.present.get(&path)?,
    };
    let lines = places(str::from_utf8(contents).ok()?, wanted);
    (!lines.is_empty()).then_some(Following { path, lines })
}

fn places(text: &str, wanted: &[String]) -> Vec<usize> {
    let mut lines = text.lines().enumerate();
    let places = wanted.iter().filter_map(|wanted| {
        let (at, rest) = lines.clone().find_map(|(at, line)| {
            let mut rest = lines.clone();
            (line.trim() == wanted.trim()).then(|| {
                rest.find(|(other, _)| *other == at);
                (at, rest)
            })
        })?;
        lines = rest;
        Some(at + 1)
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn lines_are_found_in_their_order_and_what_is_gone_is_passed_over() {
        let wanted = ["  two", "gone", "one"].map(str::to_owned);
        assert_eq!(places("one\ntwo\nthree\none\n", &wanted), [2, 4]);
        assert_eq!(places("one\n", &[]), [0; 0]);
    }
}
