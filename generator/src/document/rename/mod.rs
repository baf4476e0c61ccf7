//! New names in a model file, everywhere it says them, and what was there before.
//!
//! Only the bytes of names change. What refers to what is asked of the document as it was
//! read, so that a word that only looks like the name stays.

mod settled;
#[cfg(test)]
mod tests;
mod written;

use super::references::{Referred, enum_of, references};
use super::{Document, EnumDecl, FieldDecl, ResourceDecl, Text, TypeExpr, VariantDecl, parse};
use crate::diagnostic::{Source, Span};
use crate::error::Error;

pub use settled::settled;
use written::{head, said};

/// What gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renaming {
    /// A resource.
    Resource,
    /// A field of a resource.
    Field {
        /// The resource.
        resource: String,
    },
    /// A variant of an enum.
    Variant {
        /// A shared enum, or `resource.field`.
        of: String,
    },
    /// A role.
    Role,
    /// A shared enum.
    Enum,
}

/// The text with `old` called `new`.
pub fn rename(source: &Source, what: &Renaming, old: &str, new: &str) -> Result<String, Error> {
    let (document, _) = parse(source);
    untaken(&document, what, new)?;
    let mut places = Places { source, document: &document, old, new, replaced: Vec::new() };
    let formerly = match what {
        Renaming::Resource => places.resource()?,
        Renaming::Field { resource } => places.field(resource)?,
        Renaming::Variant { of } => places.variant(of)?,
        Renaming::Role => places.role()?,
        Renaming::Enum => places.shared_enum()?,
    };
    let text = places.text();
    match formerly {
        Formerly::Said => Ok(text),
        Formerly::Key(path) => said(&text, &path, old),
    }
}

/// Where the former name is to be written.
enum Formerly {
    /// It is said already.
    Said,
    /// Under the key `was` of this table.
    Key(Vec<String>),
}

struct Places<'a> {
    source: &'a Source,
    document: &'a Document,
    old: &'a str,
    new: &'a str,
    replaced: Vec<(Span, String)>,
}

impl<'a> Places<'a> {
    /// Notes that something else stands at `span`.
    fn put(&mut self, span: Span, text: impl Into<String>) {
        self.replaced.push((span, text.into()));
    }

    /// The text with everything in its place.
    fn text(mut self) -> String {
        self.replaced.sort_by_key(|(span, _)| (span.start, span.end));
        self.replaced.dedup();
        let mut text = String::new();
        let mut at = 0;
        for (span, replacement) in &self.replaced {
            if span.start < at {
                continue;
            }
            text += &self.source.text[at..span.start];
            text += replacement;
            at = span.end;
        }
        text + &self.source.text[at..]
    }

    /// Every place that names the thing by its old name, the keys of tables left out.
    fn referred(&mut self, of: &Referred) {
        for reference in references(self.document) {
            if reference.of == *of && reference.name == self.old {
                self.name(reference.span);
            }
        }
    }

    /// A name in its place; the place of a text may hold its quotes.
    fn name(&mut self, span: Span) {
        let written = &self.source.text[span.start..span.end];
        if written == self.old {
            self.put(span, self.new);
        } else if written.trim_matches(['"', '\'']) == self.old {
            self.put(Span::new(span.start + 1, span.end - 1), self.new);
        }
    }

    /// The last key of a table's head, wherever the file goes into that table.
    fn heads(&mut self, path: &[&str]) {
        let mut at = 0;
        for line in self.source.text.split_inclusive('\n') {
            if let Some(span) = head(line, path) {
                self.put(Span::new(at + span.start, at + span.end), self.new);
            }
            at += line.len();
        }
    }

