//! Statements that take rows away, and the one that brings them back.

use crate::sql::{Argument, Parameter, Statement};
use crate::view::condition::Asker;
use crate::view::slice::statement::{Function, Maker, Taken, caller_bind, caller_parameter, taken};
use crate::view::text;

impl Maker<'_> {
    pub(super) fn delete(&self, statement: &Statement) -> Function {
        let verb = if self.resource.soft_delete { "Hides" } else { "Deletes" };
        let documentation =
            format!("{verb} the {}, unless it has another version by now.", self.names.words);
        let binds = self.row_binds(statement);
        Function {
            documentation: vec![documentation],
            ..self.function(statement, "delete", vec![self.row()], "bool", binds)
        }
    }

    /// Of the account: what goes or lets go with it, and the closing itself.
    pub(super) fn close(&self, statement: &Statement) -> Function {
        let words = &self.names.words;
        let closes =
            statement.parameters.iter().any(|parameter| parameter.argument == Argument::Version);
        let (answer, gives) = if closes { ("bool", "touched") } else { ("()", "nothing") };
        let documentation = match closes {
            true => format!(
                "Closes the {words}, unless it has another version by now: nothing is left but its row."
            ),
            false if statement.name.starts_with("release") => {
                format!("Has rows that stay let go of the {words}, which is closed.")
            }
            false => format!("Deletes what goes with the {words}, which is closed."),
        };
        let binds = self.row_binds(statement);
        Function {
            documentation: text::filled(&documentation),
            gives,
            ..self.function(statement, &statement.name, vec![self.row()], answer, binds)
        }
    }

    pub(super) fn restore(&self, statement: &Statement) -> Function {
        let documentation = format!(
            "Brings the deleted {} back, unless it has another version by now.",
            self.names.words
        );
        let binds = self.row_binds(statement);
        let parameters =
            caller_parameter(self.remover(), &binds).into_iter().chain([self.row()]).collect();
        let answer = format!("Option<{}>", self.names.type_name);
        Function {
            documentation: vec![documentation],
            ..self.function(statement, "restore", parameters, &answer, binds)
        }
    }

    /// Who deletes and restores.
    fn remover(&self) -> Asker {
        Asker::on_row(self.resource, &self.resource.access.delete)
    }

    fn row(&self) -> Taken {
        taken(&self.names.row, format!("&{}", self.names.type_name))
    }

    fn row_binds(&self, statement: &Statement) -> Vec<String> {
        let row = &self.names.row;
        let bind = |parameter: &Parameter| match parameter.argument {
            Argument::Id => format!("{row}.id.0"),
            Argument::Version => format!("{row}.version"),
            argument => caller_bind(self.model, argument, self.remover()),
        };
        statement.parameters.iter().map(bind).collect()
    }
}
