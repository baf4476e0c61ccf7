//! Models for the tests of SQL, put together from checked parts.

use scaffold::diagnostic::Source;
use scaffold::document;
use scaffold::model::*;

pub(crate) fn name(text: &str) -> Name {
    Name::new(text)
}

pub(crate) fn field(text: &str, kind: FieldKind) -> Field {
    Field {
        spelled: Memory::default(),
        name: name(text),
        summary: String::new(),
        kind,
        optional: false,
        unique: false,
        index: false,
        ignore_case: false,
        filter: false,
        sort: false,
        search: false,
        immutable: false,
        secret: false,
        deprecated: None,
        read: None,
        write: None,
        pattern: None,
        on_delete: OnDelete::Restrict,
        default: None,
    }
}

pub(crate) fn scalar(text: &str, scalar: Scalar) -> Field {
    field(text, FieldKind::Scalar(scalar))
}

pub(crate) fn string(text: &str, min: u32, max: u32) -> Field {
    scalar(text, Scalar::String { min, max })
}

pub(crate) fn belongs(text: &str, target: usize) -> Field {
    field(text, FieldKind::BelongsTo { target: ResourceId(target) })
}

pub(crate) fn rule(who: Who) -> Rule {
    Rule { who, condition: None }
}

pub(crate) fn rule_if(who: Who, condition: Condition) -> Rule {
    Rule { who, condition: Some(condition) }
}

pub(crate) fn when(parts: &[(usize, Test)]) -> Condition {
    let comparisons = parts.iter().map(|(at, test)| Comparison {
        left: Path { up: None, column: Column::Field(FieldId(*at)) },
        test: test.clone(),
    });
    Condition { comparisons: comparisons.collect() }
}

pub(crate) fn is(variant: usize) -> Test {
    Test::Value(Operator::Equal, Value::Variant(variant))
}

pub(crate) fn resource(singular: &str, plural: &str, fields: Vec<Field>) -> Resource {
    let public = || vec![rule(Who::Public)];
    Resource {
        name: name(singular),
        plural: name(plural),
        summary: String::new(),
        deprecated: None,
        account: false,
        key: None,
        under: None,
        owner: fields.iter().position(|field| field.name.snake() == "author").map(FieldId),
        fields,
        access: Access { read: public(), create: public(), update: public(), delete: public() },
        actions: Vec::new(),
        order: Order { column: Column::Id, descending: true },
        page: PageBounds { default: 20, max: 100 },
        unique: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        soft_delete: false,
        linked_from: Vec::new(),
        sample: Memory::default(),
        shown: Memory::default(),
    }
}

fn account(fields: Vec<Field>) -> Resource {
    Resource { account: true, key: None, ..resource("user", "users", fields) }
}

fn roles() -> Vec<Role> {
    let role = |text: &str, default, includes: &[usize]| Role {
        name: name(text),
        default,
        includes: includes.iter().copied().map(RoleId).collect(),
    };
    vec![role("member", true, &[]), role("moderator", false, &[0]), role("admin", false, &[0, 1])]
}

fn enumeration(text: &str, variants: &[&str], shared: bool) -> Enum {
    let variants = variants.iter().map(|it| name(it)).collect();
    Enum { name: name(text), variants, shared, type_name: Memory::default() }
}

fn model(enums: Vec<Enum>, resources: Vec<Resource>) -> Model {
    let service = Service { name: name("proof"), summary: String::new() };
    Model {
        service,
        roles: roles(),
        enums,
        resources,
        former: Vec::new(),
        tables: Memory::default(),
        pointing: Memory::default(),
    }
}