    fn find(&self, name: &str) -> Result<&'a ResourceDecl, Error> {
        let found = self.document.resources.iter().find(|resource| resource.name.value == name);
        let names = self.document.resources.iter().map(|resource| &resource.name);
        found.ok_or_else(|| unknown(&format!("there is no resource `{name}`"), name, names))
    }

    fn resource(&mut self) -> Result<Formerly, Error> {
        if self.old == "user" {
            return Err(Error::usage("the account is called `user` in every service"));
        }
        let resource = self.find(self.old)?;
        self.name(resource.name.span);
        self.heads(&["resources", self.old]);
        self.referred(&Referred::Resource);
        // The relation that `under` adds is called as the parent is.
        for child in &self.document.resources {
            let parent = child.under.as_ref().map(|under| under.value.resource.value.as_str());
            if parent == Some(self.old) {
                self.referred(&Referred::Field(child.name.value.clone()));
                let old = self.old;
                for field in child.fields.iter().filter(|field| field.name.value == old) {
                    self.name(field.name.span);
                }
                self.heads(&["resources", &child.name.value, "fields", self.old]);
            }
        }
        let path = ["resources", self.new].map(str::to_owned).to_vec();
        Ok(self.formerly(resource.was.as_ref(), path))
    }

    fn field(&mut self, resource: &str) -> Result<Formerly, Error> {
        let declared = self.find(resource)?;
        let found = declared.fields.iter().find(|field| field.name.value == self.old);
        let Some(field) = found else {
            let names = declared.fields.iter().map(|field| &field.name);
            let message = format!("`{resource}` has no field `{}`", self.old);
            return Err(unknown(&message, self.old, names));
        };
        self.name(field.name.span);
        self.heads(&["resources", resource, "fields", self.old]);
        self.referred(&Referred::Field(resource.to_owned()));
        Ok(self.was(resource, field))
    }

    /// Writes a field's former name behind its type, where the field is one text.
    fn was(&mut self, resource: &str, field: &FieldDecl) -> Formerly {
        let path = ["resources", resource, "fields", self.new].map(str::to_owned).to_vec();
        let is_computed = matches!(
            field.kind.as_ref().map(|kind| &kind.value),
            Some(TypeExpr::Count { .. } | TypeExpr::Mine { .. })
        );
        let Some(kind) = field.kind.as_ref().filter(|_| !is_computed) else {
            return Formerly::Said;
        };
        if field.was.is_some() {
            return self.formerly(field.was.as_ref(), path);
        }
        let is_text = toml_edit::Document::parse(self.source.text.as_str())
            .ok()
            .and_then(|file| {
                let fields = file.get("resources")?.get(resource)?.get("fields")?;
                Some(fields.get(self.old)?.is_str())
            })
            .unwrap_or_default();
        if !is_text {
            return Formerly::Key(path);
        }
        let end = field.optional.unwrap_or(kind.span).end;
        self.put(Span::new(end, end), format!(" was({})", self.old));
        Formerly::Said
    }

    fn variant(&mut self, of: &str) -> Result<Formerly, Error> {
        let (of, variants) = variants(self.document, of)?;
        let variant = variant(&of, variants, self.old)?;
        self.put(variant.span, format!("{} was({})", self.new, self.old));
        self.referred(&Referred::Variant(of));
        Ok(Formerly::Said)
    }

    fn shared_enum(&mut self) -> Result<Formerly, Error> {
        let declared = shared(self.document, self.old)?;
        self.name(declared.name.span);
        self.heads(&["enums", self.old]);
        self.referred(&Referred::Enum);
        let path = ["enums", self.new].map(str::to_owned).to_vec();
        Ok(self.formerly(declared.was.as_ref(), path))
    }

    fn role(&mut self) -> Result<Formerly, Error> {
        if self.old == "admin" {
            return Err(Error::usage("`admin` is called so in every service")
                .hint("it grants roles and suspends accounts"));
        }
        let path = ["roles", self.new].map(str::to_owned).to_vec();
        self.referred(&Referred::Role);
        let Some(roles) = &self.document.roles else {
            return match self.old {
                "member" => Ok(Formerly::Key(path)),
                _ => Err(Error::usage(format!("there is no role `{}`", self.old))),
            };
        };
        let Some(role) = roles.value.iter().find(|role| role.name.value == self.old) else {
            let names = roles.value.iter().map(|role| &role.name);
            return Err(unknown(&format!("there is no role `{}`", self.old), self.old, names));
        };
        self.name(role.name.span);
        self.heads(&["roles", self.old]);
        Ok(self.formerly(role.was.as_ref(), path))
    }

    /// Says the former name in place of an earlier one, or leaves that to a new key.
    fn formerly(&mut self, was: Option<&Text>, path: Vec<String>) -> Formerly {
        let Some(was) = was else { return Formerly::Key(path) };
        self.put(was.span, self.old);
        Formerly::Said
    }
}

