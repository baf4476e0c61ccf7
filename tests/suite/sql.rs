//! The SQL of models, as people read it.

use scaffold::sql::{self, Statement};

use std::collections::BTreeSet;

use crate::sql_models::{everything, example, tangled};
use crate::support::project::check;

fn models() -> [scaffold::model::Model; 6] {
    let [minimal, social, shop] = ["minimal", "social-sharing", "storefront"].map(example);
    [minimal, social, shop, everything(), tangled(), alike()]
}

/// Indexes that would have the same name, if it said no more than what they are over.
const ALIKE: &str = "\
[service]
name = \"alike\"

[resources.post]
access = { read = \"public\" }

[resources.item]
under = \"post\"
order = \"-created_at\"
indexes = [[\"-created_at\"], [\"-a\"], [\"post\", \"-created_at\"], [\"a\", \"-b\"], [\"a\", \"b\"]]
access = { read = \"public\" }

[resources.item.fields]
marks = \"[integer](..3)? filter\"
marks_null = \"integer sort\"
title = \"string filter ignore_case\"
lower_title = \"string filter\"
post_id_created_at = \"timestamp filter\"
a = \"integer sort\"
b = \"integer\"
a_b = \"integer index\"
";

fn alike() -> scaffold::model::Model {
    check(ALIKE).unwrap_or_else(|fault| panic!("{fault}"))
}

fn statements(model: &scaffold::model::Model) -> Vec<(String, Statement)> {
    let resources = model.resources.iter().enumerate();
    let all = resources.flat_map(|(at, resource)| {
        let statements = sql::statements(model, scaffold::model::ResourceId(at));
        let all: Vec<_> = statements.fixed().chain(statements.dynamic()).cloned().collect();
        all.into_iter().map(|it| (resource.plural.snake().to_owned(), it)).collect::<Vec<_>>()
    });
    all.collect()
}

#[test]
fn no_line_is_longer_than_a_reader_wants() {
    for model in [example("social-sharing"), example("storefront"), tangled()] {
        for (_, statement) in statements(&model) {
            // A column of 63 characters cannot be set in fewer.
            let long = statement
                .text
                .lines()
                .find(|line| line.chars().count() > 100 && !line.contains("as_long_as_names"));
            assert_eq!(long, None, "{}", statement.text);
        }
        for migration in sql::migrations(&model) {
            // Neither can an expression that is one piece.
            let whole = [" ~ '", "!~ '", "items_match(", "as_long_as_names"];
            let long = migration.text.lines().find(|line| {
                line.chars().count() > 100 && !whole.iter().any(|part| line.contains(part))
            });
            assert_eq!(long, None, "{}", migration.file());
        }
    }
}

#[test]
fn a_literal_gives_back_the_text() {
    for (_, statement) in statements(&everything()) {
        let literal = statement.literal();
        let raw = literal.trim_start_matches('r').trim_matches('#');
        assert_eq!(raw.get(1..raw.len() - 1), Some(statement.text.as_str()));
        assert!(!statement.text.chars().any(|it| it.is_control() && it != '\n'));
    }
}

#[test]
fn prose_of_a_model_stays_in_its_comment() {
    let text: String = sql::migrations(&tangled()).into_iter().map(|it| it.text).collect();
    for line in text.lines().filter(|line| line.contains("drop table")) {
        assert!(line.trim_start().starts_with("--"), "{line}");
    }
}

#[test]
fn no_two_things_of_a_database_share_a_name() {
    for model in models() {
        let text: String = sql::migrations(&model).into_iter().map(|it| it.text).collect();
        let mut names = BTreeSet::new();
        for line in text.lines().map(str::trim_start) {
            let words: Vec<_> = line.split([' ', '(']).collect();
            let (["constraint", name, ..]
            | ["create", "table" | "type" | "index", name, ..]
            | ["create", "unique", "index", name, ..]) = words.as_slice()
            else {
                continue;
            };
            assert!(name.len() <= 63, "{name}");
            assert!(names.insert(name.to_owned()), "{name} twice");
        }
    }
}

#[test]
fn an_index_that_is_read_backwards_needs_no_other() {
    let migrations = sql::migrations(&alike());
    let items = migrations.iter().find(|it| it.name == "items").expect("its table");
    let lines = items.text.lines().filter(|line| line.starts_with("create index "));
    let over: Vec<&str> =
        lines.filter_map(|line| line.split_once(" on items ")).map(|it| it.1).collect();
    assert!(!over.contains(&"(created_at desc);") && !over.contains(&"(a desc);"), "{over:?}");
    for needed in ["(created_at, id);", "(a, id);", "(post_id, created_at desc);", "(a, b desc);"] {
        assert!(over.contains(&needed), "{needed}: {over:?}");
    }
}

#[test]
fn every_foreign_key_begins_an_index() {
    for model in models() {
        let text: String = sql::migrations(&model).into_iter().map(|it| it.text).collect();
        for resource in &model.resources {
            for field in &resource.fields {
                if !matches!(field.kind, scaffold::model::FieldKind::BelongsTo { .. }) {
                    continue;
                }
                let table = sql::name::quoted(&sql::name::table(resource));
                let column = sql::name::quoted(&sql::name::column(field));
                let begins = |rest: &str| rest.starts_with([',', ')']);
                let index = format!(" on {table} ({column}");
                let by_index =
                    text.match_indices(&index).any(|(at, it)| begins(&text[at + it.len()..]));
                let body = &text[text.find(&format!("create table {table} (")).expect("a table")..];
                let body = &body[..body.find(");\n").expect("an end")];
                let unique = format!("({column}");
                let by_unique = body.lines().filter(|line| line.contains(" unique ")).any(|line| {
                    line.match_indices(&unique).any(|(at, it)| begins(&line[at + it.len()..]))
                });
                assert!(by_index || by_unique, "{table}.{column}");
            }
        }
    }
}

#[test]
fn an_action_asks_again_whether_the_caller_may() {
    let [social, shop] = ["social-sharing", "storefront"].map(example);
    let all: Vec<(String, Statement)> =
        statements(&social).into_iter().chain(statements(&shop)).collect();
    let text = |slice: &str, name: &str| {
        let found = all.iter().find(|(of, statement)| of == slice && statement.name == name);
        found.map(|(_, statement)| statement.text.clone()).unwrap_or_default()
    };
    assert!(text("posts", "publish").contains("and author_id = $3"));
    assert!(text("orders", "cancel").contains(" or $"), "{}", text("orders", "cancel"));
    assert!(!text("products", "release").contains("$3 ="), "{}", text("products", "release"));
}
