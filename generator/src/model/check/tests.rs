//! What the language's own example means, and sweeps over names and sizes.

use super::check_read;
use crate::diagnostic::{Code, Diagnostic, Severity, Source};
use crate::document::parse;
use crate::model::{
    Action, Assigned, Assignment, CheckKind, Column, Comparison, Condition, Enum, Field, FieldId,
    FieldKind, LinkedFrom, Memory, Model, Name, OnDelete, Operator, Order, PageBounds, Path,
    Resource, ResourceId, RoleId, Rule, Scalar, Test, Value, Who, samples, words,
};

fn checked(text: &str) -> (Option<Model>, Vec<Diagnostic>) {
    let source = Source::new("scaffold.toml", text);
    let (document, faults) = parse(&source);
    check_read(&document, faults)
}

fn valid(text: &str) -> Model {
    let (model, found) = checked(text);
    model.unwrap_or_else(|| panic!("{found:#?}\n{text}"))
}

fn codes(text: &str) -> Vec<Code> {
    checked(text).1.into_iter().map(|fault| fault.code).collect()
}

const EXAMPLE: &str = include_str!("../../../../examples/social-sharing/scaffold.toml");

fn find<'m>(model: &'m Model, name: &str) -> &'m Resource {
    model.resources.iter().find(|resource| resource.name.snake() == name).unwrap()
}

fn field<'m>(resource: &'m Resource, name: &str) -> (FieldId, &'m Field) {
    let at = resource.fields.iter().position(|field| field.name.snake() == name).unwrap();
    (FieldId(at), &resource.fields[at])
}

fn plain(who: Who) -> Rule {
    Rule { who, condition: None }
}

#[test]
fn the_example_means_what_it_says() {
    let model = valid(EXAMPLE);
    assert_eq!(model.service.name, Name::new("social_sharing"));
    let [member, moderator, admin] = [0, 1, 2].map(RoleId);
    assert!(model.roles[0].default && !model.roles[2].default);
    assert_eq!(model.roles[2].includes, [member, moderator]);
    assert_eq!(admin, RoleId(2));
    let shared = Enum {
        name: Name::new("visibility"),
        variants: vec![Name::new("everyone"), Name::new("followers")],
        shared: true,
        type_name: Memory::default(),
    };
    assert_eq!(model.enums[0], shared);

    let post = find(&model, "post");
    let (author, relation) = field(post, "author");
    assert_eq!(post.owner, Some(author));
    assert_eq!(relation.kind, FieldKind::BelongsTo { target: model.account().0 });
    assert!(relation.immutable && post.soft_delete);
    let (published_at, _) = field(post, "published_at");
    assert_eq!(post.order, Order { column: Column::Field(published_at), descending: true });
    assert_eq!(post.page, PageBounds { default: 20, max: 100 });
    let (status, declared) = field(post, "status");
    assert_eq!(declared.default, Some(Value::Variant(0)));
    assert_eq!(declared.write, Some(Vec::new()));
    assert_eq!(post.access.create, [plain(Who::Role(member))]);
    assert_eq!(post.access.delete, [plain(Who::Owner), plain(Who::Role(moderator))]);

    let comparison =
        |column, test| Comparison { left: Path { up: None, column: Column::Field(column) }, test };
    let is_published = comparison(status, Test::Value(Operator::Equal, Value::Variant(1)));
    let check = CheckKind::Holds {
        then: Condition { comparisons: vec![comparison(published_at, Test::IsNotNull)] },
        when: Some(Condition { comparisons: vec![is_published] }),
    };
    assert_eq!(post.checks[0].kind, check);
    let publish = Action {
        name: Name::new("publish"),
        summary: post.actions[0].summary.clone(),
        deprecated: None,
        access: vec![plain(Who::Owner)],
        when: Some(Condition {
            comparisons: vec![comparison(status, Test::Value(Operator::Equal, Value::Variant(0)))],
        }),
        takes: Vec::new(),
        set: vec![
            Assignment { field: status, value: Assigned::Value(Value::Variant(1)) },
            Assignment { field: published_at, value: Assigned::Value(Value::Now) },
        ],
    };
    assert_eq!(post.actions[0], publish);
}

