//! Statements that read rows.

use crate::sql::{Above, Argument, Parameter, Statement};
use crate::view::slice::key::{self, Key};
use crate::view::slice::statement::{Function, Maker, Taken, looks_at_viewer, taken, viewer_bind};
use crate::view::{above, text, types};

impl Maker<'_> {
    pub(super) fn find(&self, statement: &Statement) -> Function {
        let key = key::key(self.model, self.id);
        let words = &self.names.words;
        let seen = match looks_at_viewer(statement) {
            true => format!("The {words}, if the viewer may see it."),
            false => format!("The {words}, if there is one."),
        };
        self.reader(statement, &key, taken(&key.ident, &key.parameter), "Option", seen)
    }

    pub(super) fn hold_itself(&self, statement: &Statement) -> Function {
        let seen = match looks_at_viewer(statement) {
            true => ", if the viewer may see it. It",
            false => ", if there is one. It",
        };
        let said =
            format!("The {}{seen} stays as it is until the transaction ends.", self.names.words);
        let key = key::key(self.model, self.id);
        let by = taken(&key.ident, &key.parameter);
        let function = self.reader(statement, &key, by, "Option", String::new());
        Function { documentation: text::filled(&said), ..function }
    }

    pub(super) fn find_deleted(&self, statement: &Statement) -> Function {
        let key = key::key(self.model, self.id);
        let seen = format!(
            "The deleted {}, if the viewer might see it were it not deleted.",
            self.names.words
        );
        self.reader(statement, &key, taken(&key.ident, &key.parameter), "Option", seen)
    }

    pub(super) fn by_ids(&self, statement: &Statement) -> Function {
        let words = &self.names.plural_words;
        let seen = match looks_at_viewer(statement) {
            true => format!("Those of the {words} that the viewer may see."),
            false => format!("The {words} of these ids."),
        };
        let key = key::key(self.model, self.id);
        self.reader(statement, &key, taken("ids", "&[Uuid]"), "Vec", seen)
    }

    /// A function that holds a row above.
    pub(super) fn hold(&self, above: &Above) -> Function {
        let field = &self.resource.fields[above.relation.0];
        let id = types::of_field(self.model, self.id, field).map(|kind| kind.text);
        let id = id.unwrap_or_default();
        let (id, bind) = match field.optional {
            true => (format!("Option<{id}>"), "id.map(|id| id.0)"),
            false => (id, "id.0"),
        };
        let row = above::type_name(self.resource, above.relation);
        let said = format!(
            "The {} of {}, which stays as it is until the transaction ends.",
            field.name.words(),
            self.names.a_row
        );
        let (name, answer) = (&above.hold.name, format!("Option<{row}>"));
        let parameters = vec![taken("id", id)];
        let binds = vec![bind.to_owned()];
        Function {
            documentation: text::filled(&said),
            row,
            ..self.function(&above.hold, name, parameters, &answer, binds)
        }
    }

    /// A function that reads the rows that `by` names; it takes a viewer of any form.
    fn reader(
        &self,
        statement: &Statement,
        key: &Key,
        by: Taken,
        holder: &str,
        documentation: String,
    ) -> Function {
        let turns_viewer = looks_at_viewer(statement);
        let viewer = if turns_viewer { "viewer" } else { "_viewer" };
        let parameters = vec![by, taken(viewer, "impl Into<Viewer>")];
        let bind = |parameter: &Parameter| match parameter.argument {
            Argument::Ids => "ids".to_owned(),
            Argument::Viewer | Argument::Role(_) => viewer_bind(self.model, parameter.argument),
            _ => key.bind.clone(),
        };
        let binds = statement.parameters.iter().map(bind).collect();
        let answer = format!("{holder}<{}>", self.names.type_name);
        Function {
            documentation: vec![documentation],
            turns_viewer,
            ..self.function(statement, &statement.name, parameters, &answer, binds)
        }
    }
}
