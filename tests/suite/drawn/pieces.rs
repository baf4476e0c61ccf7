//! Resources, their fields and their settings.

use std::fmt::Write as _;

use super::dice::Dice;
use super::words::{ATTRIBUTES, DEFAULTS, NAMES, RELATION_ATTRIBUTES, SCALARS, TEXTS};
use super::{Draft, Resource};

impl Dice {
    pub(crate) fn resource(&mut self, draft: &Draft) -> Resource {
        let mut resource = Resource { name: self.name(), ..Resource::default() };
        if self.one_in(2) {
            let author = self.name();
            resource.fields.push((author, "\"-> user owner\"".to_owned()));
        }
        if draft.resources.len() > 1 && self.one_in(3) {
            let parent = &draft.resources[1 + self.below(draft.resources.len() - 1)].name;
            resource.settings.push(match self.one_in(3) {
                true => format!("under = {{ resource = \"{parent}\", on_delete = \"restrict\" }}"),
                false => format!("under = \"{parent}\""),
            });
        }
        let readers = ["public", "authenticated", "member", "owner"];
        let read = match resource.fields.is_empty() {
            true => self.pick(&readers[..3]),
            false => self.pick(&readers),
        };
        resource.allow("read", read.to_owned());
        resource.allow("create", self.pick(&["member", "authenticated", "admin"]).to_owned());
        resource
    }

    pub(crate) fn target(&mut self, draft: &Draft) -> String {
        draft.resources[self.below(draft.resources.len())].name.clone()
    }

    /// A field that keeps something.
    pub(crate) fn field(&mut self, draft: &Draft) -> (String, String) {
        let name = self.name();
        let mut kind = match self.below(10) {
            0..=5 => self.pick(SCALARS).to_owned(),
            6 => format!("enum({})", self.names(5).join(", ")),
            7 => {
                let declared: Vec<&str> =
                    draft.enums.iter().filter_map(|line| line.split(' ').next()).collect();
                self.pick(&declared).to_owned()
            }
            _ => format!("-> {}", self.target(draft)),
        };
        let variant = kind.strip_prefix("enum(").and_then(|rest| rest.split([',', ')']).next());
        let variant = variant.map(str::to_owned);
        if self.one_in(3) {
            kind.push('?');
        }
        for _ in 0..self.below(4) {
            let attribute = match kind.get(..2) {
                Some("->") => self.pick(RELATION_ATTRIBUTES),
                Some("de" | "fl") => self.pick(&["min(0)", "max(1000)", "filter", "sort"]),
                _ => self.pick(ATTRIBUTES),
            };
            if !kind.contains(attribute) {
                let _ = write!(kind, " {attribute}");
            }
        }
        if self.one_in(3) {
            let default = variant.unwrap_or_else(|| self.pick(DEFAULTS).to_owned());
            let _ = write!(kind, " = {default}");
        }
        if self.one_in(5) && !kind.contains(' ') {
            let summary = self.summary();
            let is_text = kind.starts_with("text") || kind.starts_with("string");
            let default = match is_text && self.one_in(2) {
                true => format!(", default = \"{}\"", self.hostile()),
                false => String::new(),
            };
            return (name, format!("{{ type = \"{kind}\", {summary}{default} }}"));
        }
        (name, format!("\"{kind}\""))
    }

    /// A field that is made from others.
    pub(crate) fn derived(&mut self, draft: &Draft, at: usize) -> (String, String) {
        let name = self.name();
        let texts = draft.resources[at].fields_of("string");
        let target = self.target(draft);
        let relation = {
            let pointing = draft.resources.iter().find(|known| known.name == target);
            self.relation(pointing.unwrap_or(&draft.resources[at])).0
        };
        let kind = match self.below(8) {
            0 => format!("count({target})"),
            1 => format!("mine({target})"),
            2 => format!("count({target}.{relation})"),
            3 => format!("mine({target}.{relation})"),
            4 => format!("<-> {target} as {}", self.name()),
            5 => format!("<-> {target}"),
            6 => format!("<-> {target} as {} link(owner, admin)", self.name()),
            _ => format!("slug({})", self.pick(&texts)),
        };
        (name, format!("\"{kind}\""))
    }

    pub(crate) fn summary(&mut self) -> String {
        format!("summary = \"{}\"", self.hostile())
    }

    /// A field that goes.
    pub(super) fn going(&mut self) -> (String, String) {
        let (name, kind) = (self.name(), self.pick(SCALARS));
        let reason = self.hostile();
        let filter = if self.one_in(2) { ", filter = true" } else { "" };
        (name, format!("{{ type = \"{kind}?\", deprecated = \"{reason}\"{filter} }}"))
    }

    /// That something goes.
    pub(super) fn notice(&mut self) -> String {
        let sunset = self.pick(&["", ", sunset = \"2027-06-01\""]);
        let instead = match self.below(3) {
            0 => String::new(),
            1 => format!(", use = \"{}\"", self.hostile()),
            _ => format!(", use = \"https://example.com/{}\"", "a?b=c&".repeat(self.below(20))),
        };
        format!("deprecated = {{ since = \"2026-12-01\"{sunset}{instead} }}")
    }

    /// A text that would be code, as TOML writes it.
    pub(crate) fn hostile(&mut self) -> String {
        self.pick(TEXTS).replace('\\', "\\\\").replace('"', "\\\"")
    }

    pub(crate) fn setting(&mut self, draft: &Draft, at: usize) -> String {
        let resource = &draft.resources[at];
        let fields = resource.field_names();
        let (one, other) = (self.pick(&fields), self.pick(&fields));
        match self.below(18) {
            0 => "soft_delete = true".to_owned(),
            1 => format!("order = \"-{one}\""),
            2 => "page = { default = 5, max = 50 }".to_owned(),
            3 => format!("key = \"{one}\""),
            4 => format!("unique = [[\"{one}\", \"{other}\"]]"),
            5 => format!("unique = [{{ fields = [\"{one}\"], nulls = \"equal\" }}]"),
            6 => format!("indexes = [[\"{one}\", \"-created_at\"]]"),
            7 => format!("checks = [\"{one} != {other}\"]"),
            8 => format!("checks = [\"{one} is not null if {other} is not null\"]"),
            9 => format!("checks = [\"one of {one}, {other}\"]"),
            10 => {
                let live = self.condition(draft, at);
                format!("unique = [{{ fields = [\"{one}\"], where = \"{live}\" }}]")
            }
            11 => {
                let (then, when) = (self.condition(draft, at), self.condition(draft, at));
                format!("checks = [\"{then} if {when}\"]")
            }
            12 => format!("checks = [\"{}\"]", self.condition(draft, at)),
            13 => format!("checks = [\"{one} < {other}\"]"),
            14 => format!("plural = \"{}_{}\"", self.pick(NAMES), self.pick(NAMES)),
            15 => format!("indexes = [[\"{one}\", \"{other}\"], [\"updated_at\"]]"),
            16 => "page = { default = 1, max = 1 }".to_owned(),
            _ => self.summary(),
        }
    }
}