#[test]
fn the_example_relates_its_resources() {
    let model = valid(EXAMPLE);
    let at = |name: &str| {
        ResourceId(
            model.resources.iter().position(|resource| resource.name.snake() == name).unwrap(),
        )
    };
    let comment = find(&model, "comment");
    let (parent, relation) = field(comment, "post");
    assert_eq!((comment.under, parent), (Some(FieldId(0)), FieldId(0)));
    assert_eq!(relation.on_delete, OnDelete::Cascade);
    assert!(comment.access.delete.contains(&plain(Who::OwnerOf { relation: parent })));

    let post = find(&model, "post");
    let tags = field(post, "tags").0;
    let end = LinkedFrom { resource: at("post"), field: tags, name: Name::new("posts") };
    assert_eq!(find(&model, "tag").linked_from, [end]);
    let (followee, _) = field(find(&model, "follow"), "followee");
    let followers = &field(find(&model, "user"), "followers").1.kind;
    assert_eq!(*followers, FieldKind::Count { resource: at("follow"), relation: followee });
    let liked = &field(post, "liked").1.kind;
    assert_eq!(*liked, FieldKind::Mine { resource: at("like"), relation: FieldId(0) });
}

#[test]
fn administrators_see_every_account() {
    let read = |user: &str| {
        let roles = "member = { default = true }\nclerk = {}\nadmin = { includes = [\"clerk\"] }";
        let user = format!("[resources.user.access]\n{user}");
        let model = valid(&format!("[service]\nname = \"shop\"\n[roles]\n{roles}\n{user}"));
        find(&model, "user").access.read.clone()
    };
    let (clerk, admin) = (plain(Who::Role(RoleId(1))), plain(Who::Role(RoleId(2))));
    assert_eq!(read(""), [plain(Who::Authenticated)]);
    assert_eq!(read("read = []"), std::slice::from_ref(&admin));
    assert_eq!(read("read = 'owner'"), [plain(Who::Owner), admin]);
    assert_eq!(read("read = 'clerk'"), [clerk]);
}

#[test]
fn the_smallest_model_has_accounts_and_roles() {
    let model = valid("[service]\nname = \"tiny\"\n");
    let (_, account) = model.account();
    assert_eq!(account.plural.snake(), "users");
    assert_eq!(account.access.read, [plain(Who::Authenticated)]);
    assert_eq!(account.access.update, [plain(Who::Owner)]);
    assert!(account.access.create.is_empty());
    let roles: Vec<_> = model.roles.iter().map(|role| (role.name.snake(), role.default)).collect();
    assert_eq!(roles, [("member", true), ("admin", false)]);
}

#[test]
fn an_open_side_of_a_length_is_that_of_the_type() {
    let fields = "a = \"string(..80)\"\nb = \"string(3..)\"\nc = \"text(..9)\"\nd = \"string(7)\"";
    let model = valid(&item(fields));
    let kinds: Vec<_> =
        find(&model, "item").fields.iter().map(|field| field.kind.clone()).collect();
    let string = |min, max| FieldKind::Scalar(Scalar::String { min, max });
    let text = FieldKind::Scalar(Scalar::Text { min: 0, max: 9 });
    assert_eq!(kinds, [string(1, 80), string(3, 255), text, string(7, 7)]);
}

fn item(fields: &str) -> String {
    format!(
        "[service]\nname = \"shop\"\n\n[resources.item]\naccess = {{ read = \"public\", create = \"member\" }}\n\n[resources.item.fields]\n{fields}\n"
    )
}

/// A name either goes through everything that is derived from it, or is refused by name.
fn is_judged(text: &str, word: &str) {
    let (model, found) = checked(text);
    if model.is_some() {
        return;
    }
    let by_name = [Code::BadName, Code::NameReserved, Code::NamesCollide, Code::BadOwner];
    let errors = found.iter().filter(|fault| fault.severity == Severity::Error);
    for fault in errors {
        assert!(by_name.contains(&fault.code), "{word}: {fault:?}");
    }
}

#[test]
fn every_word_of_rust_postgres_and_the_service_is_safe_or_refused_by_name() {
    let lower: Vec<String> =
        words::TYPES.iter().map(|name| heck::ToSnakeCase::to_snake_case(*name)).collect();
    let lists = [
        words::RUST_KEYWORDS,
        words::RUST_NEVER,
        words::SQL_RESERVED,
        words::SQL_NOT_A_TYPE,
        words::SQL_TYPES,
        words::SQL_SYSTEM_COLUMNS,
        words::DEVICES,
        words::COLUMNS,
        words::ACCOUNT_COLUMNS,
        words::PARAMETERS,
        words::CONDITION_WORDS,
        words::RULE_WORDS,
        words::OPERATIONS,
        words::ACCOUNT_OPERATIONS,
        words::MODULES,
        words::CRATES,
    ];
    let all = lists.concat().into_iter().chain(lower.iter().map(String::as_str));
    for word in all {
        is_judged(&item(&format!("{word} = \"date filter sort\"")), word);
        is_judged(&item(&format!("state = \"enum({word}, other)\"")), word);
        if word != "user" {
            let access = "access = { read = \"public\" }";
            is_judged(&format!("[service]\nname = \"shop\"\n[resources.{word}]\n{access}\n"), word);
            let role =
                "[service]\nname = \"shop\"\n[roles]\nmember = { default = true }\nadmin = {}\n";
            if !["member", "admin"].contains(&word) {
                is_judged(&format!("{role}{word} = {{}}\n"), word);
            }
        }
    }
}

