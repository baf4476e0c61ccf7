//! The matrix of a small model, as its rules must be read.

use crate::diagnostic::Source;
use crate::document::parse;
use crate::model::{Model, ResourceId, check_read};

use super::{access, golden, matrix};

/// A desk under which tickets lie: rules with conditions, a person beside the owner, and the
/// owner of the row above.
const DESK: &str = r#"
    [service]
    name = "desk"

    [roles]
    member = { default = true }
    helper = { includes = ["member"] }
    admin = {}

    [resources.desk]
    fields = { keeper = "-> user owner", name = "string", open = "boolean = true" }
    [resources.desk.access]
    read = ["public if open", "owner"]
    create = "member"

    [resources.ticket]
    under = "desk"
    soft_delete = true
    [resources.ticket.fields]
    author = "-> user owner"
    assignee = "-> user? write()"
    status = "enum(new, taken, done) write() = new"
    days = "integer(0..10)"
    folder = "-> folder? write()"
    [resources.ticket.access]
    read = "authenticated"
    create = "helper if days < 5"
    update = ["owner if status = new", "assignee"]
    delete = "desk.owner"
    [resources.ticket.actions]
    file = { access = "member", takes = { into = "-> folder" }, set = { folder = "taken.into" } }
    take = { access = "helper", when = "status = new", set = { status = "taken", assignee = "me" } }
    late = { access = "assignee", set = { days = "days + 10" } }

    [resources.folder]
    fields = { name = "string" }
    access = { read = "helper" }
"#;

/// A rule that looks at what a check holds above a value of which every row has another.
const RACE: &str = r#"
    [service]
    name = "race"

    [resources.heat]
    fields = { order = "integer(0..) unique", final = "integer(0..)" }
    checks = ["order <= final"]
    access = { read = "public if final > 3", create = "member" }
"#;

fn model(text: &str) -> Model {
    let (document, faults) = parse(&Source::new("scaffold.toml", text));
    check_read(&document, faults).0.expect("a legal model")
}

/// The cells of a line of the matrix, in the order of the people.
fn cells(resource: &str, state: &str, operation: &str) -> Vec<String> {
    let model = model(DESK);
    let ids = (0..model.resources.len()).map(ResourceId);
    let matrices: Vec<_> = ids.map(|id| matrix(&model, id)).collect();
    let golden = golden(&matrices);
    let section = golden.split("\n\n").find(|section| section.starts_with(resource));
    let mut lines = section.expect("the resource").lines();
    assert!(lines.any(|line| line.trim() == state), "no state `{state}` in {golden}");
    let line = lines.find(|line| line.trim().starts_with(operation)).expect("the operation");
    let cells = line.trim().trim_start_matches(operation).split("  ").map(str::trim);
    cells.filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

const NEW: &str = "days = 1 and status = new and desk.open";
const LONG: &str = "days = 5 and status = new and desk.open";
const TAKEN: &str = "days = 1 and status = taken and desk.open";
const CLOSED: &str = "days = 1 and status = new and not desk.open";

// The people: anonymous, member, helper, admin, owner, assignee, desk.owner.

#[test]
fn who_must_be_somebody_is_told_so_first() {
    assert_eq!(cells("tickets", NEW, "show_ticket")[0], "✘ 401");
    assert_eq!(cells("desks", "open", "show_desk")[0], "✔ 200");
    assert_eq!(cells("desks", "not open", "show_desk")[0], "✘ 404");
}

#[test]
fn what_lies_under_a_hidden_row_is_hidden_from_all_but_those_who_see_that() {
    let hidden = ["✘ 401", "✘ 404", "✘ 404", "✘ 404", "✘ 404", "✘ 404"];
    let seen = |last| [&hidden[..], &[last]].concat();
    assert_eq!(cells("tickets", CLOSED, "list_tickets"), seen("✔ 200"));
    assert_eq!(cells("tickets", CLOSED, "show_ticket"), seen("✔ 200"));
    assert_eq!(cells("tickets", CLOSED, "create_ticket"), seen("✘ 403"));
    assert_eq!(cells("tickets", CLOSED, "delete_ticket"), seen("✔ 204"));
    assert_eq!(cells("tickets", CLOSED, "restore_ticket"), seen("✔ 200"));
}

#[test]
fn a_condition_is_asked_of_the_row_that_there_is_or_would_be() {
    let create = |helper| ["✘ 401", "✘ 403", helper, "✘ 403", "✘ 403", "✘ 403", "✘ 403"];
    assert_eq!(cells("tickets", NEW, "create_ticket"), create("✔ 201"));
    assert_eq!(cells("tickets", LONG, "create_ticket"), create("✘ 403"));
    // A request cannot set the status: whatever is taken, the new one is new.
    assert_eq!(cells("tickets", TAKEN, "create_ticket"), create("✔ 201"));
    let update = |owner| ["✘ 401", "✘ 403", "✘ 403", "✘ 403", owner, "✔ 200", "✘ 403"];
    assert_eq!(cells("tickets", NEW, "update_ticket"), update("✔ 200"));
    assert_eq!(cells("tickets", TAKEN, "update_ticket"), update("✘ 403"));
}

#[test]
fn an_action_that_may_not_be_done_differs_from_one_that_cannot() {
    let take = |helper| ["✘ 401", "✘ 403", helper, "✘ 403", "✘ 403", "✘ 403", "✘ 403"];
    assert_eq!(cells("tickets", NEW, "take_ticket"), take("✔ 200"));
    assert_eq!(cells("tickets", TAKEN, "take_ticket"), take("✘ 409"));
    // One and ten days are more than the ten that a ticket may have.
    assert_eq!(cells("tickets", NEW, "late_ticket")[5], "✘ 422");
}

#[test]
fn what_an_action_points_at_must_be_there_for_the_caller() {
    let file = cells("tickets", NEW, "file_ticket");
    assert_eq!(file[..3], ["✘ 401", "✘ 422", "✔ 200"]);
}

#[test]
fn what_counts_stands_still_where_its_check_would_break() {
    let model = model(RACE);
    let id = model.resources.iter().position(|it| it.name.snake() == "heat").map(ResourceId);
    let id = id.expect("the resource");
    let asked = access(&model, id, &matrix(&model, id));
    let low = r#"State::of("final = 3", factory::heat).having("order", 1).having("final", 3)"#;
    assert_eq!(asked.states[1], low);
    assert!(asked.is_apart, "two such rows cannot stand beside each other");
}
