//! Legal models, drawn from a seed: odd names, every type, attribute and construct.
//!
//! A model grows piece by piece. A piece that the check refuses is left out again, so what is
//! drawn need not know the rules, and what remains is legal.

mod actions;
mod dice;
mod pieces;
mod rules;
pub(crate) mod words;

use std::fmt::Write as _;

use crate::support::project;

pub(crate) use dice::Dice;

/// A model in pieces, each a line of TOML.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Draft {
    pub seed: u64,
    pub summary: String,
    pub roles: Vec<String>,
    pub enums: Vec<String>,
    pub resources: Vec<Resource>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Resource {
    pub name: String,
    pub settings: Vec<String>,
    pub fields: Vec<(String, String)>,
    pub access: Vec<(&'static str, Vec<String>)>,
    pub actions: Vec<String>,
}

/// The model of a seed, as text.
pub(crate) fn model(seed: u64) -> String {
    let mut draft = draft(seed);
    draft.announce();
    draft.text()
}

/// The model of a seed.
pub(crate) fn draft(seed: u64) -> Draft {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(seed));
    let mut draft = Draft { seed, summary: dice.summary(), ..Draft::default() };
    draft.resources.push(Resource { name: "user".to_owned(), ..Resource::default() });
    for _ in 0..dice.below(3) {
        let (name, includes) = (dice.name(), dice.pick(&["member", "helper"]));
        let role = format!("{name} = {{ includes = [\"{includes}\"] }}");
        draft.keep_if_legal(|draft| draft.roles.push(role));
    }
    for _ in 0..dice.below(3) {
        let name = dice.name();
        let variants = dice.names(6).join("\", \"");
        draft.keep_if_legal(|draft| draft.enums.push(format!("{name} = [\"{variants}\"]")));
    }
    for _ in 0..=dice.below(5) {
        let resource = dice.resource(&draft);
        draft.keep_if_legal(|draft| draft.resources.push(resource));
    }
    for at in 0..draft.resources.len() {
        for _ in 0..dice.below(12) {
            let field = dice.field(&draft);
            draft.keep_if_legal(|draft| draft.resources[at].fields.push(field));
        }
    }
    for at in 0..draft.resources.len() {
        for _ in 0..4 {
            let field = dice.derived(&draft, at);
            draft.keep_if_legal(|draft| draft.resources[at].fields.push(field));
        }
        for _ in 0..9 {
            let setting = dice.setting(&draft, at);
            draft.keep_if_legal(|draft| draft.resources[at].settings.push(setting));
        }
        for _ in 0..6 {
            let (operation, rule) = dice.rule(&draft, at);
            draft.keep_if_legal(|draft| draft.resources[at].allow(operation, rule));
        }
        for _ in 0..dice.below(16) {
            let action = dice.action(&draft, at);
            draft.keep_if_legal(|draft| draft.resources[at].actions.push(action));
        }
    }
    draft
}

impl Draft {
    /// Has some of it go, by dice of its own, so that the rest of a seed stays as it is.
    fn announce(&mut self) {
        let mut dice = Dice(self.seed.wrapping_mul(0xd1b5_4a32_d192_ed03).wrapping_add(1));
        for at in 0..self.resources.len() {
            if dice.one_in(3) {
                let notice = dice.notice();
                self.keep_if_legal(|draft| draft.resources[at].settings.push(notice));
            }
            let field = dice.going();
            self.keep_if_legal(|draft| draft.resources[at].fields.push(field));
            for action in 0..self.resources[at].actions.len() {
                let notice = format!("{{ {}, access", dice.notice());
                if dice.one_in(3) {
                    self.keep_if_legal(|draft| {
                        let action = &mut draft.resources[at].actions[action];
                        *action = action.replacen("{ access", &notice, 1);
                    });
                }
            }
        }
    }

