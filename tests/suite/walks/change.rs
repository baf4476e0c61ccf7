//! Changes of a drawn model, as people make them over the years.
#![expect(clippy::unnecessary_wraps, reason = "some changes find no place, and all have one form")]

use scaffold::diagnostic::Source;
use scaffold::disk::Project;
use scaffold::document::{self, Renaming};

use super::expression::Expression;
use super::read::read;
use crate::drawn::words::{ATTRIBUTES, DEFAULTS, RELATION_ATTRIBUTES, SCALARS};
use crate::drawn::{Dice, Draft};
use crate::support::project;

/// A legal model that another one becomes.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// What is done, in a few words.
    pub kinds: Vec<&'static str>,
    pub draft: Draft,
    /// Its text, which may give former names.
    pub text: String,
}

/// How often something else is tried before a walk stands still.
const TRIES: usize = 60;

/// Makes a change where there is a place for it. What it makes need not be legal.
type Make = fn(&mut Dice, &mut Draft) -> Option<()>;

/// Everything that a walk does to a model. What is left out is done elsewhere:
/// variants and roles that go, and variants in another order.
const KINDS: &[(&str, Make)] = &[
    ("add a resource", add_resource),
    ("remove a resource", remove_resource),
    ("add a field", add_field),
    ("add a field", add_field),
    ("remove a field", remove_field),
    ("add what is derived", add_derived),
    ("add a variant", add_variant),
    ("add a role", add_role),
    ("another order", reorder),
    ("optional or required", toggle_optional),
    ("add an attribute", add_attribute),
    ("add an attribute", add_attribute),
    ("remove an attribute", remove_attribute),
    ("another default", another_default),
    ("other bounds", other_bounds),
    ("another type", another_type),
    ("another target", another_target),
    ("add a setting", add_setting),
    ("add a setting", add_setting),
    ("remove a setting", remove_setting),
    ("another parent", another_parent),
    ("access", access),
    ("add an action", add_action),
    ("remove an action", remove_action),
];

impl Dice {
    /// One change, or several at once.
    pub(crate) fn change(&mut self, draft: &Draft) -> Option<Change> {
        if self.one_in(5) {
            return self.renaming(draft);
        }
        let mut change = Change { kinds: Vec::new(), draft: draft.clone(), text: String::new() };
        let wanted = if self.one_in(3) { 1 + self.below(4) } else { 1 };
        for _ in 0..TRIES {
            let (kind, make) = KINDS[self.below(KINDS.len())];
            let mut changed = change.draft.clone();
            if make(self, &mut changed).is_none() || changed == change.draft {
                continue;
            }
            let text = changed.text();
            if project::check(&text).is_ok() {
                change.kinds.push(kind);
                (change.draft, change.text) = (changed, text);
            }
            if change.kinds.len() == wanted {
                return Some(change);
            }
        }
        (!change.kinds.is_empty()).then_some(change)
    }

    fn renaming(&mut self, draft: &Draft) -> Option<Change> {
        for _ in 0..TRIES {
            let new = self.name();
            let at = self.below(draft.resources.len());
            let resource = &draft.resources[at];
            let field = self.pick(&resource.field_names()).to_owned();
            let (kind, what, old) = match self.below(6) {
                0 | 1 => ("rename a resource", Renaming::Resource, resource.name.clone()),
                2 => {
                    let of = format!("{}.{field}", resource.name);
                    let variants = resource.variants(&field);
                    let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
                    let old = self.pick(&variants).to_owned();
                    ("rename a variant", Renaming::Variant { of }, old)
                }
                3 => {
                    let roles: Vec<&str> =
                        draft.roles.iter().filter_map(|line| line.split(' ').next()).collect();
                    ("rename a role", Renaming::Role, self.pick(&roles).to_owned())
                }
                _ => {
                    let what = Renaming::Field { resource: resource.name.clone() };
                    ("rename a field", what, field)
                }
            };
            let source = Source::new(Project::MODEL, draft.text());
            let Ok(text) = document::rename(&source, &what, &old, &new) else { continue };
            let renamed = read(draft.seed, &text);
            if project::check(&text).is_ok() && project::check(&renamed.text()).is_ok() {
                return Some(Change { kinds: vec![kind], draft: renamed, text });
            }
        }
        None
    }

    fn resource_of(&mut self, draft: &Draft) -> usize {
        self.below(draft.resources.len())
    }

