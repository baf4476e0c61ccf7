//! Lines that say something about the line behind them: attributes and documentation.
//!
//! One that a side put there would say it of whatever comes next where the other side took the
//! line away: `#[serde(skip)]` of a field that nobody asks for any more would hide another one.

use super::edits::{Changed, Region};
use super::lists;

/// The regions, with one in the place of two where a side attached something to a line that the
/// other side took away or put something before.
pub(super) fn joined(
    regions: Vec<Region>,
    [base, ours, theirs]: [&[impl AsRef<str>]; 3],
) -> Vec<Region> {
    let mut joined: Vec<Region> = Vec::new();
    for region in regions {
        let Some(last) = joined.last_mut() else {
            joined.push(region);
            continue;
        };
        let (attaching, line) = match (last.changed, region.changed) {
            (Changed::Ours, Changed::Theirs) => {
                (&ours[last.ours.clone()], &theirs[region.theirs.clone()])
            }
            (Changed::Theirs, Changed::Ours) => {
                (&theirs[last.theirs.clone()], &ours[region.ours.clone()])
            }
            _ => {
                joined.push(region);
                continue;
            }
        };
        let is_attached = attached(attaching).last() == Some(&true)
            && subject(&base[region.base.clone()]) != subject(line);
        if is_attached {
            last.base.end = region.base.end;
            last.ours.end = region.ours.end;
            last.theirs.end = region.theirs.end;
            last.changed = Changed::Both;
        } else {
            joined.push(region);
        }
    }
    joined
}

/// Which of the lines say something about what is behind them: documentation, and attributes, which
/// may take several lines and have a remark behind them.
fn attached(lines: &[impl AsRef<str>]) -> Vec<bool> {
    // What ends the one that has begun.
    let mut end = None;
    let is_attached = |line: &str| {
        let line = line.trim();
        let begun =
            [("#[", "]"), ("/**", "*/")].into_iter().find(|(sign, _)| line.starts_with(sign));
        let Some(closing) = end.or(begun.map(|(_, closing)| closing)) else {
            return line.starts_with("///");
        };
        let (is_over, is_alone) = match closing {
            "]" => {
                let code = line.split_once(" //").map_or(line, |(code, _)| code.trim_end());
                (code.ends_with(closing), true)
            }
            // A comment may have its subject behind it.
            _ => (line.contains(closing), line.ends_with(closing) || !line.contains(closing)),
        };
        end = (!is_over).then_some(closing);
        is_alone
    };
    lines.iter().map(AsRef::as_ref).map(is_attached).collect()
}

/// What the first line is about that is attached to none: its words up to a sign.
fn subject(lines: &[impl AsRef<str>]) -> Option<&str> {
    let mut attached = attached(lines).into_iter();
    let line = lines.iter().find(|_| attached.next() == Some(false))?.as_ref().trim();
    let line = lists::bare(line);
    let end = line.find([':', ';', '(', '<', '{', '=', ',']).unwrap_or(line.len());
    Some(line[..end].trim_end())
}
