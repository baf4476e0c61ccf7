//! Enum types made anew: without variants that went, or in another order.

use super::steps::SLOWLY;
use super::variant::{Holder, Holders};
use super::{Part, Past, Retired, Steps, enum_type, excuse, history, index, retired, table};
use crate::model::{EnumId, Model, ResourceId};
use crate::sql::name::{self, identifier, quoted};

/// What such a migration says of itself.
const HEAD: &str = "\
-- Makes an enum type anew, in the order and with the variants that the model says. Each table with
-- such a column is written anew, as long as it is large, and nobody reads or writes it meanwhile.
-- The version of the service that runs until now does not know the new type: stop it first.";

/// What is made again in a table that nobody reads meanwhile has to look at every row.
const EXCUSED: &str = "constraint-missing-not-valid, require-concurrent-index-creation";

/// Makes types anew whose variants are in another order, or have one that is to be dropped.
/// The past has the names of now.
pub(super) fn types(
    after: &Model,
    reordered: &[EnumId],
    past: &Past,
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
    let mut all = past.retired.clone();
    let new = steps.retired.iter().chain(&steps.retired_variants);
    new.for_each(|thing| history::add(&mut all, thing.clone()));
    let holders = Holders::of(after);
    let is_wanted = |thing: &&Retired| thing.is_variant() && past.drop.contains(&thing.name);
    for thing in all.iter().filter(is_wanted) {
        let kind = thing.variant().map_or("", |(kind, _)| kind);
        if holders.of_type(kind).is_empty() && !steps.drops_type(kind) {
            refused.push(format!(
                "`{}` goes with its type, once every column of that is dropped",
                thing.name
            ));
        }
    }
    for id in (0..after.enums.len()).map(EnumId) {
        let kind = name::enum_type(after, id);
        let gone: Vec<&Retired> = all.iter().filter(|thing| thing.is_variant_of(&kind)).collect();
        let is_asked = reordered.contains(&id) || gone.iter().any(is_wanted);
        let holders = holders.of_type(&kind);
        if !is_asked || holders.is_empty() {
            continue;
        }
        let others = all.iter().filter(|thing| thing.is_of(&kind));
        let mut others = others.filter(|thing| !past.drop.contains(&thing.name)).peekable();
        if others.peek().is_some() {
            refused.extend(others.map(|other| {
                format!(
                    "`{}` is still there with values of `{kind}`, which would be made anew: drop it first, with `--drop {}`",
                    other.name, other.name
                )
            }));
            continue;
        }
        let name = kind.trim_matches('"').to_owned();
        steps.remade.push((name, text(after, id, holders, &gone)));
    }
}

/// The migration.
fn text(after: &Model, id: EnumId, holders: &[Holder], gone: &[&Retired]) -> String {
    let kind = name::enum_type(after, id);
    let aside = identifier(&[kind.trim_matches('"'), "before"]);
    let mut head: Vec<String> = gone.iter().map(|thing| retired::dropped(&thing.name)).collect();
    head.extend([HEAD.to_owned(), format!("{}{EXCUSED}", excuse::LINE)]);
    let mut statements =
        vec![format!("alter type {kind} rename to {aside};\n{}", enum_type(after, id))];
    let mut tables: Vec<ResourceId> = holders.iter().map(|holder| holder.id).collect();
    tables.dedup();
    for table in tables {
        let own: Vec<&Holder> = holders.iter().filter(|holder| holder.id == table).collect();
        statements.push(rewritten(after, table, &kind, &own, gone));
    }
    statements.push(format!("drop type {aside};"));
    format!("{}\n\n{SLOWLY}\n\n{}\n", head.join("\n"), statements.join("\n\n"))
}

/// A table with its columns of the new type, and what is written in terms of the old one.
fn rewritten(
    after: &Model,
    id: ResourceId,
    kind: &str,
    holders: &[&Holder],
    gone: &[&Retired],
) -> String {
    let name = name::table(after.resource(id));
    let altered = format!("alter table {}", quoted(&name));
    let is_about = |part: &Part| holders.iter().any(|holder| part.mentions(&holder.column));
    let rules = table::constraints(after, id, |_| true);
    let rules: Vec<Part> = rules.iter().map(|line| Part::constraint(line)).collect();
    let rules = rules.iter().filter(|part| part.checked().is_some() && is_about(part));
    let rules: Vec<&Part> = rules.collect();
    let indexes = index::statements(after, id);
    let indexes: Vec<Part> = indexes.iter().map(|line| Part::index(line)).collect();
    let indexes: Vec<&Part> =
        indexes.iter().filter(|part| part.is_expression() && is_about(part)).collect();

    let kept_out = gone.iter().flat_map(|thing| &thing.kept_out);
    let kept_out = kept_out.filter_map(|place| place.split_once('.'));
    let kept_out = kept_out.filter(|(table, _)| *table == name);
    let mut lines: Vec<String> = kept_out
        .map(|(_, constraint)| format!("{altered} drop constraint if exists {constraint};"))
        .collect();
    lines.extend(rules.iter().map(|rule| rule.dropped(&name)));
    lines.extend(indexes.iter().map(|index| format!("drop index {};", index.name)));
    let mut columns = Vec::new();
    for holder in holders {
        let column = quoted(&holder.column);
        let (from, to) = match holder.is_list {
            true => ("text[]", format!("{kind}[]")),
            false => ("text", kind.to_owned()),
        };
        if holder.default.is_some() {
            lines.push(format!("{altered} alter column {column} drop default;"));
        }
        columns.push(format!("    alter column {column} type {to} using {column}::{from}::{to}"));
    }
    lines.push(format!("{altered}\n{};", columns.join(",\n")));
    for holder in holders {
        if let Some(default) = &holder.default {
            let column = quoted(&holder.column);
            lines.push(format!("{altered} alter column {column} set default {default};"));
        }
    }
    lines.extend(rules.iter().map(|rule| format!("{altered}\n    add {};", rule.text)));
    lines.extend(indexes.iter().map(|index| index.text.clone()));
    lines.join("\n")
}
