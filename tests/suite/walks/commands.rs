//! Commands that change a project, drawn for what its model has.

use scaffold::model::{Field, FieldKind, Model, Resource};

use crate::drawn::Dice;

/// Fields that are added, but for their names; `N` is a number that nothing else has.
const FIELDS: &[&str] = &[
    "string(1..40)? filter sort",
    "string(3..9)? unique ignore_case",
    "text(0..400)? search",
    "integer(0..9) sort = 3",
    "bigint? min(1)",
    "decimal(8, 2)? filter",
    "boolean filter = false",
    "timestamp? sort write()",
    "date? filter",
    "enum(oneN, twoN) filter = oneN",
    "[string(1..9)](..3)? filter",
    "email?",
    "uuid? index",
    "json?",
];

/// What is set of a resource.
const SETTINGS: &[&str] = &[
    "page.max=40",
    "page.default=7",
    "order=-created_at",
    "order=-updated_at",
    "soft_delete=true",
    "access.update=admin",
    "summary=Something else.",
];

/// A command's arguments. `retired` waits to be dropped.
pub(crate) fn draw(
    dice: &mut Dice,
    model: &Model,
    number: usize,
    retired: &[String],
) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let own: Vec<&Resource> = model.resources.iter().filter(|it| !it.account).collect();
    let resource = &model.resources[dice.below(model.resources.len())];
    let (name, Some(mine)) = (resource.name.snake(), own.get(dice.below(own.len()))) else {
        return words(&["add", "resource", &format!("r{number}"), "name: string(1..40)"]);
    };
    let mine = mine.name.snake();
    let field = format!("f{number}: {}", dice.pick(FIELDS).replace('N', &number.to_string()));
    let new = format!("n{number}");
    match dice.below(16) {
        0..=2 => words(&["add", "field", name, &field]),
        3 => words(&["add", "resource", &format!("r{number}"), &field, "author: -> user owner"]),
        4 => words(&["add", "resource", &format!("r{number}"), &field, "--under", mine]),
        5 => words(&["add", "relation", mine, &format!("l{number}: <-> {name} as b{number}")]),
        6 => words(&["add", "relation", name, &format!("p{number}: -> {mine}?")]),
        7 => words(&["add", "role", &new, "--includes", "member"]),
        8 => {
            let nullable = resource.fields.iter().find(|field| field.optional && is_plain(field));
            let Some(field) = nullable else { return words(&["apply"]) };
            let set = format!("{}=null", field.name.snake());
            words(&[
                "add",
                "action",
                name,
                &format!("a{number}"),
                "--access",
                "admin",
                "--set",
                &set,
            ])
        }
        9 => words(&["set", mine, dice.pick(SETTINGS)]),
        10 => words(&["rename", "resource", mine, &new]),
        11 | 12 => {
            let Some(field) = pick(dice, resource) else { return words(&["apply"]) };
            let old = format!("{name}.{field}");
            match dice.one_in(2) {
                true => words(&["rename", "field", &old, &new, "--gradual"]),
                false => words(&["rename", "field", &old, &new]),
            }
        }
        13 => match pick(dice, resource) {
            Some(field) => words(&["remove", "field", &format!("{name}.{field}")]),
            None => words(&["apply"]),
        },
        14 => words(&["remove", "resource", mine]),
        _ => match retired.get(dice.below(retired.len())) {
            Some(thing) => words(&["apply", "--drop", thing]),
            None => words(&["apply"]),
        },
    }
}

fn pick(dice: &mut Dice, resource: &Resource) -> Option<String> {
    let fields: Vec<&Field> = resource.fields.iter().filter(|field| is_plain(field)).collect();
    Some(fields.get(dice.below(fields.len()))?.name.snake().to_owned())
}

const fn is_plain(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Scalar(_) | FieldKind::List { .. })
}
