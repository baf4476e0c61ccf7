//! What one side changed, as edits of the base's lines.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Lines of the base that one side replaced: no lines of the base is an insertion, none of
/// the side a deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub base: Range<usize>,
    pub side: Range<usize>,
}

impl Edit {
    /// Whether both say something about the same lines, or insert at the same place.
    fn meets(&self, other: &Self) -> bool {
        match (self.base.is_empty(), other.base.is_empty()) {
            (true, true) => self.base.start == other.base.start,
            (true, false) => other.base.start < self.base.start && self.base.start < other.base.end,
            (false, true) => other.meets(self),
            (false, false) => self.base.start < other.base.end && other.base.start < self.base.end,
        }
    }
}

/// What `side` changed of `base`, in order.
pub(super) fn edits<T: AsRef<str>>(base: &[T], side: &[T]) -> Vec<Edit> {
    let texts = |lines: &[T]| lines.iter().map(|line| line.as_ref().to_owned()).collect::<Vec<_>>();
    capture_diff_slices(Algorithm::Patience, &texts(base), &texts(side))
        .iter()
        .filter(|step| step.tag() != DiffTag::Equal)
        .map(|step| Edit { base: step.old_range(), side: step.new_range() })
        .collect()
}

/// A stretch of the base, and what each side has in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    pub base: Range<usize>,
    pub ours: Range<usize>,
    pub theirs: Range<usize>,
    pub changed: Changed,
}

/// Who changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    Nobody,
    Ours,
    Theirs,
    Both,
}

/// The base from its beginning to its end. Edits that only touch each other stay apart:
/// there is one way to make both of them.
pub(super) fn regions<T: AsRef<str>>(base: &[T], ours: &[T], theirs: &[T]) -> Vec<Region> {
    let (mine, yours) = (edits(base, ours), edits(base, theirs));
    let (mut mine, mut yours) = (mine.as_slice(), yours.as_slice());
    let mut walk = Walk::default();
    loop {
        let next_is_mine = match (mine.first(), yours.first()) {
            (None, None) => break,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(other)) => {
                (one.base.start, one.base.end) <= (other.base.start, other.base.end)
            }
        };
        let mut group = match next_is_mine {
            true => mine[0].base.clone(),
            false => yours[0].base.clone(),
        };
        let (mut my_count, mut your_count) =
            (usize::from(next_is_mine), usize::from(!next_is_mine));
        loop {
            let whole = Edit { base: group.clone(), side: 0..0 };
            let grows = |edits: &[Edit], count: usize| {
                edits.get(count).filter(|edit| edit.meets(&whole)).map(|edit| edit.base.clone())
            };
            let met = match grows(mine, my_count) {
                Some(met) => Some((met, &mut my_count)),
                None => grows(yours, your_count).map(|met| (met, &mut your_count)),
            };
            let Some((met, count)) = met else { break };
            *count += 1;
            group = group.start.min(met.start)..group.end.max(met.end);
        }
        walk.until(group.start);
        walk.over(&group, &mine[..my_count], &yours[..your_count]);
        (mine, yours) = (&mine[my_count..], &yours[your_count..]);
    }
    walk.until(base.len());
    walk.regions
}

/// How far the three texts have been walked.
#[derive(Default)]
struct Walk {
    base: usize,
    ours: usize,
    theirs: usize,
    regions: Vec<Region>,
}

impl Walk {
    /// Nobody changed anything up to here.
    fn until(&mut self, base: usize) {
        let length = base - self.base;
        if length > 0 {
            self.step(length, length, length, Changed::Nobody);
        }
    }

    /// These edits were made in this stretch.
    fn over(&mut self, base: &Range<usize>, ours: &[Edit], theirs: &[Edit]) {
        let length = |edits: &[Edit]| {
            let replaced: usize = edits.iter().map(|edit| edit.base.len()).sum();
            let put: usize = edits.iter().map(|edit| edit.side.len()).sum();
            base.len() - replaced + put
        };
        let changed = match (ours.is_empty(), theirs.is_empty()) {
            (false, false) => Changed::Both,
            (false, true) => Changed::Ours,
            _ => Changed::Theirs,
        };
        self.step(base.len(), length(ours), length(theirs), changed);
    }

    fn step(&mut self, base: usize, ours: usize, theirs: usize, changed: Changed) {
        self.regions.push(Region {
            base: self.base..self.base + base,
            ours: self.ours..self.ours + ours,
            theirs: self.theirs..self.theirs + theirs,
            changed,
        });
        self.base += base;
        self.ours += ours;
        self.theirs += theirs;
    }
}
