//! Statements that make and change rows.

use crate::model::{FieldId, FieldKind, Scalar, Value};
use crate::sql::{Argument, Kind, Parameter, Statement};
use crate::view::condition::Asker;
use crate::view::slice::input::{self, Presence};
use crate::view::slice::statement::{Function, Maker, caller_bind, caller_parameter, taken};
use crate::view::slice::token;
use crate::view::slice::value::body_value;
use crate::view::{above, names, text, types};

impl Maker<'_> {
    /// Who makes a row; of an account, nobody yet.
    fn creator(&self) -> Asker {
        match self.resource.account {
            true => Asker::Viewer,
            false => Asker::of(&self.resource.access.create),
        }
    }

    pub(super) fn create(&self, statement: &Statement) -> Function {
        let (creator, names) = (self.creator(), &self.names);
        let bind = |parameter: &Parameter| self.created(parameter, creator);
        let binds: Vec<String> = statement.parameters.iter().map(bind).collect();
        let mut parameters = Vec::new();
        if !self.resource.account {
            parameters.extend(caller_parameter(creator, &binds));
        }
        let mut under = String::new();
        if let Some(at) = self.resource.under {
            let field = &self.resource.fields[at.0];
            let id_type = types::of_field(self.model, self.id, field).map(|kind| kind.text);
            parameters.push(taken(above::local(self.resource, at), id_type.unwrap_or_default()));
            under = format!(" to the {}", field.name.words());
        }
        if binds.iter().any(|bind| names::mentions(bind, "new")) {
            parameters.push(taken("new", format!("&New{}", names.type_name)));
        }
        if self.resource.account {
            parameters.push(taken("password_hash", "&str"));
        }
        let tokens = token::tokens(self.resource);
        parameters.extend(tokens.into_iter().map(|token| taken(token.ident, "&str")));
        let whose = match self.resource.owner {
            Some(_) => format!(" of the {}", creator.ident()),
            None => String::new(),
        };
        let documentation = vec![format!("Adds {}{whose}{under}.", names.a_row)];
        if self.resource.account {
            let answer = format!("{}Id", names.type_name);
            let function = self.function(statement, "create", parameters, &answer, binds);
            return Function { documentation, gives: "id", ..function };
        }
        let function = self.function(statement, "create", parameters, &names.type_name, binds);
        Function { documentation, ..function }
    }

    /// A value of a new row.
    fn created(&self, parameter: &Parameter, creator: Asker) -> String {
        match parameter.argument {
            Argument::Id if self.resource.account => "id.0".to_owned(),
            Argument::Id => "Uuid::now_v7()".to_owned(),
            Argument::Field(at) if self.resource.owner == Some(at) => creator.id().to_owned(),
            Argument::Field(at) if self.resource.under == Some(at) => {
                format!("{}.0", above::local(self.resource, at))
            }
            Argument::Field(at) => self.new_value(at, &parameter.kind),
            Argument::IsChanged(at) => {
                format!("new.{}.is_set()", types::ident(&self.resource.fields[at.0]))
            }
            Argument::Email => "new.email".to_owned(),
            Argument::PasswordHash => "password_hash".to_owned(),
            _ if self.resource.account => "None::<Uuid>".to_owned(),
            argument => caller_bind(self.model, argument, creator),
        }
    }

    fn new_value(&self, at: FieldId, kind: &Kind) -> String {
        let field = &self.resource.fields[at.0];
        if let FieldKind::Scalar(Scalar::Slug { from }) = field.kind {
            return format!("slugify({})", self.slug_source(from));
        }
        if matches!(field.default, Some(Value::Token(_))) {
            return token::value(self.resource, at);
        }
        body_value("new", field, kind, Presence::on_create(field))
    }

    /// The text that a new row's slug is derived from: what stands for it where a request does not
    /// say it.
    fn slug_source(&self, at: FieldId) -> String {
        let field = &self.resource.fields[at.0];
        let place = format!("new.{}", types::ident(field));
        match &field.default {
            Some(Value::Token(_)) => token::value(self.resource, at),
            Some(Value::Text(value)) if !input::is_given(self.resource, at) => text::rust(value),
            Some(Value::Text(value)) => {
                format!("{place}.as_set().map_or({}, String::as_str)", text::rust(value))
            }
            _ => format!("&{place}"),
        }
    }

    pub(super) fn update(&self, statement: &Statement) -> Function {
        let names = &self.names;
        let row = &names.row;
        let asker = Asker::on_row(self.resource, &self.resource.access.update);
        let bind = |parameter: &Parameter| match parameter.argument {
            Argument::Id => format!("{row}.id.0"),
            Argument::Version => format!("{row}.version"),
            Argument::Field(at) => {
                let field = &self.resource.fields[at.0];
                body_value("changes", field, &parameter.kind, Presence::on_update(field))
            }
            Argument::IsChanged(at) => {
                format!("changes.{}.is_set()", types::ident(&self.resource.fields[at.0]))
            }
            argument => caller_bind(self.model, argument, asker),
        };
        let binds: Vec<String> = statement.parameters.iter().map(bind).collect();
        let parameters = caller_parameter(asker, &binds)
            .into_iter()
            .chain([
                taken(row, format!("&{}", names.type_name)),
                taken("changes", format!("&{}Changes", names.type_name)),
            ])
            .collect();
        let answer = format!("Option<{}>", names.type_name);
        let documentation =
            vec![format!("Changes the {}, unless it has another version by now.", names.words)];
        Function { documentation, ..self.function(statement, "update", parameters, &answer, binds) }
    }
}
