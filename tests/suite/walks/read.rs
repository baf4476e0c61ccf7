//! A model's text as pieces again, once something in it was renamed.

use crate::drawn::{Draft, Resource};

/// The pieces of a text that pieces were written to. Former names are left out.
pub(crate) fn read(seed: u64, text: &str) -> Draft {
    let mut draft = Draft { seed, ..Draft::default() };
    let mut section: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = head.split('.').collect();
            if let ["resources", name] = section.as_slice() {
                let name = (*name).to_owned();
                draft.resources.push(Resource { name, ..Resource::default() });
            }
            continue;
        }
        let line = without_former(line);
        match (section.as_slice(), draft.resources.last_mut()) {
            (["service"], _) if line.starts_with("summary") => draft.summary = line,
            (["roles"], _) if !is_fixed(&line) => draft.roles.push(line),
            (["enums"], _) => draft.enums.push(line),
            (["resources", _], Some(resource)) if !is_derived(&line) => {
                resource.settings.push(line);
            }
            (["resources", _, inside], Some(resource)) => put(resource, inside, line),
            _ => {}
        }
    }
    draft
}

fn put(resource: &mut Resource, inside: &str, line: String) {
    let Some((name, value)) = line.split_once(" = ") else { return };
    match inside {
        "fields" => resource.fields.push((name.to_owned(), value.to_owned())),
        "access" => {
            let rules = value.trim_start_matches("[\"").trim_end_matches("\"]").split("\", \"");
            let operation =
                ["read", "create", "update", "delete"].into_iter().find(|it| *it == name);
            resource.access.push((operation.unwrap(), rules.map(str::to_owned).collect()));
        }
        _ => resource.actions.push(line),
    }
}

/// What stands in a text and is no piece: former names, and what follows from rules.
fn is_derived(line: &str) -> bool {
    ["was = ", "acknowledge = "].iter().any(|key| line.starts_with(key))
}

/// The roles that every drawn model has.
fn is_fixed(line: &str) -> bool {
    ["member = ", "helper = ", "admin = "].iter().any(|role| line.starts_with(role))
}

fn without_former(line: &str) -> String {
    let mut line = line.to_owned();
    while let Some(at) = line.find(" was(") {
        let end = line[at..].find(')').map_or(line.len(), |end| at + end + 1);
        line.replace_range(at..end, "");
    }
    if let Some(at) = line.find(", was = \"") {
        let end = line[at + 9..].find('"').map_or(line.len(), |end| at + end + 10);
        line.replace_range(at..end, "");
    }
    line
}

#[test]
fn drawn_models_are_read_as_they_were_written() {
    for seed in 0..12 {
        let draft = crate::drawn::draft(seed);
        assert_eq!(read(seed, &draft.text()), draft);
    }
}