    /// Takes a field apart and writes it anew.
    fn rewrite(
        &mut self,
        draft: &mut Draft,
        change: impl FnOnce(&mut Self, &mut Expression) -> Option<()>,
    ) -> Option<()> {
        let at = self.resource_of(draft);
        let count = draft.resources[at].fields.len();
        let field = self.below(count);
        let (_, text) = draft.resources[at].fields.get_mut(field)?;
        let mut expression = Expression::read(text)?;
        change(self, &mut expression)?;
        *text = expression.write();
        Some(())
    }
}

fn add_resource(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let resource = dice.resource(draft);
    draft.resources.push(resource);
    for _ in 0..dice.below(4) {
        let field = dice.field(draft);
        draft.resources.last_mut()?.fields.push(field);
    }
    Some(())
}

/// With everything that names it.
fn remove_resource(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    (draft.resources[at].name != "user").then_some(())?;
    let gone = draft.resources.remove(at);
    forget(draft, &gone.name);
    Some(())
}

fn add_field(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let field = dice.field(draft);
    let at = dice.resource_of(draft);
    let place = dice.below(draft.resources[at].fields.len() + 1);
    draft.resources[at].fields.insert(place, field);
    Some(())
}

fn remove_field(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let count = draft.resources[at].fields.len();
    let field = dice.below(count);
    draft.resources[at].fields.get(field)?;
    let (gone, _) = draft.resources[at].fields.remove(field);
    if project::check(&draft.text()).is_err() {
        forget(draft, &gone);
    }
    Some(())
}

/// Takes out everything that says a name.
fn forget(draft: &mut Draft, name: &str) {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let says = |text: &str| text.split(|letter| !is_part(letter)).any(|word| word == name);
    for resource in &mut draft.resources {
        resource.settings.retain(|line| line.starts_with("summary") || !says(line));
        resource.fields.retain(|(_, expression)| !says(expression));
        resource.actions.retain(|line| !says(line));
        for (_, rules) in &mut resource.access {
            rules.retain(|rule| !says(rule));
        }
        resource.access.retain(|(_, rules)| !rules.is_empty());
    }
}

fn add_derived(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let field = dice.derived(draft, at);
    draft.resources[at].fields.push(field);
    Some(())
}

/// Of a field's own enum or a shared one, anywhere among the others.
fn add_variant(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let new = dice.name();
    if dice.one_in(2) {
        let count = draft.enums.len();
        let line = draft.enums.get_mut(dice.below(count))?;
        let (name, inside) = line.split_once(" = [\"")?;
        let mut variants: Vec<&str> = inside.strip_suffix("\"]")?.split("\", \"").collect();
        variants.insert(dice.below(variants.len() + 1), &new);
        *line = format!("{name} = [\"{}\"]", variants.join("\", \""));
        return Some(());
    }
    dice.rewrite(draft, |dice, expression| {
        let inside = expression.kind.strip_prefix("enum(")?.strip_suffix(')')?;
        let mut variants: Vec<&str> = inside.split(", ").collect();
        variants.insert(dice.below(variants.len() + 1), &new);
        expression.kind = format!("enum({})", variants.join(", "));
        Some(())
    })
}

fn add_role(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let name = dice.name();
    draft.roles.push(format!("{name} = {{ includes = [\"member\"] }}"));
    Some(())
}

/// Nothing of it is a change of the tables.
fn reorder(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    if dice.one_in(2) {
        let (one, other) = (dice.resource_of(draft), dice.resource_of(draft));
        draft.resources.swap(one, other);
        return Some(());
    }
    let at = dice.resource_of(draft);
    let fields = &mut draft.resources[at].fields;
    let (one, other) = (dice.below(fields.len()), dice.below(fields.len()));
    (one.max(other) < fields.len()).then(|| fields.swap(one, other))
}

fn toggle_optional(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    dice.rewrite(draft, |_, expression| {
        expression.optional = !expression.optional;
        Some(())
    })
}

fn add_attribute(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    dice.rewrite(draft, |dice, expression| {
        let attribute = match expression.word() {
            "->" => dice.pick(RELATION_ATTRIBUTES),
            "decimal" | "float" => dice.pick(&[
                "min(0)",
                "max(1000)",
                "min(-7)",
                "max(90)",
                "filter",
                "sort",
                "unique",
            ]),
            _ => dice.pick(ATTRIBUTES),
        };
        expression.put(attribute);
        Some(())
    })
}

fn remove_attribute(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    dice.rewrite(draft, |dice, expression| {
        let at = dice.below(expression.attributes.len());
        (at < expression.attributes.len()).then(|| drop(expression.attributes.remove(at)))
    })
}