    fn keep_if_legal(&mut self, change: impl FnOnce(&mut Self)) {
        let mut changed = self.clone();
        change(&mut changed);
        if project::check(&changed.text()).is_ok() {
            *self = changed;
        }
    }

    pub(crate) fn text(&self) -> String {
        let seed = self.seed;
        let mut text = format!(
            "[service]\nname = \"drawn-{seed}\"\n{}\n\n[roles]\nmember = {{ default = true }}\n\
             helper = {{ includes = [\"member\"] }}\nadmin = {{ includes = [\"helper\"] }}\n{}\n",
            self.summary,
            self.roles.join("\n")
        );
        if !self.enums.is_empty() {
            let _ = write!(text, "\n[enums]\n{}\n", self.enums.join("\n"));
        }
        for resource in &self.resources {
            resource.write(&mut text);
        }
        text
    }
}

impl Resource {
    pub(crate) fn allow(&mut self, operation: &'static str, rule: String) {
        match self.access.iter_mut().find(|(known, _)| *known == operation) {
            Some((_, rules)) => rules.push(rule),
            None => self.access.push((operation, vec![rule])),
        }
    }

    fn write(&self, text: &mut String) {
        let name = &self.name;
        let _ = writeln!(text, "\n[resources.{name}]");
        for setting in &self.settings {
            let _ = writeln!(text, "{setting}");
        }
        let meant = self.public_writes();
        if !meant.is_empty() {
            let _ = writeln!(text, "acknowledge = [\"{}\"]", meant.join("\", \""));
        }
        let _ = writeln!(text, "\n[resources.{name}.fields]");
        for (field, expression) in &self.fields {
            let _ = writeln!(text, "{field} = {expression}");
        }
        let _ = writeln!(text, "\n[resources.{name}.access]");
        for (operation, rules) in &self.access {
            let _ = writeln!(text, "{operation} = [\"{}\"]", rules.join("\", \""));
        }
        if !self.actions.is_empty() {
            let _ = writeln!(text, "\n[resources.{name}.actions]\n{}", self.actions.join("\n"));
        }
    }

    /// What the rules open to everybody beyond reading, as a model acknowledges it.
    fn public_writes(&self) -> Vec<String> {
        let is_public = |rule: &str| rule.starts_with("public");
        let rules = self.access.iter().filter(|(operation, rules)| {
            let is_registration = self.name == "user" && *operation == "create";
            *operation != "read" && !is_registration && rules.iter().any(|rule| is_public(rule))
        });
        let actions = self.actions.iter().filter_map(|line| {
            let (name, action) = line.split_once(" = { access = \"")?;
            is_public(action).then_some(name)
        });
        let rules = rules.map(|(operation, _)| *operation);
        rules.chain(actions).map(|name| format!("public {name}")).collect()
    }

    /// Names of fields, and of a parent if there is one.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The type of a field, without what follows it.
    pub(crate) fn kind(&self, field: &str) -> &str {
        let found = self.fields.iter().find(|(name, _)| name == field);
        let text = found.map_or("", |(_, expression)| expression.trim_matches('"'));
        let end = match text.starts_with("->") {
            true => text[2..].trim_start().find([' ', '?']).map(|at| at + 3),
            false => text.find(')').map(|at| at + 1).or_else(|| text.find([' ', '?'])),
        };
        text[..end.unwrap_or(text.len())].trim_end_matches('?')
    }

    /// The variants that a field says itself.
    pub(crate) fn variants(&self, field: &str) -> Vec<String> {
        let inside = self.kind(field).strip_prefix("enum(").and_then(|kind| kind.strip_suffix(')'));
        inside.map_or_else(Vec::new, |list| list.split(", ").map(str::to_owned).collect())
    }

    /// Fields whose expression begins with `kind`.
    pub(crate) fn fields_of(&self, kind: &str) -> Vec<&str> {
        let wanted = self.fields.iter().filter(|(_, expression)| expression[1..].starts_with(kind));
        wanted.map(|(name, _)| name.as_str()).collect()
    }
}