/// The model of an example.
pub(crate) fn example(folder: &str) -> Model {
    let path = format!("{}/examples/{folder}/scaffold.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("an example has a model");
    let (document, faults) = document::parse(&Source::new(path, text));
    let (model, faults) = check_read(&document, faults);
    model.unwrap_or_else(|| panic!("{faults:#?}"))
}

fn scalars() -> Vec<(&'static str, Scalar, Option<Value>)> {
    let decimal = |min: Option<&str>| Scalar::Decimal {
        precision: 10,
        scale: 2,
        min: min.map(str::to_owned),
        max: None,
    };
    let text = |text: &str| Some(Value::Text(text.into()));
    vec![
        ("line", Scalar::String { min: 3, max: 3 }, text("it's \\ \"one\"\"#")),
        ("words", Scalar::Text { min: 0, max: 5000 }, text("two\nlines \u{202e}")),
        ("small", Scalar::Integer { min: Some(-5), max: None }, Some(Value::Integer(-5))),
        (
            "large",
            Scalar::Bigint { min: Some(i64::MIN), max: Some(9) },
            Some(Value::Integer(i64::MIN)),
        ),
        ("price", decimal(Some("0.00")), Some(Value::Decimal("9.90".into()))),
        (
            "whole",
            Scalar::Decimal { precision: 5, scale: 0, min: None, max: None },
            Some(Value::Decimal("7".into())),
        ),
        ("ratio", Scalar::Float { min: Some(0.5), max: Some(1e300) }, Some(Value::Float(1.5))),
        ("flag", Scalar::Boolean, Some(Value::Boolean(true))),
        ("day", Scalar::Date { min: Some("2000-01-01".into()), max: None }, Some(Value::Now)),
        ("hour", Scalar::Time { min: None, max: Some("20:00:00".into()) }, Some(Value::Now)),
        (
            "moment",
            Scalar::Timestamp { min: Some("2000-01-01T00:00:00Z".into()), max: None },
            Some(Value::Now),
        ),
        ("token_id", Scalar::Uuid, Some(Value::NewUuid)),
        ("mail", Scalar::Email, text("a@b.example")),
        ("page", Scalar::Url, text("https://example.com/")),
        ("colour", Scalar::Enum(EnumId(0)), Some(Value::Variant(1))),
        ("meta", Scalar::Json, Some(Value::Json("{\"a\":[1,\"it's\"]}".into()))),
    ]
}

/// Every type: required and optional, with and without a default, as a list, filtered, sorted,
/// unique.
pub(crate) fn everything() -> Model {
    let mut fields =
        vec![belongs("author", 0), Field { search: true, filter: true, ..string("title", 1, 100) }];
    fields.push(scalar("slug", Scalar::Slug { from: FieldId(1) }));
    for (text, kind, default) in scalars() {
        let sortable = !matches!(kind, Scalar::Json | Scalar::Boolean);
        let plain = |prefix: &str| scalar(&format!("{prefix}{text}"), kind.clone());
        fields.push(Field { filter: sortable, sort: sortable, ..plain("") });
        fields.push(Field { optional: true, sort: sortable, ..plain("maybe_") });
        fields.push(Field { default: default.clone(), ..plain("usual_") });
        fields.push(Field { default: default.clone(), write: Some(vec![]), ..plain("fixed_") });
        fields.push(Field { default, optional: true, ..plain("often_") });
        if matches!(kind, Scalar::Json) {
            continue;
        }
        let list = FieldKind::List { item: kind.clone(), min: 0, max: 10 };
        fields.push(Field { filter: true, ..field(&format!("many_{text}"), list.clone()) });
        fields.push(Field {
            optional: true,
            default: Some(Value::List(vec![])),
            ..field(&format!("few_{text}"), list)
        });
    }
    let token = FieldKind::Scalar(Scalar::String { min: 32, max: 32 });
    fields.push(Field {
        default: Some(Value::Token(32)),
        write: Some(vec![]),
        ..field("token", token)
    });
    fields.push(Field { secret: true, ..string("pin", 4, 4) });
    let everything = Resource { key: Some(FieldId(2)), ..resource("thing", "things", fields) };
    model(
        vec![enumeration("colour", &["red", "green", "order"], true)],
        vec![account(vec![Field { unique: true, ..string("handle", 3, 30) }]), everything],
    )
}

/// Relations in every shape: to itself, in a cycle, to accounts, two levels of nesting, links to
/// itself; names that Postgres reserves or would cut.
#[expect(clippy::too_many_lines, reason = "one model, told in one piece")]
pub(crate) fn tangled() -> Model {
    let (user, order, item, note, team, user_group) = (0, 1, 2, 3, 4, 5);
    let long = "a_name_that_is_as_long_as_names_may_be_and_then_some_more_words";
    let optional = |field: Field| Field { optional: true, on_delete: OnDelete::Null, ..field };
    let up = |relation: usize, at: usize, test: Test| Comparison {
        left: Path { up: Some(FieldId(relation)), column: Column::Field(FieldId(at)) },
        test,
    };
    let people = Resource {
        access: Access {
            read: vec![rule(Who::Authenticated)],
            update: vec![rule(Who::Owner)],
            ..Default::default()
        },
        ..account(vec![
            optional(belongs("favourite", order)),
            Field {
                default: Some(Value::Integer(0)),
                write: Some(vec![]),
                ..scalar("user", Scalar::Integer { min: Some(0), max: None })
            },
        ])
    };
    let orders = Resource {
        soft_delete: true,
        order: Order { column: Column::CreatedAt, descending: true },
        access: Access {
            read: vec![
                rule(Who::Owner),
                rule(Who::Relation(FieldId(1))),
                rule_if(Who::Authenticated, when(&[(2, is(0)), (3, Test::Is(false))])),
            ],
            create: vec![rule(Who::Authenticated)],
            update: vec![rule(Who::Owner)],
            delete: vec![rule(Who::Owner)],
        },
        unique: vec![
            Unique { fields: vec![FieldId(4), FieldId(1)], nulls_equal: true, condition: None },
            Unique {
                fields: vec![FieldId(0), FieldId(2)],
                nulls_equal: false,
                condition: Some(when(&[(2, is(0))])),
            },
        ],
        indexes: vec![Index {
            columns: vec![(Column::Field(FieldId(2)), false), (Column::CreatedAt, true)],
        }],
        checks: vec![
            Check {
                text: "one of assignee, parent\n'; drop table users; --".into(),
                kind: CheckKind::OneOf(vec![FieldId(1), FieldId(5)]),
            },
            Check {
                text: "places > 0 if select = group and not table".into(),
                kind: CheckKind::Holds {
                    then: when(&[(6, Test::Value(Operator::Greater, Value::Integer(0)))]),
                    when: Some(when(&[(2, is(1)), (3, Test::Is(false))])),
                },
            },
        ],
        actions: vec![Action {
            name: name("take"),
            summary: String::new(),
            deprecated: None,
            access: vec![rule(Who::Authenticated)],
            when: Some(Condition {
                comparisons: vec![
                    Comparison {
                        left: Path { up: None, column: Column::Field(FieldId(6)) },
                        test: Test::Value(Operator::Greater, Value::Integer(0)),
                    },
                    up(5, 2, Test::In(vec![Value::Variant(0), Value::Variant(1)])),
                    up(5, 3, Test::Is(true)),
                ],
            }),
            takes: vec![
                string("reason", 1, 500),
                Field {
                    optional: true,
                    ..scalar("at", Scalar::Timestamp { min: None, max: None })
                },
            ],
            set: vec![
                Assignment {
                    field: FieldId(6),
                    value: Assigned::Plus { field: FieldId(6), amount: "-1".into() },
                },
                Assignment { field: FieldId(1), value: Assigned::Value(Value::Me) },
                Assignment { field: FieldId(4), value: Assigned::Taken(0) },
                Assignment { field: FieldId(5), value: Assigned::Value(Value::Null) },
            ],
        }],
        ..resource(
            "order",
            "order",
            vec![
                belongs("author", user),
                optional(belongs("assignee", user)),
                scalar("select", Scalar::Enum(EnumId(0))),
                scalar("table", Scalar::Boolean),
                Field { ignore_case: true, filter: true, unique: true, ..string("group", 1, 50) },
                optional(belongs("parent", order)),
                scalar("places", Scalar::Integer { min: None, max: None }),
                field(
                    "children",
                    FieldKind::Count { resource: ResourceId(order), relation: FieldId(5) },
                ),
                field(
                    "items",
                    FieldKind::Count { resource: ResourceId(item), relation: FieldId(0) },
                ),
                field(
                    "notes",
                    FieldKind::Count { resource: ResourceId(note), relation: FieldId(2) },
                ),
                field(
                    "noted",
                    FieldKind::Mine { resource: ResourceId(note), relation: FieldId(2) },
                ),
                field(
                    "watchers",
                    FieldKind::ManyToMany { target: ResourceId(user), rename: None, link: None },
                ),
                field(
                    "related",
                    FieldKind::ManyToMany { target: ResourceId(order), rename: None, link: None },
                ),
            ],
        )
    };
    let under = |text: &str, at: usize| Field {
        immutable: true,
        on_delete: OnDelete::Cascade,
        ..belongs(text, at)
    };
    let items = Resource {
        under: Some(FieldId(0)),
        access: Access {
            read: vec![
                rule(Who::OwnerOf { relation: FieldId(0) }),
                rule_if(Who::Public, Condition { comparisons: vec![up(0, 2, is(1))] }),
            ],
            create: vec![rule(Who::OwnerOf { relation: FieldId(0) })],
            update: vec![rule_if(
                Who::OwnerOf { relation: FieldId(0) },
                Condition { comparisons: vec![up(0, 2, is(0)), up(0, 4, Test::IsNotNull)] },
            )],
            delete: vec![rule(Who::OwnerOf { relation: FieldId(0) })],
        },
        ..resource(
            "item",
            "items",
            vec![
                under("order", order),
                string("time", 1, 10),
                Field { filter: true, ..string(long, 1, 10) },
                Field { filter: true, ..string(&long.replace("more_words", "of_them"), 1, 10) },
            ],
        )
    };
    let notes = Resource {
        under: Some(FieldId(0)),
        access: Access {
            read: vec![rule(Who::Role(RoleId(2))), rule(Who::Owner), rule(Who::Role(RoleId(1)))],
            ..resource("x", "x", vec![]).access
        },
        ..resource(
            "note",
            "notes",
            vec![
                under("item", item),
                belongs("author", user),
                optional(belongs("about", order)),
                Field { optional: true, ..string("position", 0, 9) },
            ],
        )
    };
    let teams = resource("team", "teams", vec![belongs("lead", user_group), string("title", 1, 9)]);
    let members = resource(
        "user_group",
        "user_groups",
        vec![
            optional(belongs("team", team)),
            Field { on_delete: OnDelete::Cascade, ..belongs("author", user) },
        ],
    );
    model(
        vec![enumeration("order_select", &["open", "group"], false)],
        vec![people, orders, items, notes, teams, members],
    )
}
