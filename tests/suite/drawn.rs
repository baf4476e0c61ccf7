//! Legal models, drawn from a seed: odd names, every type, attribute and construct.
//!
//! A model grows piece by piece. A piece that the check refuses is left out again, so what is
//! drawn need not know the rules, and what remains is legal.

use std::fmt::Write as _;

use crate::support::project;

/// Names that mean something to Rust, SQL, HTTP or the service, and plain ones.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "type", "match", "move", "ref", "async", "fn", "impl", "loop", "gen", "try", "yield", "box",
    "select", "order", "group", "table", "limit", "offset", "check", "default", "primary", "with",
    "value", "values", "row", "rows", "position", "precision", "user_name", "grant", "analyze",
    "status", "page", "token", "session", "request", "response", "state", "app", "query", "filter",
    "sort", "item", "items", "data", "result", "error", "option", "body", "path", "key", "index",
    "string", "number", "boolean", "date", "time", "timestamp", "decimal", "float", "integer",
    "a", "x", "b2", "o_o", "title", "name", "summary", "price", "stock", "colour", "author",
    "editor", "owner_name", "parent", "child", "person", "category", "box_office", "news",
    "series", "analysis", "address", "status_code", "created", "updated", "deleted", "found",
    "viewer", "principal", "changes", "new", "list", "show", "faults", "db", "id_card", "uuid_v7",
    "rule", "policy_note", "model", "handler", "count_of_things", "mine_shaft", "field", "next",
    "previous", "first", "last", "left", "right", "end", "start", "and_more", "or_else", "is_it",
    "the_quite_long_name_of_a_thing_that_somebody_wanted_to_keep",
    "another_name_that_comes_close_to_the_sixty_that_are_allowed",
    "an_uncommonly_verbose_description_of_one",
];

/// Texts that would be code if anybody forgot to quote them.
const TEXTS: &[&str] = &[
    "Something that people keep.",
    "Ends */ early // and \"quotes\" 'twice' \\ back",
    "{{ liquid }} and {% raw %} and #{rust} and ${shell} and $1",
    "r#\"raw\"# <b>html</b> `code` **bold** [link](x)",
    "100 % of “it” — ünïcødé, 日本語 🎉",
    "'; drop table users; -- $$ <!-- --> ]]> : - # !!str | >",
    "r####\"raw\"#### {} {0} {{7*7}} {% endraw %} \\u{202e} \\n",
];

const SCALARS: &[&str] = &[
    "string",
    "string(1..80)",
    "string(3..30)",
    "string(8)",
    "text",
    "text(1..2000)",
    "integer",
    "integer(0..)",
    "integer(-5..5)",
    "bigint",
    "bigint(..9000000000)",
    "decimal(10, 2)",
    "decimal(28, 10)",
    "float",
    "boolean",
    "date",
    "time",
    "timestamp",
    "uuid",
    "email",
    "url",
    "json",
    "[string(1..20)](..5)",
    "[integer](1..3)",
    "[decimal(6, 2)](..4)",
    "[uuid](..2)",
    "[date](..2)",
    "[boolean](..3)",
];

const ATTRIBUTES: &[&str] = &[
    "unique",
    "index",
    "ignore_case",
    "filter",
    "filter",
    "sort",
    "search",
    "immutable",
    "secret",
    "write()",
    "write(admin)",
    "read(admin)",
    "read(owner, admin)",
    "write(owner)",
    "pattern('[a-z0-9_]+')",
    "pattern('[A-Z]{3}-[0-9]{2,4}')",
    "pattern('[a-z#{}$`%<>]+')",
    "min('2020-01-01')",
];

const RELATION_ATTRIBUTES: &[&str] = &[
    "unique",
    "filter",
    "index",
    "immutable",
    "on_delete(cascade)",
    "on_delete(null)",
    "write(admin)",
    "read(admin)",
];

const DEFAULTS: &[&str] = &[
    "0",
    "1",
    "-3",
    "2.50",
    "true",
    "false",
    "now()",
    "uuid()",
    "token(32)",
    "'it''s'",
    "'x'",
    "'2030-01-31'",
];

const RULES: &[&str] = &["public", "authenticated", "owner", "admin", "member", "helper"];

/// A model in pieces.
#[derive(Debug, Clone, Default)]
struct Draft {
    summary: String,
    roles: Vec<String>,
    enums: Vec<String>,
    resources: Vec<Resource>,
}