/// Refuses a name that something of the kind has already.
fn untaken(document: &Document, what: &Renaming, new: &str) -> Result<(), Error> {
    let resource = |name: &str| document.resources.iter().find(|it| it.name.value == name);
    let is_taken = match what {
        Renaming::Resource => resource(new).is_some(),
        Renaming::Field { resource: of } => resource(of)
            .is_some_and(|declared| declared.fields.iter().any(|field| field.name.value == new)),
        // Where no roles are said there are these two.
        Renaming::Role => {
            document.roles.as_ref().map_or(["admin", "member"].contains(&new), |it| {
                new == "admin" || it.value.iter().any(|role| role.name.value == new)
            })
        }
        Renaming::Enum => document.enums.iter().any(|it| it.name.value == new),
        // A variant is written beside the others, and the check of the model tells of two.
        Renaming::Variant { .. } => false,
    };
    let fault = match what {
        Renaming::Field { resource } => format!("`{resource}` has a field `{new}` already"),
        Renaming::Role => format!("there is a role `{new}` already"),
        Renaming::Enum => format!("there is an enum `{new}` already"),
        _ => format!("there is a resource `{new}` already"),
    };
    match is_taken {
        true => Err(Error::usage(fault).hint("choose another name, or rename that one first")),
        false => Ok(()),
    }
}

/// The variants of a shared enum, or of a field, and the enum that has them: a field of a shared
/// one has none of its own.
pub(super) fn variants<'a>(
    document: &'a Document,
    of: &str,
) -> Result<(String, &'a [VariantDecl]), Error> {
    let field = of.split_once('.').and_then(|(resource, field)| {
        let resource = document.resources.iter().find(|it| it.name.value == resource)?;
        let field = resource.fields.iter().find(|it| it.name.value == field)?;
        Some((enum_of(&resource.name.value, field)?, field))
    });
    Ok(match field {
        Some((own, field)) if own == of => (own, own_variants(field)),
        Some((name, _)) => (name.clone(), &shared(document, &name)?.variants),
        None => (of.to_owned(), &shared(document, of)?.variants),
    })
}

/// One of them.
pub(super) fn variant<'a>(
    of: &str,
    variants: &'a [VariantDecl],
    name: &str,
) -> Result<&'a VariantDecl, Error> {
    variants.iter().find(|variant| variant.name.value == name).ok_or_else(|| {
        let names = variants.iter().map(|variant| &variant.name);
        unknown(&format!("`{of}` has no variant `{name}`"), name, names)
    })
}

/// A shared enum.
fn shared<'a>(document: &'a Document, name: &str) -> Result<&'a EnumDecl, Error> {
    let names = document.enums.iter().map(|it| &it.name);
    document.enums.iter().find(|it| it.name.value == name).ok_or_else(|| {
        unknown(&format!("there is no enum `{name}`"), name, names)
            .hint("a field's own enum is written `resource.field`")
    })
}

fn own_variants(field: &FieldDecl) -> &[VariantDecl] {
    let kind = match field.kind.as_ref().map(|kind| &kind.value) {
        Some(TypeExpr::List { item, .. }) => Some(&item.value),
        kind => kind,
    };
    match kind {
        Some(TypeExpr::Enum(variants)) => variants,
        _ => &[],
    }
}

pub(super) fn unknown<'a>(
    message: &str,
    name: &str,
    known: impl Iterator<Item = &'a Text>,
) -> Error {
    let fault = Error::usage(message);
    match crate::diagnostic::nearest(name, known.map(Text::as_str)) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault,
    }
}
