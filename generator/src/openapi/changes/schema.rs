//! Schemas, judged by the direction in which values go.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::bounds;
use super::found::Subject;
use super::operation::Finder;
use super::reader::Form;
use super::rule::Rule;

/// How deep values are looked into.
const MOST_DEPTH: usize = 12;

/// Formats of texts for which clients have a type of their own.
const TYPED: [&str; 6] = ["byte", "binary", "date", "date-time", "time", "uuid"];

/// Which way values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// Where one is within a body or parameter.
struct Place {
    way: Way,
    subject: Subject,
    component: Option<String>,
    /// Pairs of components that one is inside of: a schema may contain itself.
    above: Vec<(String, String)>,
}

impl Place {
    fn is(&self, input: Rule, output: Rule) -> Rule {
        match self.way {
            Way::In => input,
            Way::Out => output,
        }
    }

    /// A member of what is here, or an item of it. Paths begin anew in each component.
    fn below(&self, is_named: bool, part: &str, component: Option<&str>) -> Self {
        let path = |path: &str| match (path.is_empty() || is_named, part) {
            (true, "[]") => String::new(),
            (true, part) => part.to_owned(),
            (false, "[]") => format!("{path}[]"),
            (false, part) => format!("{path}.{part}"),
        };
        let subject = match &self.subject {
            Subject::Input(it) => Subject::Input(path(it)),
            Subject::Output(it) => Subject::Output(path(it)),
            other => other.clone(),
        };
        let component = match is_named {
            true => component.map(str::to_owned),
            false => self.component.clone(),
        };
        Self { way: self.way, subject, component, above: self.above.clone() }
    }
}

