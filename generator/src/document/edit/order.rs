//! Where the tables of a new resource stand in the file.

use toml_edit::{DocumentMut, Item};

/// Moves a new resource behind the one whose name comes before its own: two branches that each
/// add one write into different places.
pub(super) fn settle(model: &mut DocumentMut, name: &str) {
    let Some(resources) = model.get_mut("resources").and_then(Item::as_table_mut) else { return };
    let before = resources.iter().map(|(name, _)| name).filter(|other| *other < name).max();
    let Some(last) = before.and_then(|before| resources.get(before)).and_then(last_position) else {
        return;
    };
    let mut next = last;
    for (other, item) in resources.iter_mut() {
        if other.get() == name {
            place(item, &mut next);
        }
    }
    let added = next - last;
    let moved = |item: &mut Item| shift(item, last, added);
    let is_other = |key: &toml_edit::KeyMut<'_>| key.get() != name;
    resources.iter_mut().filter(|(key, _)| is_other(key)).for_each(|(_, item)| moved(item));
    let others = model.iter_mut().filter(|(key, _)| key.get() != "resources");
    others.for_each(|(_, item)| moved(item));
}

/// Where the last of an item's tables stands in the file.
fn last_position(item: &Item) -> Option<isize> {
    let table = item.as_table()?;
    let inner = table.iter().filter_map(|(_, item)| last_position(item)).max();
    inner.max(table.position())
}

/// Gives an item's tables the places behind `last`.
fn place(item: &mut Item, last: &mut isize) {
    let Some(table) = item.as_table_mut() else { return };
    if !table.is_implicit() {
        *last += 1;
        table.set_position(Some(*last));
    }
    table.iter_mut().for_each(|(_, item)| place(item, last));
}

/// Makes room for so many tables behind `last`.
fn shift(item: &mut Item, last: isize, room: isize) {
    if let Some(tables) = item.as_array_of_tables_mut() {
        return tables.iter_mut().for_each(|table| {
            if let Some(position) = table.position().filter(|position| *position > last) {
                table.set_position(Some(position + room));
            }
        });
    }
    let Some(table) = item.as_table_mut() else { return };
    if let Some(position) = table.position().filter(|position| *position > last) {
        table.set_position(Some(position + room));
    }
    table.iter_mut().for_each(|(_, item)| shift(item, last, room));
}
