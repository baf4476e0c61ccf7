//! The layout pass gives what rustfmt gives, for names of every length.

use std::io::Write;
use std::process::{Command, Stdio};

/// Each shape that templates use. `NAME` and `Name` grow.
const SHAPES: &str = r#"
use crate::posts::model::{NewName, Name, NameBody, NameChanges, NameId, NAME_LIMIT};

use crate::{integer_address, layers, openapi, query_parent, respond, row_next, NAME_address, telemetry, users};

pub async fn create(State(state): State<AppState>, principal: Principal) -> Result<Created<NameBody>> {
    policy::may_create(principal).or_forbidden()
}

pub async fn create(State(state): State<AppState>, viewer: Viewer, Path(name_id): Path<NameId>, Json(new): Json<NewName>) -> Result<Created<NameBody>> {
    policy::may_create(principal).or_forbidden()
}

pub async fn find(db: impl PgExecutor<'_>, id: NameId, viewer: Viewer) -> sqlx::Result<Option<Name>> {
    let name = queries::find(&state.db, NAME, principal).await?.ok_or(Error::NotFound)?;
    let name_NAME = queries::update(&state.db, id, name.version, &changes).await.explain(model::rules)?;
    policy::may_update(principal, &NAME).or_forbidden()?;
    validate::length(faults, "NAME", &self.NAME, 1..=200);
    query.and("names.NAME = ", filter.NAME);
    Ok(Created::new(format!("/api/v1/names/{}", NAME.id), NAME.body(viewer)))
}

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_NAME, create)).routes(routes!(show, update, delete_NAME))
}

pub struct Name {
    #[schema(min_length = 3, max_length = 30, pattern = "^(?:[a-z0-9_]+)$ or NAME")]
    pub id: NameId,
    pub NAME: Option<DateTime<Utc>>,
}

pub fn rules(constraint: &str) -> Option<Broken> {
    match constraint {
        "posts_NAME_key" => Some(Broken::Taken(&["NAME"])),
        "posts_NAME_length" => Some(Broken::Invalid { field: "NAME", rule: "must have 1 to 200 characters" }),
        "posts_NAME_fkey" => return Some(Broken::Missing("NAME_id")),
        "posts_NAME" => return Some(Broken::Missing("that_somebody_wanted_to_keep_NAME_id")),
        _ => None,
    }
}

pub async fn all(
    State(state): State<AppState>,
    Paged { filter, page }: Paged<NameAndMoreFilter>,
) -> Result<Page<NameBody>> {
    Ok(Json(rows))
}

pub async fn list(
    State(state): State<AppState>,
    Path(NAME_id): Path<NameId>,
    Paged { filter, page }: Paged<ThingFilter, 10, 50>,
) -> Result<Page<NameBody>> {
    for (index, item) in NAME.iter().enumerate() {
        let field = &format!("NAME/{index}");
    }
    for row in rows {
        let body = linked.row.alone(viewer);
    }
    if let Some(NAME) = &self.NAME {
        check(NAME);
    }
    if let Some(&a_NAME) = self.NAME.as_value() {
        check(a_NAME);
    }
    if changes.a_NAME_id.is_set() && !may_write_a_NAME_id(principal) {
        faults.add("NAME");
    }
    if changes.set() && !may_write_a_NAME_id(principal, Some(NAME)) {
        faults.add("NAME");
    }
    Ok(Json(NAMEs.map(|NAME| NAME.body(viewer, &included))))
}

fn body(self) -> NameBody {
    NameBody { id: self.id, NAME: self.NAME, a_NAME: may_read_NAME.then_some(self.a_NAME) }
}

fn members() -> Members {
    Members::of(&["kind", "NAME", "m10", "m11", "m12", "m13", "m14", "m15", "m16", "m17", "m18", "m19", "m20", "m21", "m22", "m23", "m24", "m25", "m26", "m27", "m28", "m29", "m30", "m31", "m32", "m33"], 3)
}

fn may(principal: Principal, NAME: &Name) -> bool {
    principal.has(Role::Member) || (NAME.author_NAME_id == Some(principal.id) && NAME.is_some())
}

async fn list(app: &TestApp) -> List {
    let place = path("/NAMEs/{id}/parts", &parent);
    List::new(actor.clone(), place, move || factory::row().with("NAME_id", &parent["id"]).with("author_id", actor.id()))
}

async fn list(app: &TestApp) -> List {
    List::new(actor.clone(), "/NAMEs", move || factory::NAME().with("NAME_id", actor.id()))
}

pub fn row() -> Row {
    Row::of("NAMEs").pointing("NAME", user).with("NAME", 1).with("list", one_of(&json!(["1.0000000000", "2.0000000000", "3.0000000000"])))
}