impl Finder<'_> {
    /// Values that clients send.
    pub(super) fn input(&mut self, subject: &Subject, before: &Value, after: &Value) {
        self.values(Way::In, subject, before, after);
    }

    /// Values that clients get.
    pub(super) fn output(&mut self, subject: &Subject, before: &Value, after: &Value) {
        self.values(Way::Out, subject, before, after);
    }

    fn values(&mut self, way: Way, subject: &Subject, before: &Value, after: &Value) {
        let place = Place { way, subject: subject.clone(), component: None, above: Vec::new() };
        self.schema(&place, before, after, false);
    }

    fn at(&mut self, place: &Place, rule: Rule, detail: String) {
        self.note(rule, place.subject.clone(), detail, place.component.as_deref());
    }

    /// `null_told` says whether it was told already that there may be nothing.
    fn schema(&mut self, place: &Place, before: &Value, after: &Value, null_told: bool) {
        if place.above.len() > MOST_DEPTH {
            return;
        }
        let (old, new) = (self.sides.before.form(before), self.sides.after.form(after));
        let mut above = place.above.clone();
        if let (Some(one), Some(other)) = (&old.component, &new.component) {
            let pair = (one.clone(), other.clone());
            if above.contains(&pair) {
                return;
            }
            above.push(pair);
        }
        let place = &Place {
            above,
            subject: place.subject.clone(),
            component: place.component.clone(),
            ..*place
        };
        if !null_told {
            match (old.nullable, new.nullable) {
                (false, true) => {
                    self.at(place, place.is(Rule::InputNull, Rule::OutputNull), String::new());
                }
                (true, false) => {
                    self.at(
                        place,
                        place.is(Rule::InputNotNull, Rule::OutputNotNull),
                        String::new(),
                    );
                }
                _ => {}
            }
        }
        if let Some((rule, detail)) = kind(place.way, &old, &new) {
            return self.at(place, rule, detail);
        }
        self.values_of(place, &old, &new);
        self.members(place, &old, &new);
        let (was, is) = (&old.says.get("items"), &new.says.get("items"));
        if let (Some(was), Some(is)) = (was, is) {
            let component = self.sides.after.form(is).component;
            let is_named = component.is_some() && is_object(&self.sides.after.form(is));
            self.schema(&place.below(is_named, "[]", component.as_deref()), was, is, false);
        }
    }

    /// Closed sets, bounds, and what stands for nothing.
    fn values_of(&mut self, place: &Place, old: &Form, new: &Form) {
        let set = |form: &Form| -> Option<BTreeSet<String>> {
            let values = form.says.get("enum")?.as_array()?.iter().filter(|it| !it.is_null());
            Some(values.map(shown).collect())
        };
        match (set(old), set(new)) {
            (Some(was), Some(is)) => {
                let only = |one: &BTreeSet<String>, other| -> Vec<String> {
                    one.difference(other).cloned().collect()
                };
                let (gone, come) = (only(&was, &is), only(&is, &was));
                if !gone.is_empty() {
                    let rule = place.is(Rule::InputValuesRemoved, Rule::OutputValuesRemoved);
                    self.at(place, rule, gone.join(", "));
                }
                if !come.is_empty() {
                    let rule = place.is(Rule::InputValuesAdded, Rule::OutputValuesAdded);
                    self.at(place, rule, come.join(", "));
                }
            }
            (None, Some(is)) => {
                let listed = is.into_iter().collect::<Vec<_>>().join(", ");
                let rule = place.is(Rule::InputNarrowed, Rule::OutputNarrowed);
                self.at(place, rule, format!("one of {listed}"));
            }
            (Some(_), None) => {
                let rule = place.is(Rule::InputWidened, Rule::OutputType);
                self.at(place, rule, "any value, was one of a closed set".to_owned());
            }
            (None, None) => {}
        }
        let bounds = bounds::compare(&old.says, &new.says);
        if !bounds.narrower.is_empty() {
            let rule = place.is(Rule::InputNarrowed, Rule::OutputNarrowed);
            self.at(place, rule, bounds.narrower.join(", "));
        }
        if !bounds.wider.is_empty() {
            let rule = place.is(Rule::InputWidened, Rule::OutputWidened);
            self.at(place, rule, bounds.wider.join(", "));
        }
        if let (Way::In, Some(was)) = (place.way, old.says.get("default"))
            && let Some(is) = new.says.get("default")
            && was != is
        {
            let detail = format!("{}, was {}", shown(is), shown(was));
            self.at(place, Rule::InputDefault, detail);
        }
    }

    fn members(&mut self, place: &Place, old: &Form, new: &Form) {
        let (was, is) = (members(old), members(new));
        if was.is_empty() && is.is_empty() {
            return;
        }
        let (needed, needs) = (required(old), required(new));
        let inside = |name: &str, component: &Option<String>| {
            place.below(component.is_some(), name, component.as_deref())
        };
        for (name, before) in &was {
            let Some(after) = is.get(*name) else {
                let inside = inside(name, &old.component);
                self.at(&inside, place.is(Rule::InputRemoved, Rule::OutputRemoved), String::new());
                let says = self.sides.before.form(before).says;
                self.announce(&Value::Object(says));
                continue;
            };
            let inside = inside(name, &new.component);
            let null_told = match (needed.contains(*name), needs.contains(*name)) {
                (false, true) => {
                    let rule = place.is(Rule::InputRequired, Rule::OutputRequired);
                    self.at(&inside, rule, String::new());
                    place.way == Way::Out
                }
                (true, false) => {
                    let rule = place.is(Rule::InputOptional, Rule::OutputOptional);
                    self.at(&inside, rule, String::new());
                    place.way == Way::Out
                }
                _ => false,
            };
            let says = [self.sides.before.form(before), self.sides.after.form(after)]
                .map(|form| Value::Object(form.says));
            let rules = (Rule::Deprecated, Rule::Kept);
            let component = inside.component.clone();
            self.deprecation(rules, &inside.subject, (&says[0], &says[1]), component.as_deref());
            self.schema(&inside, before, after, null_told);
        }
        for name in is.keys().filter(|name| !was.contains_key(*name)) {
            let rule = match place.way {
                Way::Out => Rule::OutputAdded,
                Way::In if needs.contains(*name) => Rule::InputAddedRequired,
                Way::In => Rule::InputAdded,
            };
            self.at(&inside(name, &new.component), rule, String::new());
        }
        let is_closed =
            |form: &Form| form.says.get("additionalProperties") == Some(&Value::Bool(false));
        if place.way == Way::In && !is_closed(old) && is_closed(new) {
            self.at(place, Rule::InputClosed, String::new());
        }
    }
}