fn another_default(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    dice.rewrite(draft, |dice, expression| {
        let variants = expression.kind.strip_prefix("enum(").and_then(|it| it.strip_suffix(')'));
        let variants: Vec<&str> = variants.map_or_else(Vec::new, |it| it.split(", ").collect());
        expression.default = match (dice.one_in(3), variants.as_slice()) {
            (true, _) => None,
            (false, []) => Some(dice.pick(DEFAULTS).to_owned()),
            (false, variants) => Some(dice.pick(variants).to_owned()),
        };
        Some(())
    })
}

fn other_bounds(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    dice.rewrite(draft, |dice, expression| {
        let word = expression.word();
        let (low, high) = (dice.below(4), 4 + dice.below(60));
        expression.kind = match word {
            "string" | "text" | "integer" | "bigint" => match dice.below(4) {
                0 => format!("{word}({low}..)"),
                1 => format!("{word}(..{high})"),
                2 => word.to_owned(),
                _ => format!("{word}({low}..{high})"),
            },
            "decimal" => format!("decimal({}, {})", 6 + high / 4, low),
            _ => {
                let (list, _) = expression.kind.rsplit_once("](")?;
                format!("{list}]({low}..{high})")
            }
        };
        Some(())
    })
}

/// What the new type cannot have goes with the old one.
fn another_type(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let shared: Vec<String> =
        draft.enums.iter().filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect();
    dice.rewrite(draft, |dice, expression| {
        let is_relation = ["->", "<->", "count", "mine", "slug"].contains(&expression.word());
        (!is_relation).then_some(())?;
        let shared: Vec<&str> = shared.iter().map(String::as_str).collect();
        let own = expression.kind.clone();
        expression.kind = match dice.below(8) {
            0 => format!("enum({})", dice.names(4).join(", ")),
            1 => dice.pick(&shared).to_owned(),
            2 => format!("[{own}](..4)"),
            3 if own.starts_with("enum(") => "string(1..80)".to_owned(),
            _ => dice.pick(SCALARS).to_owned(),
        };
        expression.default = None;
        if dice.one_in(2) {
            expression.attributes.clear();
        }
        Some(())
    })
}

fn another_target(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let target = dice.target(draft);
    dice.rewrite(draft, |_, expression| {
        let (arrow, rest) = expression.kind.split_once(' ')?;
        let named = rest.split_once(' ').map_or_else(String::new, |(_, named)| format!(" {named}"));
        ["->", "<->"]
            .contains(&arrow)
            .then(|| format!("{arrow} {target}{named}"))
            .map(|kind| expression.kind = kind)
    })
}

/// In the place of another one of its name, if there is one.
fn add_setting(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let setting = dice.setting(draft, at);
    let settings = &mut draft.resources[at].settings;
    let name = |line: &str| line.split(" = ").next().unwrap_or_default().to_owned();
    settings.retain(|other| name(other) != name(&setting));
    settings.push(setting);
    Some(())
}

fn remove_setting(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let settings = &mut draft.resources[at].settings;
    let gone = dice.below(settings.len());
    (gone < settings.len()).then(|| drop(settings.remove(gone)))
}

fn another_parent(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let parent = dice.target(draft);
    let settings = &mut draft.resources[at].settings;
    settings.retain(|line| !line.starts_with("under = "));
    match dice.below(4) {
        0 => {}
        1 => settings
            .push(format!("under = {{ resource = \"{parent}\", on_delete = \"restrict\" }}")),
        _ => settings.push(format!("under = \"{parent}\"")),
    }
    Some(())
}

fn access(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let (operation, rule) = dice.rule(draft, at);
    match draft.resources[at].access.iter_mut().find(|(known, _)| *known == operation) {
        Some((_, rules)) if dice.one_in(2) && rules.len() > 1 => drop(rules.pop()),
        Some((_, rules)) => rules.push(rule),
        None => draft.resources[at].access.push((operation, vec![rule])),
    }
    Some(())
}

fn add_action(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    let action = dice.action(draft, at);
    draft.resources[at].actions.push(action);
    Some(())
}

fn remove_action(dice: &mut Dice, draft: &mut Draft) -> Option<()> {
    let at = dice.resource_of(draft);
    draft.resources[at].actions.pop().map(drop)
}

#[test]
fn every_kind_of_change_is_drawn() {
    let mut missing: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
    missing.extend(["rename a resource", "rename a field", "rename a variant", "rename a role"]);
    for seed in 0..60 {
        let mut draft = crate::drawn::draft(seed);
        let mut dice = Dice(seed);
        for _ in 0..8 {
            let Some(change) = dice.change(&draft) else { break };
            missing.retain(|kind| !change.kinds.contains(kind));
            draft = change.draft;
        }
        if missing.is_empty() {
            return;
        }
    }
    panic!("nothing is drawn of {missing:?}");
}
