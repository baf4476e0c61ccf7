//! The small model that a service starts from when there is no other.

use toml_edit::{Array, DocumentMut, Table, value};

use crate::error::Error;
use crate::shell;

use super::add::{each_once, is_owned};

/// What there is to say about a starting model. Each has a flag and a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    pub(super) summary: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) fields: Vec<String>,
    pub(super) read: Option<String>,
}

const RESOURCE: &str = "note";
const FIELDS: [&str; 2] = ["title: string(1..200)", "body: text"];
const READ: &str = "public";

impl Answers {
    /// Asks for whatever no flag has said.
    pub(super) fn ask_for_the_rest(mut self) -> Result<Self, Error> {
        if self.summary.is_none() {
            self.summary = Some(shell::ask("What is the service for?", "")?);
        }
        if self.resource.is_none() {
            self.resource = Some(shell::ask("What does it keep, in the singular?", RESOURCE)?);
        }
        if self.fields.is_empty() {
            shell::print("Its fields, one a line as `name: type`; an empty line ends them.\n");
            while let Some(field) = next_field(self.fields.len())? {
                self.fields.push(field);
            }
        }
        if self.read.is_none() {
            self.read = Some(shell::ask("Who may read it: public, authenticated or owner?", READ)?);
        }
        Ok(self)
    }

    /// The model's text. What is wrong in an answer is found when the model is checked.
    pub(super) fn model(&self) -> Result<String, Error> {
        let resource = self.resource.as_deref().unwrap_or(RESOURCE);
        let mut model = DocumentMut::new();
        let service = table(&mut model, &["service"]);
        service["name"] = value("");
        service["summary"] = value(self.summary.as_deref().unwrap_or_default());
        let fields = table(&mut model, &["resources", resource, "fields"]);
        let starting = FIELDS.map(str::to_owned);
        let said = if self.fields.is_empty() { &starting } else { self.fields.as_slice() };
        let said = said.iter().map(|field| parted(field)).collect::<Result<Vec<_>, _>>()?;
        each_once(&said, "the field")?;
        if !said.iter().any(|(_, expression)| is_owned(expression)) {
            fields["author"] = value("-> user owner");
        }
        for (name, expression) in said {
            fields[name.as_str()] = value(expression);
        }
        let access = table(&mut model, &["resources", resource, "access"]);
        access["read"] = value(self.read.as_deref().unwrap_or(READ));
        access["create"] = value("authenticated");
        access["update"] = value("owner");
        access["delete"] = value(Array::from_iter(["owner", "admin"]));
        Ok(model.to_string())
    }
}

/// `title: string(1..200)` as a name and an expression.
fn parted(field: &str) -> Result<(String, String), Error> {
    let (name, expression) = field.split_once(':').ok_or_else(|| {
        Error::usage(format!("the field `{field}` has no type"))
            .hint("write it as `name: type`, such as `title: string(1..200)`")
    })?;
    Ok((name.trim().to_owned(), expression.trim().to_owned()))
}

/// One more field; the first has an offer, the others end when nothing is typed.
fn next_field(count: usize) -> Result<Option<String>, Error> {
    let offer = if count == 0 { FIELDS[0] } else { "" };
    Ok(Some(shell::ask("  field:", offer)?).filter(|answer| !answer.is_empty()))
}

/// The table at `path`, made with those above it, which are not written themselves.
fn table<'a>(model: &'a mut DocumentMut, path: &[&str]) -> &'a mut Table {
    path.iter().fold(model.as_table_mut(), |table, key| {
        let inside = table.entry(key).or_insert_with(|| {
            let mut fresh = Table::new();
            fresh.set_implicit(true);
            fresh.into()
        });
        if !inside.is_table() {
            *inside = Table::new().into();
        }
        inside.as_table_mut().expect("it was made a table")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starting_model_reads_as_if_written_by_hand() {
        let expected = "\
[service]
name = \"\"
summary = \"\"

[resources.note.fields]
author = \"-> user owner\"
title = \"string(1..200)\"
body = \"text\"

[resources.note.access]
read = \"public\"
create = \"authenticated\"
update = \"owner\"
delete = [\"owner\", \"admin\"]
";
        assert_eq!(Answers::default().model().unwrap(), expected);
    }

    #[test]
    fn no_answer_escapes_its_place() {
        let answers = Answers {
            summary: Some("\"\"\"\n[x]".to_owned()),
            resource: Some("a]\n[b".to_owned()),
            fields: vec!["c\"\n= 1: integer\"\nd = 2".to_owned()],
            read: None,
        };
        let model: DocumentMut = answers.model().unwrap().parse().unwrap();
        assert_eq!(model.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["service", "resources"]);
    }
}
