//! Actions, and what they set.

use super::dice::Dice;
use super::words::NAMES;
use super::{Draft, Resource};

impl Dice {
    pub(crate) fn action(&mut self, draft: &Draft, at: usize) -> String {
        let resource = &draft.resources[at];
        let name = self.name();
        let (mut takes, mut sets) = (Vec::new(), Vec::new());
        for _ in 0..=self.below(3) {
            let (field, value, asked) = self.assignment(resource);
            sets.push(format!("{field} = \"{value}\""));
            takes.extend(asked);
        }
        let when = match self.one_in(2) {
            true => format!("when = \"{}\", ", self.condition(draft, at)),
            false => String::new(),
        };
        let takes = match takes.is_empty() {
            true => String::new(),
            false => format!("takes = {{ {} }}, ", takes.join(", ")),
        };
        let summary = if self.one_in(4) { self.summary() + ", " } else { String::new() };
        let who =
            self.who(draft, resource, &["owner", "member", "admin", "authenticated", "public"]);
        let who = who + &self.maybe_if(draft, at);
        let sets = sets.join(", ");
        format!("{name} = {{ access = \"{who}\", {summary}{when}{takes}set = {{ {sets} }} }}")
    }

    /// A field, what it is set to, and what is taken for it.
    pub(crate) fn assignment(&mut self, resource: &Resource) -> (String, String, Option<String>) {
        let field = self.pick(&resource.field_names()).to_owned();
        let kind = resource.kind(&field);
        if self.one_in(3) {
            let asked = self.pick(NAMES).to_owned();
            let optional = if self.one_in(3) { "?" } else { "" };
            let takes = format!("{asked} = \"{kind}{optional}\"");
            return (field, format!("taken.{asked}"), Some(takes));
        }
        let value = match kind.split(['(', ' ']).next().unwrap_or_default() {
            _ if self.one_in(6) => "null".to_owned(),
            "timestamp" | "date" | "time" => "now()".to_owned(),
            "->" => "me".to_owned(),
            "text" | "string" => "'it''s'".to_owned(),
            "boolean" => self.pick(&["true", "false"]).to_owned(),
            "enum" => resource.variants(&field).last().cloned().unwrap_or_default(),
            "integer" | "bigint" | "decimal" | "float" => match self.below(4) {
                0 | 3 => format!("{field} + 1"),
                1 => format!("{field} - 2"),
                _ => "3".to_owned(),
            },
            _ => "null".to_owned(),
        };
        (field, value, None)
    }
}
