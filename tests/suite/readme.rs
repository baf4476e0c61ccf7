//! What READMEs show is so: the main one's lines for a shell are those of the example's own, its
//! model is valid, and what a generated one tells a shell is meant as it stands there.

use std::io::Write as _;
use std::process::{Command, Stdio};

use scaffold::examples::{self, EXAMPLES};

use crate::support::project::generate;

const README: &str = include_str!("../../README.md");

/// Names, keys and values that a shell, a path or Markdown could take for something else.
const ODD: &str = r##"
[service]
name = "null"
summary = "# It's `odd` \"quoted\" {{ x }} {% y %} | a --> b: c ${{ z }}"

[resources.trail]
summary = "A | pipe and *stars*"
key = "slug"
fields = { name = "string(1..80) pattern('[a-z]''[a-z]+')", slug = "slug(name)" }
access = { read = "public", create = "member" }

[resources.leg]
under = "trail"
key = "number"
checks = ["ends_at > starts_at", "one of walker, group"]
access = { read = ["public if number = 1", "walker"], create = "authenticated", update = "walker" }

[resources.leg.fields]
number = "integer(1..999) unique"
group = "-> trail?"
walker = "-> user?"
starts_at = "timestamp"
ends_at = "timestamp?"
price = "decimal(8, 2) min(1)"

[resources.step]
under = "leg"
access = { read = "owner", create = "member", update = "owner if done = false" }

[resources.step.fields]
author = "-> user owner"
leader = "-> user"
done = "boolean = false"
note = "string(1..20)?"

[resources.step.actions]
finish = { access = "owner", when = "not done", takes = { why = "string(1..9)" }, set = { done = "true", note = "taken.why" } }
"##;

/// The README of a model's project.
fn readme(model: &str) -> String {
    let tree = generate(model).unwrap_or_else(|fault| panic!("{fault}"));
    String::from_utf8(tree.get("README.md").unwrap().contents.to_vec()).unwrap()
}

/// The blocks of one language, without their fences.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn its_requests_are_those_of_the_example() {
    let theirs = readme(examples::find("social-sharing").unwrap().model);
    let ours = blocks(README, "sh");
    let requests: Vec<_> = ours.into_iter().filter(|block| block.contains("$API")).collect();
    assert!(requests.len() > 5);
    for request in requests {
        assert!(theirs.contains(request), "not in the example's README:\n{request}");
    }
}

#[test]
fn its_model_is_valid() {
    let [model] = blocks(README, "toml")[..] else {
        panic!("there is one model");
    };
    generate(model).unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn a_shell_reads_every_line() {
    for model in EXAMPLES.iter().map(|example| example.model).chain([ODD]) {
        let script = blocks(&readme(model), "sh").concat();
        let mut shell = Command::new("sh").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
        shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(shell.wait().unwrap().success(), "{script}");
    }
}

#[test]
fn requests_are_made_in_an_order_in_which_they_succeed() {
    let text = readme(ODD);
    for line in [
        r#"ANSWER=$(curl -s -X POST $API/trails -H "$AS" -H "$JSON" -d '{"name": "a'\''a"}')"#,
        r#"TRAIL_SLUG=$(printf %s "$ANSWER" | pick slug)"#,
        r"curl -s -X POST $API/trails/$TRAIL_SLUG/legs ",
        r#"  "group_id": "'$TRAIL_ID'","#,
        r#"STEP_ID=$(curl -s -X POST $API/legs/1/steps -H "$AS" -H "$JSON" -d '{"leader_id": "'$OTHER_ID'"}' | pick id)"#,
        r#"curl -s -X POST $API/steps/$STEP_ID/finish -H "$AS" -H "$JSON" -d '{"why": "why 1"}'"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains(r#"\`odd\` "quoted" {{ x }} {% y %}"#), "the summary is text");
}
