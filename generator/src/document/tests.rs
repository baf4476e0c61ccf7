//! What the parser gives for each construct, and where it says that it stands.

use super::{
    CacheDecl, CheckKind, Document, FieldDecl, Flag, LimitDecl, Literal, ResourceDecl, SetValue,
    TestDecl, TypeExpr, WhoDecl, parse,
};
use crate::diagnostic::{Source, Span};

fn read(text: &str) -> Document {
    let (document, faults) = parse(&Source::new("scaffold.toml", text));
    assert_eq!(faults, [], "{text}");
    document
}

fn resource(inside: &str) -> ResourceDecl {
    let text = format!("service.name = 'shop'\n[resources.item]\n{inside}");
    read(&text).resources.remove(0)
}

fn field(value: &str) -> FieldDecl {
    resource(&format!("fields.a = {value}")).fields.remove(0)
}

/// The debug text without places, so that two ways of writing can be compared.
fn meaning(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let mut parts = text.split("Span {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('}').map_or(part, |(_, rest)| rest))
}

#[test]
fn the_short_form_and_the_long_form_are_the_same() {
    for (short, long) in [
        ("'text'", "{ type = 'text' }"),
        (
            "'string(1..9)? unique search'",
            "{ type = 'string(1..9)?', unique = true, search = true }",
        ),
        ("'text unique'", "{ type = 'text', unique = true, search = false }"),
        (
            "'text read(owner, admin) write()'",
            "{ type = 'text', read = ['owner', 'admin'], write = [] }",
        ),
        ("'text read(owner)'", "{ type = 'text', read = 'owner' }"),
        (
            "'<-> tag link(owner, admin if live)'",
            "{ type = '<-> tag', link = ['owner', 'admin if live'] }",
        ),
        ("\"text pattern('[a-z]')\"", "{ type = 'text', pattern = '[a-z]' }"),
        (
            "'-> user on_delete(null) was(by)'",
            "{ type = '-> user', on_delete = 'null', was = 'by' }",
        ),
        ("\"text deprecated('use it''s')\"", "{ type = 'text', deprecated = \"use it's\" }"),
        ("'decimal(8, 2) min(0.10) max(9)'", "{ type = 'decimal(8, 2)', min = '0.10', max = 9 }"),
        ("\"date min('2020-01-31')\"", "{ type = 'date', min = 2020-01-31 }"),
        ("'float = 1.50'", "{ type = 'float', default = 1.50 }"),
        ("'decimal(8, 2) = 9.90'", "{ type = 'decimal(8, 2)', default = '9.90' }"),
        ("'integer = -3'", "{ type = 'integer', default = -3 }"),
        ("'boolean = true'", "{ type = 'boolean', default = true }"),
        ("'enum(a, b) = b'", "{ type = 'enum(a, b)', default = 'b' }"),
        ("'visibility = all'", "{ type = 'visibility', default = 'all' }"),
        ("\"string = 'it''s'\"", "{ type = 'string', default = \"it's\" }"),
        (
            "\"timestamp = '2020-01-31T10:00:00Z'\"",
            "{ type = 'timestamp', default = 2020-01-31T10:00:00Z }",
        ),
        ("'timestamp = now()'", "{ type = 'timestamp', default = 'now()' }"),
        ("'uuid = uuid()'", "{ type = 'uuid', default = 'uuid()' }"),
        ("'string = token(32)'", "{ type = 'string', default = 'token(32)' }"),
    ] {
        assert_eq!(meaning(&field(short)), meaning(&field(long)), "{short}");
    }
}

#[test]
fn commas_between_attributes_and_their_order_mean_nothing() {
    let commas = field("'text unique, search,filter = 3'");
    let blanks = field("'text unique search filter=3'");
    assert_eq!(meaning(&commas), meaning(&blanks));
}

#[test]
fn each_part_of_a_field_knows_its_place() {
    let text = "service.name = 'shop'\n[resources.item]\nfields.price = \
                \"decimal(10, 2)? filter min(0) read(owner, admin) = 9.90\"\n";
    let field = &read(text).resources[0].fields[0];
    let written = |span: Span| &text[span.start..span.end];
    assert_eq!(written(field.name.span), "price");
    assert_eq!(field.kind.as_ref().map(|kind| written(kind.span)), Some("decimal(10, 2)"));
    assert_eq!(field.optional.map(written), Some("?"));
    assert_eq!(field.flag(Flag::Filter).map(written), Some("filter"));
    assert_eq!(field.min.as_ref().map(|min| written(min.span)), Some("0"));
    let read = field.read.as_ref().unwrap();
    assert_eq!(written(read.span), "read(owner, admin)");
    assert_eq!(written(read.value[1].span), "admin");
    assert_eq!(field.default.as_ref().map(|value| written(value.span)), Some("9.90"));
}

#[test]
fn types_of_every_form() {
    let kind = |text: &str| field(text).kind.unwrap().value;
    assert!(matches!(kind("'string'"), TypeExpr::String(None)));
    for (text, min, max) in [
        ("(3)", Some(3), Some(3)),
        ("(2..)", Some(2), None),
        ("(..-4)", None, Some(-4)),
        ("(0..9)", Some(0), Some(9)),
    ] {
        let TypeExpr::Integer(Some(bounds)) = kind(&format!("'integer{text}'")) else {
            panic!("no bounds in {text}");
        };
        let value = |bound: Option<super::Spanned<i64>>| bound.map(|bound| bound.value);
        assert_eq!((value(bounds.value.min), value(bounds.value.max)), (min, max), "{text}");
    }
    assert!(matches!(kind("'enum(a, b, c)'"), TypeExpr::Enum(variants) if variants.len() == 3));
    assert!(matches!(kind("'[string(1..9)](..3)?'"), TypeExpr::List { bounds: Some(_), .. }));
    assert!(matches!(kind("'-> user?'"), TypeExpr::BelongsTo { target } if target.value == "user"));
    let TypeExpr::ManyToMany { rename, .. } = kind("'<-> tag as posts'") else {
        panic!("no relation");
    };
    assert_eq!(rename.unwrap().value, "posts");
    assert!(matches!(kind("'count(follow.followee)'"), TypeExpr::Count { relation: Some(_), .. }));
    assert!(matches!(kind("'mine(like)'"), TypeExpr::Mine { relation: None, .. }));
    assert!(matches!(kind("'slug(title)'"), TypeExpr::Slug { .. }));
    assert_eq!(kind("'visibility'"), TypeExpr::Named("visibility".to_owned()));
}

#[test]
fn rules_of_every_form() {
    let rules = resource(
        "access.read = ['public', 'authenticated', 'owner', 'admin', 'post.owner', \
         'via membership', 'via membership.space if role = admin and live']",
    );
    let rules = rules.access.unwrap().value.read.unwrap().value;
    let who: Vec<_> = rules.iter().map(|rule| rule.who.value.clone()).collect();
    assert_eq!(
        who[..4],
        [
            WhoDecl::Public,
            WhoDecl::Authenticated,
            WhoDecl::Owner,
            WhoDecl::Named("admin".to_owned())
        ]
    );
    assert!(matches!(&who[4], WhoDecl::OwnerOf { relation } if relation.value == "post"));
    assert!(matches!(&who[5], WhoDecl::Via { relation: None, .. }));
    assert!(
        matches!(&who[6], WhoDecl::Via { relation: Some(space), .. } if space.value == "space")
    );
    assert_eq!(rules[6].condition.as_ref().unwrap().value.comparisons.len(), 2);
}

#[test]
fn an_empty_list_of_rules_is_not_the_absence_of_rules() {
    let access = resource("access = { read = [], create = 'member' }").access.unwrap().value;
    assert_eq!(access.read.unwrap().value, []);
    assert!(access.update.is_none());
}

#[test]
fn comparisons_of_every_form() {
    let resource = resource(
        "checks = [\"a = 'x' and b != -1.5 and c in (d, e) and f is null and g is not null \
         and h and not i and post.j >= now() and k = true if l < m\", 'one of n, o']",
    );
    let CheckKind::Holds { then, when } = &resource.checks[0].value.kind else {
        panic!("no condition");
    };
    let tests: Vec<_> = then.value.comparisons.iter().map(|one| &one.value.test).collect();
    assert!(
        matches!(tests[0], TestDecl::Compare(_, value) if value.value == Literal::Text("x".into()))
    );
    assert!(
        matches!(tests[1], TestDecl::Compare(_, value) if value.value == Literal::Number("-1.5".into()))
    );
    assert!(matches!(tests[2], TestDecl::In(values) if values.len() == 2));
    assert_eq!(
        tests[3..7],
        [&TestDecl::IsNull, &TestDecl::IsNotNull, &TestDecl::Is(true), &TestDecl::Is(false)]
    );
    assert!(then.value.comparisons[7].value.path.value.up.is_some());
    assert!(matches!(tests[7], TestDecl::Compare(_, value) if value.value == Literal::Now));
    assert!(
        matches!(tests[8], TestDecl::Compare(_, value) if value.value == Literal::Boolean(true))
    );
    assert!(when.is_some());
    assert!(
        matches!(&resource.checks[1].value.kind, CheckKind::OneOf(fields) if fields.len() == 2)
    );
}

#[test]
fn values_of_every_form_can_be_set() {
    let set = "{ a = 'draft', b = 'null', c = 'me', d = 'taken.reason', e = 'places - 1', \
               f = \"'null'\", g = 3, h = 1.5, i = true, j = 'now()', k = 'total + 2.5' }";
    let resource = resource(&format!("actions.go = {{ access = 'owner', set = {set} }}"));
    let values: Vec<_> =
        resource.actions[0].set.iter().map(|(_, value)| value.value.clone()).collect();
    assert_eq!(values[0], SetValue::Literal(Literal::Word("draft".into())));
    assert_eq!(values[1..3], [SetValue::Null, SetValue::Me]);
    assert!(matches!(&values[3], SetValue::Taken(name) if name.value == "reason"));
    assert!(matches!(&values[4], SetValue::Change { minus: true, by, .. } if by.value == "1"));
    assert_eq!(values[5], SetValue::Literal(Literal::Text("null".into())));
    assert_eq!(values[6], SetValue::Literal(Literal::Number("3".into())));
    assert_eq!(values[7], SetValue::Literal(Literal::Number("1.5".into())));
    assert_eq!(values[8], SetValue::Literal(Literal::Boolean(true)));
    assert_eq!(values[9], SetValue::Literal(Literal::Now));
    assert!(matches!(&values[10], SetValue::Change { minus: false, by, .. } if by.value == "2.5"));
}

#[test]
fn small_expressions() {
    let resource = resource(
        "order = '-created_at'\nlimit = '30/minute'\ncache = '5m'\nunder = 'post'\n\
         indexes = [['a', '-b']]\nunique = [['a', 'b'], { fields = ['c'], nulls = 'equal' }]",
    );
    assert!(resource.order.unwrap().value.descending);
    assert_eq!(resource.limit.unwrap().value, LimitDecl { count: 30, seconds: 60 });
    assert_eq!(resource.cache.unwrap().value, CacheDecl { seconds: 300 });
    assert_eq!(resource.under.unwrap().value.resource.value, "post");
    let descending = resource.indexes[0].value.columns.iter().map(|column| column.value.descending);
    assert_eq!(descending.collect::<Vec<_>>(), [false, true]);
    assert_eq!(resource.unique[0].value.fields.len(), 2);
    assert_eq!(resource.unique[1].value.nulls_equal.map(|equal| equal.value), Some(true));
}

#[test]
fn tables_may_be_written_in_any_way_that_toml_has() {
    let inline = read(
        "service = { name = 'shop' }\nresources = { item = { unique = [{ fields = ['a'] }] } }",
    );
    let headers = read("[service]\nname = 'shop'\n[[resources.item.unique]]\nfields = ['a']");
    assert_eq!(meaning(&inline), meaning(&headers));
}

#[test]
fn what_cannot_be_read_is_left_out_and_the_rest_stays() {
    let text = "service.name = 'shop'\n[resources.item]\nkey = 3\n\
                fields = { a = 'strng(1)', b = 'text uniqe search' }\naccess.read = ['public iff', 'owner']";
    let (document, faults) = parse(&Source::new("scaffold.toml", text));
    let item = &document.resources[0];
    assert_eq!(faults.len(), 4);
    assert!(item.key.is_none());
    assert_eq!(item.fields.len(), 2);
    assert!(item.fields[0].kind.is_none());
    assert!(item.fields[1].flag(Flag::Search).is_some());
    assert_eq!(item.access.as_ref().unwrap().value.read.as_ref().unwrap().value.len(), 1);
}
