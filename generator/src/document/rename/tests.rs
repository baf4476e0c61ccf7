//! Renames in a model with every kind of reference.

use super::*;

const MODEL: &str = "\
[service]
name = \"shop\"

[enums]
mood = [\"calm\", \"loud\"] # moods

# Posts.
[resources.post]
key = \"title\"
order = \"-title\" # title
unique = [[\"author\", \"title\"], { fields = [\"title\"], where = \"status = draft\" }]
indexes = [[\"status\", \"-title\"]]
checks = [\"title = 'title' if mood = calm\", \"title != slug\"]

[resources.post.fields]
author = \"-> user owner\"
title = \"string(1..40)? unique = 'title'\"
slug = { type = \"slug(title)\", read = [\"author\", \"admin\"] }
status = \"enum(draft, done) = draft\"
mood = \"mood = calm\"
notes = \"count(note.post)\"

[resources.post.access]
read = [\"public if status in (draft, done) and title is null\", \"author\", \"member\"]

[resources.post.actions.finish]
access = \"owner\"
when = \"status = draft\"
set = { status = \"done\", title = \"'draft'\" }

[resources.note]
under = \"post\"
unique = [[\"post\"]]
fields = { by = \"-> user owner\", title = \"string\" }
access = { read = [\"post.owner\", \"public if post.title = 'x' and post.status = draft\"] }
";

fn renamed(what: &Renaming, old: &str, new: &str) -> String {
    rename(&Source::new("scaffold.toml", MODEL), what, old, new).unwrap()
}

/// The lines that are other ones now.
fn changed(text: &str) -> Vec<&str> {
    let old: Vec<&str> = MODEL.lines().collect();
    text.lines().filter(|line| !old.contains(line)).collect()
}

#[test]
fn a_field_is_renamed_wherever_it_is_meant_and_nowhere_else() {
    let field = Renaming::Field { resource: "post".to_owned() };
    assert_eq!(
        changed(&renamed(&field, "title", "name")),
        [
            "key = \"name\"",
            "order = \"-name\" # title",
            "unique = [[\"author\", \"name\"], { fields = [\"name\"], where = \"status = draft\" }]",
            "indexes = [[\"status\", \"-name\"]]",
            "checks = [\"name = 'title' if mood = calm\", \"name != slug\"]",
            "name = \"string(1..40)? was(title) unique = 'title'\"",
            "slug = { type = \"slug(name)\", read = [\"author\", \"admin\"] }",
            "read = [\"public if status in (draft, done) and name is null\", \"author\", \"member\"]",
            "set = { status = \"done\", name = \"'draft'\" }",
            "access = { read = [\"post.owner\", \"public if post.name = 'x' and post.status = draft\"] }",
        ]
    );
}

#[test]
fn a_resource_is_renamed_with_its_tables_and_the_relation_to_it() {
    let text = renamed(&Renaming::Resource, "post", "article");
    assert_eq!(
        changed(&text),
        [
            "[resources.article]",
            "was = \"post\"",
            "[resources.article.fields]",
            "notes = \"count(note.article)\"",
            "[resources.article.access]",
            "[resources.article.actions.finish]",
            "under = \"article\"",
            "unique = [[\"article\"]]",
            "access = { read = [\"article.owner\", \"public if article.title = 'x' and article.status = draft\"] }",
        ]
    );
}

#[test]
fn variants_and_roles_are_renamed_with_what_names_them() {
    let own = Renaming::Variant { of: "post.status".to_owned() };
    assert_eq!(
        changed(&renamed(&own, "draft", "sketch")),
        [
            "unique = [[\"author\", \"title\"], { fields = [\"title\"], where = \"status = sketch\" }]",
            "status = \"enum(sketch was(draft), done) = sketch\"",
            "read = [\"public if status in (sketch, done) and title is null\", \"author\", \"member\"]",
            "when = \"status = sketch\"",
            "access = { read = [\"post.owner\", \"public if post.title = 'x' and post.status = sketch\"] }",
        ]
    );
    let shared = Renaming::Variant { of: "post.mood".to_owned() };
    assert_eq!(
        changed(&renamed(&shared, "calm", "quiet")),
        [
            "mood = [\"quiet was(calm)\", \"loud\"] # moods",
            "checks = [\"title = 'title' if mood = quiet\", \"title != slug\"]",
            "mood = \"mood = quiet\"",
        ]
    );
    assert_eq!(
        changed(&renamed(&Renaming::Enum, "mood", "temper")),
        [
            "temper = { variants = [\"calm\", \"loud\"], was = \"mood\" } # moods",
            "mood = \"temper = calm\"",
        ]
    );
    let text = renamed(&Renaming::Role, "member", "writer");
    assert!(text.contains("\"author\", \"writer\"]"), "{text}");
    assert!(text.contains("writer = { default = true, was = \"member\" }\n"), "{text}");
}

#[test]
fn a_second_rename_says_the_name_before_it() {
    let field = Renaming::Field { resource: "post".to_owned() };
    let once = Source::new("scaffold.toml", renamed(&field, "title", "name"));
    let twice = rename(&once, &field, "name", "label").unwrap();
    assert!(twice.contains("label = \"string(1..40)? was(name) unique"), "{twice}");
    let long = Source::new("scaffold.toml", renamed(&field, "slug", "path"));
    assert!(long.text.contains("\"admin\"], was = \"slug\" }"), "{}", long.text);
}

#[test]
fn what_is_not_there_names_the_nearest() {
    let source = Source::new("scaffold.toml", MODEL);
    let fault = rename(&source, &Renaming::Resource, "psot", "article").unwrap_err();
    assert_eq!(fault.hints(), ["did you mean `post`?"]);
}

/// What was renamed before leaves its old name to others.
#[test]
fn a_former_name_makes_room_for_something_new() {
    const APPLIED: &str = "\
[roles]
clerk = { default = true, was = \"seller\" }
admin = {}

[enums]
mood = { variants = [\"calm\", \"wild was(loud)\"], was = \"temper\" } # moods

[resources.memo]
was = \"note\"

[resources.memo.fields]
title = \"string(1..40), was(name), unique\"
body = { type = \"text\", was = \"words\" }
place = \"string? was(spot)\"
";
    const NEW: &str = "
[resources.note]

[resources.memo.fields.name]
type = \"string\"

[resources.memo.fields.words]
type = \"text\"
";
    let source = |text: &str| Source::new("scaffold.toml", text);
    let settled = |text: &str| settled(&source(text), &source(APPLIED)).unwrap();
    assert_eq!(settled(APPLIED), APPLIED);

    let taken = format!("{}{NEW}", APPLIED.replace("\"calm\"", "\"calm\", \"loud\""))
        .replace("admin = {}", "admin = {}\nseller = {}")
        .replace("[resources.memo]\n", "temper = [\"a\", \"b\"]\n\n[resources.memo]\n");
    let expected = taken
        .replace(", was = \"seller\"", "")
        .replace(" was(loud)", "")
        .replace(", was = \"temper\"", "")
        .replace("was = \"note\"\n", "")
        .replace(", was(name)", "")
        .replace(", was = \"words\"", "");
    assert_eq!(settled(&taken), expected);

    // What was not applied yet is for people to settle.
    let fresh = source("[resources.memo.fields]\nname = \"string\"\n");
    assert_eq!(super::settled(&source(&taken), &fresh).unwrap().matches("was").count(), 6);
}