impl Name {
    pub fn body(self, viewer: Viewer) -> NameBody {
        let owner = viewer.is(self.author_NAME_id) || viewer.has(Role::Moderator) || viewer.has(Role::NameRole);
        if viewer.is(self.author_NAME_id) && viewer.has(Role::Moderator) && self.status == NameStatus::Draft {
            return Err(Error::NotFound);
        }
        let filter = Some(NameFilter { NAME: None, status: Some(NameStatus::Draft), author_id: None });
        NameBody { id: self.id, NAME: self.NAME }
    }

    pub fn may_publish(principal: Principal, name: &Name) -> bool {
        principal.id == NAME.author_id || principal.has(Role::Moderator) || principal.has(Role::NameRole)
    }

    pub fn may_update(principal: Principal, name: &Name) -> bool {
        (principal.id == NAME.author_id && (NAME.status == NameStatus::Draft || NAME.pages < 10)) || principal.has(Role::NameRole)
    }

    pub fn may_delete(principal: Principal, name: &Name) -> bool {
        principal.id == NAME.author_id && (NAME.live || matches!(NAME.status, NameStatus::Draft | NameStatus::Archived))
    }
}

fn broken(constraint: &str) -> Result<()> {
    if is_over {
        return Err(Error::Conflict("only possible while NAME is open and not over"));
    }
    if is_known {
        return Some(Broken::Taken(&["an_index_of_NAME", "another_of_NAME"]));
    }
    if is_new {
        return constraint.get("it is NAME").map(|found| found.NAME);
    }
    if is_old {
        return "a text that says in many words what is so wrong with this NAME of somebody";
    }
    match constraint {
        "posts_NAME_key" => return Some(Broken::Taken(&["NAME", "what_it_is_under"])),
        _ => Ok(()),
    }
}

async fn insert(db: &PgPool, NAME_id: UserId) -> Result<NameId> {
    let id = NameId(Uuid::now_v7());
    let row = factory::NAME(&app.db, NAME_id).await.body(Viewer::from(principal), &Included::default());
    let response = member.patch(&format!("/api/v1/names/{id}")).if_match(&NAME.version).json(&body).await;
    response.assert_problem(409, "NAME");
    Ok(id)
}
"#;

#[test]
fn long_lines_break_as_rustfmt_breaks_them() {
    for length in 1..60 {
        let name: String = "name_of_thing_".chars().cycle().take(length).collect();
        let name = name.trim_end_matches('_');
        let pascal: String =
            name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let source = SHAPES
            .trim_start()
            .replace("NAME_LIMIT", "LIMIT")
            .replace("NAME", name)
            .replace("Name", &pascal);
        let ours = scaffold::render::layout::layout(&source);
        // Twice: what it wraps in a block is not yet as it leaves a block.
        let theirs = rustfmt(&rustfmt(&source));
        let first = ours.lines().zip(theirs.lines()).position(|(one, other)| one != other);
        let around =
            |text: &str, at: usize| text.lines().skip(at).take(8).collect::<Vec<_>>().join("\n");
        if let Some(at) = first {
            panic!(
                "name of {length} characters\nours:\n{}\nrustfmt:\n{}",
                around(&ours, at),
                around(&theirs, at)
            );
        }
        assert_eq!(ours, theirs);
    }
}

/// Shapes in which rustfmt takes a comma behind the last item as it finds it: lists in macros.
const LISTS: &str = r#"
pub fn filters() -> Vec<Filter> {
    vec![Filter::plain("NAME").of_values(json!(["one_more_value_of_NAME", "the_other_value_of_NAME"]))]
}

pub fn filters() -> Vec<Filter> {
    vec![Filter::plain("VALUE").of_values(json!(["NAME"]))]
}

pub fn filters() -> Vec<Filter> {
    vec![Filter::plain("VALUE").of_values(json!(["NAME", "name"]))]
}

pub fn filters() -> Vec<Filter> {
    vec![Filter::ordered("NAME").of_values(json!(["2030-01-01T09:00:00Z", "2030-01-02T09:00:00Z"])).or_null(json!({ "NAME": null }))]
}

pub fn filters() -> Vec<Filter> {
    vec![Filter::plain("mood").or_null(json!({ "NAME": null })), Filter::plain("VALUE").of_values(json!(["NAME"]))]
}
"#;

#[test]
fn lists_in_macros_are_as_rustfmt_leaves_them() {
    for length in 1..=60 {
        for other in [10, 40, 50, 55, 57, 60] {
            let source = LISTS.trim_start().replace("NAME", &"n".repeat(length));
            let ours =
                scaffold::render::layout::layout(&source.replace("VALUE", &"v".repeat(other)));
            assert_eq!(ours, rustfmt(&ours), "names of {length} and {other} characters");
        }
    }
}

fn rustfmt(source: &str) -> String {
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/rustfmt.toml");
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path", config])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt is installed with the toolchain");
    child.stdin.take().expect("piped").write_all(source.as_bytes()).expect("rustfmt reads");
    let output = child.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "rustfmt refused:\n{source}");
    String::from_utf8(output.stdout).expect("utf-8")
}