fn is_object(form: &Form) -> bool {
    form.says.contains_key("properties")
}

fn members(form: &Form) -> std::collections::BTreeMap<&str, &Value> {
    let members = form.says.get("properties").and_then(Value::as_object);
    members.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect()
}

fn required(form: &Form) -> BTreeSet<&str> {
    let required = form.says.get("required").and_then(Value::as_array);
    required.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A value as words have it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

/// What is different in the type itself, if anything is.
fn kind(way: Way, old: &Form, new: &Form) -> Option<(Rule, String)> {
    let detail = || format!("{}, was {}", kinds(new), kinds(old));
    if choices(old) != choices(new) {
        let rule = if way == Way::In { Rule::InputType } else { Rule::OutputType };
        return Some((rule, "another choice of types".to_owned()));
    }
    if old.kinds != new.kinds {
        return Some((
            match way {
                Way::In if covers(new, old) => Rule::InputWidened,
                Way::In => Rule::InputType,
                Way::Out if covers(old, new) => Rule::OutputNarrowed,
                Way::Out => Rule::OutputType,
            },
            detail(),
        ));
    }
    let (was, is) = (format(&old.says), format(&new.says));
    if old.kinds.contains("string") && was != is {
        let rule = match (way, was, is) {
            (Way::In, Some(_), None) => Rule::InputWidened,
            (Way::In, None, Some(_)) => Rule::InputNarrowed,
            (Way::In, ..) => Rule::InputType,
            (Way::Out, None, _) => Rule::OutputNarrowed,
            (Way::Out, Some(was), None) if !TYPED.contains(&was) => Rule::OutputWidened,
            (Way::Out, ..) => Rule::OutputType,
        };
        return Some((rule, detail()));
    }
    // Whoever made a type of 32 bits of it cannot read more.
    let is_short = was == Some("int32") && is != Some("int32");
    let fits = |key, bound: i64| {
        let value = new.says.get(key).and_then(Value::as_i64);
        value.is_some_and(|value| if bound < 0 { value >= bound } else { value <= bound })
    };
    let overflows = !fits("minimum", i64::from(i32::MIN)) || !fits("maximum", i64::from(i32::MAX));
    (way == Way::Out && is_short && overflows)
        .then(|| (Rule::OutputType, "it may not fit into 32 bits any more".to_owned()))
}

/// What is left of a choice between several schemas, to be compared as it is.
fn choices(form: &Form) -> (Option<&Value>, Option<&Value>) {
    (form.says.get("oneOf"), form.says.get("anyOf"))
}

fn format(says: &Map<String, Value>) -> Option<&str> {
    says.get("format").and_then(Value::as_str)
}

/// Whether every value of `inner` is one of `outer`, as far as their types say.
fn covers(outer: &Form, inner: &Form) -> bool {
    let has = |kind: &String| {
        outer.kinds.contains(kind) || (kind == "integer" && outer.kinds.contains("number"))
    };
    outer.kinds.is_empty() || (!inner.kinds.is_empty() && inner.kinds.iter().all(has))
}

/// A type in words.
fn kinds(form: &Form) -> String {
    let kinds: Vec<&str> = form.kinds.iter().map(String::as_str).collect();
    let kinds = if kinds.is_empty() { "anything".to_owned() } else { kinds.join(" or ") };
    match format(&form.says) {
        Some(format) => format!("{kinds} ({format})"),
        None => kinds,
    }
}
