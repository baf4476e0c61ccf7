//! What goes out of a model file: everything else in it stays as it is.
//!
//! What still names it is the check's to report.

use toml_edit::{DocumentMut, TableLike};

use super::edit::{ended, find, inside, set};
use super::{Document, parse, rename};
use crate::diagnostic::{Source, Span, nearest};
use crate::error::Error;

/// What is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removing {
    /// A resource.
    Resource,
    /// A field of a resource.
    Field {
        /// The resource.
        resource: String,
    },
    /// An action of a resource.
    Action {
        /// The resource.
        resource: String,
    },
    /// A variant of an enum.
    Variant {
        /// A shared enum, or `resource.field`.
        of: String,
        /// The variant that rows get which have it.
        into: Option<String>,
    },
    /// A role.
    Role {
        /// The role that people get who have it.
        into: Option<String>,
    },
}

/// The text without `name`.
pub fn remove(source: &Source, what: &Removing, name: &str) -> Result<String, Error> {
    if let Removing::Variant { of, into } = what {
        return variant(source, of, name, into.as_deref());
    }
    let mut model = read(&source.text)?;
    match what {
        Removing::Resource if name == "user" => {
            return Err(Error::usage("every service has accounts"));
        }
        Removing::Resource => {
            find(&mut model, name)?;
            inside(model.as_table_mut(), "resources")?.remove(name);
        }
        Removing::Field { resource } => {
            let fields = inside(find(&mut model, resource)?, "fields")?;
            take(fields, name, &format!("`{resource}` has no field"))?;
        }
        Removing::Action { resource } => {
            let table = find(&mut model, resource)?;
            let actions = inside(table, "actions")?;
            take(actions, name, &format!("`{resource}` has no action"))?;
            if actions.is_empty() {
                table.remove("actions");
            }
        }
        Removing::Role { .. } if !model.contains_key("roles") => {
            return Err(Error::usage("the model says no roles, so there are `member` and `admin`")
                .hint("say in `[roles]` which there are instead"));
        }
        Removing::Role { into } => {
            let roles = inside(model.as_table_mut(), "roles")?;
            take(roles, name, "there is no role")?;
            if let Some(into) = into {
                known(roles, into, "there is no role")?;
                set(inside(roles, into)?, "was", name.into());
            }
        }
        Removing::Variant { .. } => {}
    }
    Ok(ended(&source.text, &model))
}

fn read(text: &str) -> Result<DocumentMut, Error> {
    text.parse().map_err(|fault: toml_edit::TomlError| {
        Error::usage("the model file is not TOML")
            .because(fault)
            .hint("`scaffold check` shows where")
    })
}

/// Takes a key out.
fn take(table: &mut dyn TableLike, name: &str, fault: &str) -> Result<(), Error> {
    known(table, name, fault)?;
    let is_last = table.iter().last().is_some_and(|(last, _)| last == name);
    let removed = table.remove(name);
    // The blank before a brace belongs to whoever stands last.
    let suffix = removed.as_ref().and_then(|item| item.as_value()?.decor().suffix()?.as_str());
    let last = table.iter_mut().last().and_then(|(_, last)| last.as_value_mut());
    if let (true, Some(" "), Some(last)) = (is_last, suffix, last) {
        last.decor_mut().set_suffix(" ");
    }
    Ok(())
}

fn known(table: &dyn TableLike, name: &str, fault: &str) -> Result<(), Error> {
    if table.contains_key(name) {
        return Ok(());
    }
    let unknown = Error::usage(format!("{fault} `{name}`"));
    let names: Vec<&str> = table.iter().map(|(name, _)| name).collect();
    Err(match nearest(name, names.iter().copied()) {
        Some(near) => unknown.hint(format!("did you mean `{near}`?")),
        None => unknown,
    })
}

