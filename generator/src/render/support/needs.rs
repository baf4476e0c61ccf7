//! Which items of the support are needed.

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use super::items::{Item, Kind, Part};
use super::mentions::{Mention, Place, mentions};
use crate::parallel;

/// An item of a file.
struct Node<'a> {
    number: usize,
    file: &'a File<'a>,
    item: Item<'a>,
}

/// All items, by their names.
struct Index<'a> {
    nodes: Vec<Node<'a>>,
    named: BTreeMap<&'a str, Vec<usize>>,
    /// How long names are that begin with each byte, as bits: it tells most words apart.
    lengths: [u64; 256],
}

/// The items of each file that these tests need.
pub(super) fn needed<'a>(support: &'a [File<'a>], tests: &[&str]) -> Vec<Vec<Item<'a>>> {
    let index = Index::new(support);
    let mut needed = BTreeSet::new();
    let mut open: Vec<usize> =
        parallel::map(tests, |text| index.named_in(text, None)).into_iter().flatten().collect();
    // Most of them are needed.
    let named = parallel::map(&index.nodes, |node| index.named_in(node.item.text, Some(node)));
    // Methods that are called, of a type that may yet turn out to be needed.
    let mut waiting = BTreeSet::new();
    loop {
        while let Some(at) = open.pop() {
            if needed.contains(&at) {
                continue;
            }
            if !index.has_type(at, &needed) {
                waiting.insert(at);
                continue;
            }
            needed.insert(at);
            open.extend(&named[at]);
        }
        open.extend(waiting.iter().copied().filter(|at| index.has_type(*at, &needed)));
        waiting.retain(|at| !open.contains(at));
        if open.is_empty() {
            break;
        }
    }
    let mut items = vec![Vec::new(); support.len()];
    for at in needed {
        let node = &index.nodes[at];
        items[node.number].push(node.item);
    }
    items
}

impl<'a> Index<'a> {
    fn new(support: &'a [File<'a>]) -> Self {
        let mut index = Self { nodes: Vec::new(), named: BTreeMap::new(), lengths: [0; 256] };
        for (number, file) in support.iter().enumerate() {
            for part in &file.parts {
                if let Part::Item(item) = part {
                    index.named.entry(item.name).or_default().push(index.nodes.len());
                    let (first, bit) = length(item.name);
                    index.lengths[first] |= bit;
                    index.nodes.push(Node { number, file, item: *item });
                }
            }
        }
        index
    }

    fn of_name(&self, name: &str) -> &[usize] {
        self.named.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an item may have this name.
    fn may_have(&self, name: &str) -> bool {
        let (first, bit) = length(name);
        self.lengths[first] & bit != 0
    }

    /// The items that a code names, that of `user` or of a test.
    fn named_in(&self, code: &str, user: Option<&Node<'_>>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let tell = |mention: Mention<'_>| {
            let named = self.of_name(mention.name);
            let meant = named.iter().filter(|at| is_meant(&mention, &self.nodes[**at], user));
            found.extend(meant);
        };
        mentions(code, |name| self.may_have(name), tell);
        found
    }

    /// Whether the type is needed whose function this is.
    fn has_type(&self, at: usize, needed: &BTreeSet<usize>) -> bool {
        let Some(of) = self.nodes[at].item.of else { return true };
        self.of_name(of).iter().any(|at| needed.contains(at))
    }
}

/// The first byte of a name, and its length as a bit.
fn length(name: &str) -> (usize, u64) {
    let first = name.bytes().next().map_or(0, usize::from);
    (first, 1 << name.len().min(63))
}

/// Whether a name may mean an item. What a test names it imports, or it says where it is.
fn is_meant(mention: &Mention<'_>, node: &Node<'_>, user: Option<&Node<'_>>) -> bool {
    let item = &node.item;
    let (own, is_ours) = (user.and_then(|user| user.item.of), user.is_some());
    match (item.of, mention.place) {
        (Some(of), Place::Own) => mention.is_called && own == Some(of),
        (Some(_), Place::Member) => mention.is_called && item.is_method(),
        (Some(of), Place::Path("Self")) => own == Some(of),
        (Some(of), Place::Path(path)) => of == path,
        (None, Place::Path("super" | "crate" | "self")) => is_ours,
        (None, Place::Path(path)) => {
            node.file.module.iter().rev().take(2).any(|name| *name == path)
        }
        (None, Place::Bare) => {
            let knows = |user: &Node<'_>| {
                user.number == node.number || user.file.imports.contains(item.name)
            };
            user.is_some_and(knows) && (mention.is_called || item.kind != Kind::Function)
        }
        (None, Place::Import) => !is_ours,
        (Some(_), Place::Bare | Place::Import) | (None, Place::Own | Place::Member) => false,
    }
}