#[test]
fn what_cannot_be_a_table_or_column_is_refused() {
    for word in ["ctid", "xmin", "tableoid", "id", "version", "q", "limit", "self", "not"] {
        assert!(
            codes(&item(&format!("{word} = \"integer\""))).contains(&Code::NameReserved),
            "{word}"
        );
    }
    for word in ["option", "state", "health", "aux", "sessions", "axum", "pg_x", "self", "std"] {
        let text = format!(
            "[service]\nname = \"shop\"\n[resources.{word}]\nplural = \"{word}\"\naccess = {{ read = \"public\" }}\n"
        );
        assert!(codes(&text).contains(&Code::NameReserved), "{word}");
    }
    for word in ["axum", "std", "test", "build", "nul", "async", "postgres"] {
        assert_eq!(
            codes(&format!("[service]\nname = \"{word}\"\n")),
            [Code::NameReserved],
            "{word}"
        );
    }
}

#[test]
fn a_large_model_is_checked_in_a_moment() {
    use std::fmt::Write;
    let mut text = String::from("[service]\nname = \"large\"\n");
    for at in 0..500 {
        write!(text, "[resources.thing_{at}]\naccess = {{ read = \"public\", create = \"member\" }}\n[resources.thing_{at}.fields]\n").unwrap();
        for field in 0..39 {
            let pattern = if field % 10 == 0 { "pattern('[a-z]+')" } else { "" };
            writeln!(text, "field_{field} = \"string(1..80) filter sort {pattern}\"").unwrap();
        }
        if at > 0 {
            writeln!(text, "before = \"-> thing_{}\"", at - 1).unwrap();
        }
    }
    let source = Source::new("scaffold.toml", text);
    let (document, faults) = parse(&source);
    let start = std::time::Instant::now();
    let (model, found) = check_read(&document, faults);
    let taken = start.elapsed();
    assert_eq!(model.map(|model| model.resources.len()), Some(501), "{found:?}");
    // Without optimisation; with it, a twentieth of this.
    assert!(taken.as_secs() < 10, "{taken:?}");
}

#[test]
fn sample_rows_stand_beside_each_other() {
    let model = valid(EXAMPLE);
    for at in (0..model.resources.len()).map(ResourceId) {
        let rows = samples::rows(&model, at, 60);
        assert_eq!(rows.len(), 60, "{}", model.resource(at).name.snake());
        for check in 0..model.resource(at).checks.len() {
            assert!(samples::breaking(&model, at, check).is_some());
        }
    }
}

#[test]
fn sample_values_fit_and_differ() {
    let fields = [
        "a = \"string(1..2)\"",
        "b = \"string(10) pattern('[A-Z]{2}[0-9]+')\"",
        "c = \"integer(-50..50)\"",
        "d = \"bigint\"",
        "e = \"decimal(4, 2) min(0.01) max(1)\"",
        "f = \"float min(0) max(1)\"",
        "g = \"date min('2020-01-01') max('2020-12-31')\"",
        "h = \"timestamp max('1999-12-31T00:00:00Z')\"",
        "i = \"time\"",
        "j = \"[string(1..3)](2..4)\"",
        "k = \"email\"",
        "l = \"url\"",
        "m = \"uuid\"",
        "n = \"text(30..40)\"",
    ];
    let model = valid(&item(&fields.join("\n")));
    for field in &find(&model, "item").fields {
        let values = samples::values(&model, field, 60);
        assert_eq!(values.len(), 60, "{}", field.name.snake());
        for (at, value) in values.iter().enumerate() {
            assert!(!values[..at].contains(value), "{} {value:?}", field.name.snake());
            if let FieldKind::Scalar(scalar) = &field.kind {
                assert_eq!(crate::model::bounds::broken(scalar, value), None, "{value:?}");
            }
        }
        assert!(!samples::invalid(&model, field).is_empty());
    }
}
