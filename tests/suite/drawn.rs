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
    let mut draft = Draft::default();
    draft.resources.push(Resource { name: "user".to_owned(), ..Resource::default() });
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
        for _ in 0..6 {
            let setting = dice.setting(&draft.resources[at]);
            draft.keep_if_legal(seed, |draft| draft.resources[at].settings.push(setting));
        }
        for _ in 0..6 {
            let (operation, rule) = dice.rule(&draft.resources[at]);
            draft.keep_if_legal(seed, |draft| draft.resources[at].allow(operation, rule));
        }
        for _ in 0..dice.below(12) {
            let action = dice.action(&draft.resources[at]);
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
            "[service]\nname = \"drawn-{seed}\"\n\n[roles]\nmember = {{ default = true }}\n\
             helper = {{ includes = [\"member\"] }}\nadmin = {{ includes = [\"helper\"] }}\n"
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
            resource.settings.push(format!("under = \"{parent}\""));
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
            return (name, format!("{{ type = \"{kind}\", {summary} }}"));
        }
        (name, format!("\"{kind}\""))
    }

    /// A field that is made from others.
    fn derived(&mut self, draft: &Draft, at: usize) -> (String, String) {
        let name = self.name();
        let texts = draft.resources[at].fields_of("string");
        let kind = match self.below(5) {
            0 => format!("count({})", self.target(draft)),
            1 => format!("mine({})", self.target(draft)),
            2 => format!("<-> {} as {}", self.target(draft), self.name()),
            3 => format!("<-> {}", self.target(draft)),
            _ => format!("slug({})", self.pick(&texts)),
        };
        (name, format!("\"{kind}\""))
    }

    fn summary(&mut self) -> String {
        let text = self.pick(TEXTS).replace('\\', "\\\\").replace('"', "\\\"");
        format!("summary = \"{text}\"")
    }

    fn setting(&mut self, resource: &Resource) -> String {
        let fields = resource.field_names();
        let (one, other) = (self.pick(&fields), self.pick(&fields));
        match self.below(11) {
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
            _ => self.summary(),
        }
    }

    fn condition(&mut self, resource: &Resource) -> String {
        let fields = resource.field_names();
        match self.below(5) {
            0 => format!("{} is null", self.pick(&fields)),
            1 => format!("{} is not null", self.pick(&fields)),
            2 => format!("not {}", self.pick(&resource.fields_of("boolean"))),
            3 => format!("{} > 0", self.pick(&resource.fields_of("integer"))),
            _ => format!("{} != 1", self.pick(&resource.fields_of("decimal"))),
        }
    }

    fn rule(&mut self, resource: &Resource) -> (&'static str, String) {
        let operations = ["read", "create", "update", "update", "delete", "delete"];
        let operation = operations[self.below(operations.len())];
        let relations = resource.fields_of("->");
        let parents: Vec<&str> = resource
            .settings
            .iter()
            .filter_map(|setting| setting.strip_prefix("under = \"")?.strip_suffix('"'))
            .collect();
        let who = match self.below(6) {
            0 => self.pick(&relations).to_owned(),
            1 => format!("{}.owner", self.pick(&relations)),
            2 => format!("{}.owner", self.pick(&parents)),
            _ => self.pick(RULES).to_owned(),
        };
        match self.one_in(3) {
            true => (operation, format!("{who} if {}", self.condition(resource))),
            false => (operation, who),
        }
    }

    fn action(&mut self, resource: &Resource) -> String {
        let (name, kind) = (self.name(), self.pick(&["timestamp", "-> user", "integer", "text"]));
        let any = resource.field_names();
        let (field, value) = match kind {
            "timestamp" => (self.pick(&resource.fields_of(kind)), "now()".to_owned()),
            "-> user" => (self.pick(&resource.fields_of(kind)), "me".to_owned()),
            "text" => (self.pick(&resource.fields_of(kind)), "taken.reason".to_owned()),
            _ if self.one_in(2) => (self.pick(&any), "null".to_owned()),
            _ => {
                let field = self.pick(&resource.fields_of(kind));
                (field, format!("{field} - 1"))
            }
        };
        let when = match self.one_in(2) {
            true => format!("when = \"{}\", ", self.condition(resource)),
            false => String::new(),
        };
        let takes = match value == "taken.reason" {
            true => "takes = { reason = \"text(1..500)\" }, ",
            false => "",
        };
        let who = self.pick(&["owner", "member", "admin"]);
        format!("{name} = {{ access = \"{who}\", {when}{takes}set = {{ {field} = \"{value}\" }} }}")
    }
}