/// Takes a variant out, and says of which other one it is a part from now on.
fn variant(source: &Source, of: &str, name: &str, into: Option<&str>) -> Result<String, Error> {
    let (document, _): (Document, _) = parse(source);
    let (of, variants) = rename::variants(&document, of)?;
    let gone = rename::variant(&of, variants, name)?;
    let at = variants.iter().position(|variant| variant == gone).unwrap_or_default();
    if variants.len() == 1 {
        return Err(Error::usage(format!("`{name}` is the only variant of `{of}`")));
    }
    let mut replaced = Vec::new();
    if let Some(into) = into {
        let other = rename::variant(&of, variants, into)?;
        if other == gone {
            return Err(Error::usage(format!("`{name}` cannot go into itself")));
        }
        replaced.push((other.span, format!("{into} was({name})")));
    }
    let is_shared = !of.contains('.');
    if !is_shared {
        let span = match (at.checked_sub(1), variants.get(at + 1)) {
            (_, Some(next)) => Span::new(gone.span.start, next.span.start),
            (Some(previous), None) => Span::new(variants[previous].span.end, gone.span.end),
            (None, None) => gone.span,
        };
        replaced.push((span, String::new()));
    }
    replaced.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = source.text.clone();
    for (span, replacement) in replaced {
        text.replace_range(span.start..span.end, &replacement);
    }
    if !is_shared {
        return Ok(text);
    }
    let mut model = read(&text)?;
    let item = inside(model.as_table_mut(), "enums")?.get_mut(&of);
    let list = item.and_then(|item| match item.is_array() {
        true => item.as_array_mut(),
        false => item.get_mut("variants")?.as_array_mut(),
    });
    if let Some(list) = list {
        let removed = list.remove(at);
        // The blank behind a bracket belongs to whoever stands first.
        if let (0, Some(first)) = (at, list.get_mut(0)) {
            *first.decor_mut() = removed.decor().clone();
        }
    }
    Ok(ended(&text, &model))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = "\
# What we keep.
[service]
name = \"shop\"

[roles]
member = { default = true } # all
clerk = { includes = [\"member\"] }
admin = {}

[enums]
mood = [\"calm\", \"loud\", \"wild\"] # moods
size = { variants = [\"small\", \"large\"], was = \"extent\" }

[resources.post] # posts
order = \"title\"
fields = { title = \"string\", body = \"text\" } # inline
access = { read = \"public\" }
actions = { hide = { access = \"admin\" }, show = { access = \"admin\" } }

# Tags are last.
[resources.tag.fields]
name = \"string\" # short
kind = \"enum(old, new, odd was(even)) = new\"
";

    fn removed(what: &Removing, name: &str) -> Result<String, Error> {
        remove(&Source::new("scaffold.toml", MODEL), what, name)
    }

    fn is(what: &Removing, name: &str, from: &str, to: &str) {
        assert!(MODEL.contains(from), "{from}");
        assert_eq!(removed(what, name).unwrap(), MODEL.replace(from, to));
    }

    #[test]
    fn what_is_removed_leaves_everything_else() {
        let post = || "post".to_owned();
        is(&Removing::Field { resource: post() }, "body", ", body = \"text\" }", " }");
        let show = ", show = { access = \"admin\" } }";
        is(&Removing::Action { resource: post() }, "show", show, " }");
        let tags = MODEL.split_once("\n# Tags").unwrap();
        assert_eq!(removed(&Removing::Resource, "tag").unwrap(), tags.0);
        let clerk = "clerk = { includes = [\"member\"] }\n";
        is(&Removing::Role { into: None }, "clerk", clerk, "");
        let into = removed(&Removing::Role { into: Some("admin".to_owned()) }, "clerk").unwrap();
        assert!(into.contains("admin = { was = \"clerk\" }\n"), "{into}");
    }

    #[test]
    fn a_variant_goes_from_the_list_that_it_stands_in() {
        let of = |of: &str, into: Option<&str>| Removing::Variant {
            of: of.to_owned(),
            into: into.map(str::to_owned),
        };
        is(&of("mood", None), "calm", "[\"calm\", \"loud\"", "[\"loud\"");
        is(&of("mood", None), "loud", "\"loud\", ", "");
        let wild = "\"loud\", \"wild\"";
        is(&of("mood", Some("loud")), "wild", wild, "\"loud was(wild)\"");
        is(&of("size", None), "large", ", \"large\"]", "]");
        is(&of("tag.kind", None), "old", "enum(old, new", "enum(new");
        is(&of("tag.kind", None), "odd", ", odd was(even))", ")");
        let merged = "enum(old, new was(odd))";
        is(&of("tag.kind", Some("new")), "odd", "enum(old, new, odd was(even))", merged);
        let fault = removed(&of("mood", Some("lout")), "wild").unwrap_err();
        assert_eq!(fault.hints(), ["did you mean `loud`?"]);
    }

    #[test]
    fn what_is_not_there_names_the_nearest() {
        let field = Removing::Field { resource: "post".to_owned() };
        assert_eq!(removed(&field, "titel").unwrap_err().hints(), ["did you mean `title`?"]);
        let account = removed(&Removing::Resource, "user").unwrap_err();
        assert_eq!(account.to_string(), "every service has accounts");
        let role = removed(&Removing::Role { into: None }, "clark").unwrap_err();
        assert_eq!(role.hints(), ["did you mean `clerk`?"]);
    }
}
