//! Conditions, and who may do what.

use super::dice::Dice;
use super::words::RULES;
use super::{Draft, Resource};

impl Dice {
    pub(crate) fn condition(&mut self, draft: &Draft, at: usize) -> String {
        let resource = &draft.resources[at];
        let mut one = self.comparison(resource);
        if self.one_in(4) {
            let (relation, target) = self.relation(resource);
            let far = draft.resources.iter().find(|known| known.name == target);
            one = format!("{relation}.{}", self.comparison(far.unwrap_or(resource)));
        }
        match self.one_in(5) {
            true => format!("{one} and {}", self.comparison(resource)),
            false => one,
        }
    }

    /// A relation, and what it points at.
    pub(crate) fn relation(&mut self, resource: &Resource) -> (String, String) {
        let relations: Vec<(&str, &str)> = resource
            .fields
            .iter()
            .filter_map(|(name, expression)| {
                let target = expression.strip_prefix("\"-> ")?;
                Some((name.as_str(), target.split([' ', '?', '"']).next()?))
            })
            .collect();
        let (name, target) = *relations.get(self.below(relations.len())).unwrap_or(&("no", "no"));
        (name.to_owned(), target.to_owned())
    }

    /// A comparison that fits some field.
    pub(crate) fn comparison(&mut self, resource: &Resource) -> String {
        let field = self.pick(&resource.field_names()).to_owned();
        let kind = resource.kind(&field);
        let word = kind.split(['(', ' ']).next().unwrap_or_default();
        let test = match word {
            _ if self.one_in(4) => self.pick(&[" is null", " is not null"]).to_owned(),
            "boolean" if self.one_in(2) => return format!("not {field}"),
            "integer" | "bigint" => self.pick(&[" > 0", " in (1, 2, 3)", " != -4"]).to_owned(),
            "decimal" | "float" => self.pick(&[" <= 2.5", " != 1"]).to_owned(),
            "timestamp" => self.pick(&[" < now()", " >= now()"]).to_owned(),
            "date" => " >= '2024-01-01'".to_owned(),
            "string" | "text" => self.pick(&[" in ('x', 'it''s')", " != 'abc'"]).to_owned(),
            "enum" => match resource.variants(&field).as_slice() {
                [one, other, ..] => format!(" in ({one}, {other})"),
                [one] => format!(" != {one}"),
                [] => String::new(),
            },
            _ => String::new(),
        };
        field + &test
    }

    pub(crate) fn rule(&mut self, draft: &Draft, at: usize) -> (&'static str, String) {
        let resource = &draft.resources[at];
        let operations = ["read", "create", "update", "update", "delete", "delete"];
        let operation = operations[self.below(operations.len())];
        (operation, self.who(draft, resource, RULES) + &self.maybe_if(draft, at))
    }

    pub(crate) fn maybe_if(&mut self, draft: &Draft, at: usize) -> String {
        match self.one_in(3) {
            true => format!(" if {}", self.condition(draft, at)),
            false => String::new(),
        }
    }

    pub(crate) fn who(&mut self, draft: &Draft, resource: &Resource, others: &[&str]) -> String {
        let relations = resource.fields_of("->");
        let parents: Vec<&str> = resource
            .settings
            .iter()
            .filter_map(|setting| setting.strip_prefix("under = \"")?.strip_suffix('"'))
            .collect();
        let roles: Vec<&str> =
            draft.roles.iter().filter_map(|line| line.split(' ').next()).collect();
        match self.below(7) {
            0 => self.pick(&relations).to_owned(),
            1 => format!("{}.owner", self.pick(&relations)),
            2 => format!("{}.owner", self.pick(&parents)),
            3 => self.pick(&roles).to_owned(),
            _ => self.pick(others).to_owned(),
        }
    }
}