#[derive(Debug, Clone, Default)]
struct Resource {
    name: String,
    settings: Vec<String>,
    fields: Vec<(String, String)>,
    access: Vec<(&'static str, Vec<String>)>,
    actions: Vec<String>,
}

/// The model of a seed, as text.
pub(crate) fn model(seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(seed));
    let mut draft = Draft { summary: dice.summary(), ..Draft::default() };
    draft.resources.push(Resource { name: "user".to_owned(), ..Resource::default() });
    for _ in 0..dice.below(3) {
        let (name, includes) = (dice.name(), dice.pick(&["member", "helper"]));
        let role = format!("{name} = {{ includes = [\"{includes}\"] }}");
        draft.keep_if_legal(seed, |draft| draft.roles.push(role));
    }
    for _ in 0..dice.below(3) {
        let name = dice.name();
        let variants = dice.names(6).join("\", \"");
        draft.keep_if_legal(seed, |draft| draft.enums.push(format!("{name} = [\"{variants}\"]")));
    }
    for _ in 0..=dice.below(5) {
        let resource = dice.resource(&draft);
        draft.keep_if_legal(seed, |draft| draft.resources.push(resource));
    }
    for at in 0..draft.resources.len() {
        for _ in 0..dice.below(12) {
            let field = dice.field(&draft);
            draft.keep_if_legal(seed, |draft| draft.resources[at].fields.push(field));
        }
    }
    for at in 0..draft.resources.len() {
        for _ in 0..4 {
            let field = dice.derived(&draft, at);
            draft.keep_if_legal(seed, |draft| draft.resources[at].fields.push(field));
        }
        for _ in 0..9 {
            let setting = dice.setting(&draft, at);
            draft.keep_if_legal(seed, |draft| draft.resources[at].settings.push(setting));
        }
        for _ in 0..6 {
            let (operation, rule) = dice.rule(&draft, at);
            draft.keep_if_legal(seed, |draft| draft.resources[at].allow(operation, rule));
        }
        for _ in 0..dice.below(16) {
            let action = dice.action(&draft, at);
            draft.keep_if_legal(seed, |draft| draft.resources[at].actions.push(action));
        }
    }
    draft.text(seed)
}

impl Draft {
    fn keep_if_legal(&mut self, seed: u64, change: impl FnOnce(&mut Self)) {
        let mut changed = self.clone();
        change(&mut changed);
        if project::check(&changed.text(seed)).is_ok() {
            *self = changed;
        }
    }

    fn text(&self, seed: u64) -> String {
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
    fn allow(&mut self, operation: &'static str, rule: String) {
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

    /// Names of fields, and of a parent if there is one.
    fn field_names(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The type of a field, without what follows it.
    fn kind(&self, field: &str) -> &str {
        let found = self.fields.iter().find(|(name, _)| name == field);
        let text = found.map_or("", |(_, expression)| expression.trim_matches('"'));
        let end = match text.starts_with("->") {
            true => text[2..].trim_start().find([' ', '?']).map(|at| at + 3),
            false => text.find(')').map(|at| at + 1).or_else(|| text.find([' ', '?'])),
        };
        text[..end.unwrap_or(text.len())].trim_end_matches('?')
    }

    /// The variants that a field says itself.
    fn variants(&self, field: &str) -> Vec<String> {
        let inside = self.kind(field).strip_prefix("enum(").and_then(|kind| kind.strip_suffix(')'));
        inside.map_or_else(Vec::new, |list| list.split(", ").map(str::to_owned).collect())
    }

    /// Fields whose expression begins with `kind`.
    fn fields_of(&self, kind: &str) -> Vec<&str> {
        let wanted = self.fields.iter().filter(|(_, expression)| expression[1..].starts_with(kind));
        wanted.map(|(name, _)| name.as_str()).collect()
    }
}

/// Splitmix64: the same draws on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len())).copied().unwrap_or("nothing")
    }

    fn name(&mut self) -> String {
        match self.below(4) {
            0 => format!("{}_{}", self.pick(NAMES), self.pick(NAMES)),
            _ => self.pick(NAMES).to_owned(),
        }
    }

    fn names(&mut self, most: usize) -> Vec<String> {
        let mut names: Vec<String> = (0..=self.below(most)).map(|_| self.name()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn resource(&mut self, draft: &Draft) -> Resource {
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

    fn target(&mut self, draft: &Draft) -> String {
        draft.resources[self.below(draft.resources.len())].name.clone()
    }

    /// A field that keeps something.
    fn field(&mut self, draft: &Draft) -> (String, String) {
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
    fn derived(&mut self, draft: &Draft, at: usize) -> (String, String) {
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

    fn summary(&mut self) -> String {
        format!("summary = \"{}\"", self.hostile())
    }

    /// A text that would be code, as TOML writes it.
    fn hostile(&mut self) -> String {
        self.pick(TEXTS).replace('\\', "\\\\").replace('"', "\\\"")
    }

    fn setting(&mut self, draft: &Draft, at: usize) -> String {
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

    fn condition(&mut self, draft: &Draft, at: usize) -> String {
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
    fn relation(&mut self, resource: &Resource) -> (String, String) {
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
    fn comparison(&mut self, resource: &Resource) -> String {
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

    fn rule(&mut self, draft: &Draft, at: usize) -> (&'static str, String) {
        let resource = &draft.resources[at];
        let operations = ["read", "create", "update", "update", "delete", "delete"];
        let operation = operations[self.below(operations.len())];
        (operation, self.who(draft, resource, RULES) + &self.maybe_if(draft, at))
    }

    fn maybe_if(&mut self, draft: &Draft, at: usize) -> String {
        match self.one_in(3) {
            true => format!(" if {}", self.condition(draft, at)),
            false => String::new(),
        }
    }

    fn who(&mut self, draft: &Draft, resource: &Resource, others: &[&str]) -> String {
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

    fn action(&mut self, draft: &Draft, at: usize) -> String {
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
        let who = self.who(draft, resource, &["owner", "member", "admin", "authenticated"]);
        let who = who + &self.maybe_if(draft, at);
        let sets = sets.join(", ");
        format!("{name} = {{ access = \"{who}\", {summary}{when}{takes}set = {{ {sets} }} }}")
    }

    /// A field, what it is set to, and what is taken for it.
    fn assignment(&mut self, resource: &Resource) -> (String, String, Option<String>) {
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
