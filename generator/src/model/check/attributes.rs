//! Which attributes fit which types, and each other.

use super::Check;
use super::scalars::{self, is_ordered, longest};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{FieldDecl, Flag, Literal, OnDelete};
use crate::model::pattern::Pattern;
use crate::model::samples::texts;
use crate::model::{Field, FieldKind, Scalar};

/// The most characters of a text that Postgres indexes whole.
const INDEXED_MOST: u32 = 500;

/// An attribute as written, with its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Optional,
    Flag(Flag),
    Read,
    Write,
    Link,
    Pattern,
    Min,
    Max,
    OnDelete,
    Default,
}

impl Attribute {
    const fn word(self) -> &'static str {
        match self {
            Self::Optional => "?",
            Self::Flag(flag) => flag_word(flag),
            Self::Read => "read",
            Self::Write => "write",
            Self::Link => "link",
            Self::Pattern => "pattern",
            Self::Min => "min",
            Self::Max => "max",
            Self::OnDelete => "on_delete",
            Self::Default => "=",
        }
    }
}

const fn flag_word(flag: Flag) -> &'static str {
    match flag {
        Flag::Unique => "unique",
        Flag::Index => "index",
        Flag::IgnoreCase => "ignore_case",
        Flag::Filter => "filter",
        Flag::Sort => "sort",
        Flag::Search => "search",
        Flag::Owner => "owner",
        Flag::Immutable => "immutable",
        Flag::Secret => "secret",
        Flag::Personal => "personal",
        Flag::Encrypted => "encrypted",
    }
}

/// Everything that is written about a field beside its name, type and summary.
fn written(field: &FieldDecl) -> Vec<(Attribute, Span)> {
    let mut all: Vec<_> =
        field.optional.map(|span| (Attribute::Optional, span)).into_iter().collect();
    all.extend(field.flags.iter().map(|flag| (Attribute::Flag(flag.value), flag.span)));
    let mut add = |attribute, span: Option<Span>| all.extend(span.map(|span| (attribute, span)));
    add(Attribute::Read, field.read.as_ref().map(|it| it.span));
    add(Attribute::Write, field.write.as_ref().map(|it| it.span));
    add(Attribute::Link, field.link.as_ref().map(|it| it.span));
    add(Attribute::Pattern, field.pattern.as_ref().map(|it| it.span));
    add(Attribute::Min, field.min.as_ref().map(|it| it.span));
    add(Attribute::Max, field.max.as_ref().map(|it| it.span));
    add(Attribute::OnDelete, field.on_delete.as_ref().map(|it| it.span));
    add(Attribute::Default, field.default.as_ref().map(|it| it.span));
    all
}

/// The table of what fits what.
fn fits(attribute: Attribute, kind: &FieldKind) -> bool {
    use Attribute as A;
    use Scalar as S;
    let unbuilt = matches!(attribute, A::Flag(Flag::Personal | Flag::Encrypted));
    let fits = match kind {
        FieldKind::Scalar(S::Slug { .. }) => matches!(
            attribute,
            A::Read
                | A::Flag(Flag::Unique | Flag::Index | Flag::Filter | Flag::Sort | Flag::Immutable)
        ),
        FieldKind::Scalar(scalar) => match attribute {
            A::Optional
            | A::Read
            | A::Write
            | A::Default
            | A::Flag(Flag::Immutable | Flag::Secret | Flag::Personal | Flag::Encrypted) => true,
            A::Link | A::OnDelete | A::Flag(Flag::Owner) => false,
            A::Pattern | A::Flag(Flag::Search) => {
                matches!(scalar, S::String { .. } | S::Text { .. })
            }
            A::Flag(Flag::IgnoreCase) => {
                matches!(scalar, S::String { .. } | S::Text { .. } | S::Email)
            }
            A::Min | A::Max => matches!(
                scalar,
                S::Decimal { .. }
                    | S::Float { .. }
                    | S::Date { .. }
                    | S::Time { .. }
                    | S::Timestamp { .. }
            ),
            A::Flag(Flag::Unique) => {
                !matches!(scalar, S::Boolean | S::Enum(_) | S::Json | S::Float { .. } | S::Url)
            }
            A::Flag(Flag::Index | Flag::Filter) => !matches!(scalar, S::Json | S::Url),
            A::Flag(Flag::Sort) => {
                is_ordered(scalar) || matches!(scalar, S::String { .. } | S::Text { .. } | S::Email)
            }
        },
        FieldKind::List { .. } => matches!(
            attribute,
            A::Optional
                | A::Read
                | A::Write
                | A::Default
                | A::Flag(Flag::Filter | Flag::Immutable | Flag::Secret)
        ),
        FieldKind::BelongsTo { .. } => matches!(
            attribute,
            A::Optional
                | A::Read
                | A::Write
                | A::OnDelete
                | A::Flag(
                    Flag::Unique | Flag::Index | Flag::Filter | Flag::Owner | Flag::Immutable
                )
        ),
        FieldKind::ManyToMany { .. } => attribute == A::Link,
        FieldKind::Count { .. } | FieldKind::Mine { .. } => attribute == A::Read,
    };
    fits || unbuilt
}

/// The types' own attributes, such as `pattern`, that do not fit what an action takes.
pub(super) fn misfits(field: &FieldDecl, kind: &FieldKind) -> Vec<(&'static str, Span)> {
    let own = |attribute| {
        matches!(
            attribute,
            Attribute::Optional | Attribute::Pattern | Attribute::Min | Attribute::Max
        )
    };
    let misfits = written(field).into_iter().filter(|(it, _)| own(*it) && !fits(*it, kind));
    misfits.map(|(attribute, span)| (attribute.word(), span)).collect()
}

/// What a kind of field is called in messages.
pub(super) const fn describe(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Scalar(scalar) => scalars::describe(scalar),
        FieldKind::List { .. } => "a list",
        FieldKind::BelongsTo { .. } => "a relation",
        FieldKind::ManyToMany { .. } => "a many-to-many relation",
        FieldKind::Count { .. } => "a count",
        FieldKind::Mine { .. } => "`mine`",
    }
}

fn advice(attribute: Attribute, kind: &FieldKind) -> Option<&'static str> {
    match (attribute, kind) {
        (
            Attribute::Min | Attribute::Max,
            FieldKind::Scalar(Scalar::Integer { .. } | Scalar::Bigint { .. }),
        ) => Some("write the bounds behind the type, as in `integer(1..5)`"),
        (
            Attribute::Min | Attribute::Max,
            FieldKind::Scalar(Scalar::String { .. } | Scalar::Text { .. }),
        ) => Some("write the length behind the type, as in `string(1..80)`"),
        (Attribute::Flag(Flag::Unique), FieldKind::Scalar(Scalar::Boolean | Scalar::Enum(_))) => {
            Some("there would be a handful of rows; `unique = [[…]]` joins it with other fields")
        }
        (Attribute::Flag(_), FieldKind::Scalar(Scalar::Url)) => {
            Some("a URL is too long for an index; use a `string(1..500)` with a pattern")
        }
        (Attribute::Flag(Flag::Filter), FieldKind::ManyToMany { .. }) => {
            Some("the list at its other end, which `as` names, holds the rows that are linked")
        }
        (Attribute::Write, FieldKind::ManyToMany { .. }) => Some("`link(…)` says who may link"),
        (Attribute::Read, FieldKind::ManyToMany { .. }) => {
            Some("who may see both ends sees what links them; a resource between them has rules")
        }
        _ => None,
    }
}

/// Refuses attributes that the type does not have.
pub(super) fn fit(check: &mut Check<'_>) {
    for (resource, id, field) in check.sound_fields() {
        let kind = check.field(resource, id).kind.clone();
        for (attribute, span) in written(field) {
            if fits(attribute, &kind) {
                continue;
            }
            let what = describe(&kind);
            let fault = match attribute {
                Attribute::Default => {
                    Diagnostic::error(Code::AttributeMisplaced, format!("{what} has no default"))
                }
                Attribute::Optional => {
                    Diagnostic::error(Code::AttributeMisplaced, format!("{what} is never null"))
                }
                _ => Diagnostic::error(
                    Code::AttributeMisplaced,
                    format!("`{}` does not fit {what}", attribute.word()),
                ),
            };
            let fault = fault.at(span, "means nothing here");
            check.report(match advice(attribute, &kind) {
                Some(advice) => fault.help(advice),
                None => fault,
            });
            check.mark_faulty(resource, id);
        }
    }
}

/// Refuses pairs of which only one can be meant.
pub(super) fn contradict(check: &mut Check<'_>) {
    for (_, _, field) in check.sound_fields() {
        for (first, second, reason) in opposites(field) {
            let fault = Diagnostic::error(Code::Contradiction, reason);
            check.report(fault.at(second, "").also(first, "contradicts this"));
        }
        let lets_go = field.on_delete.as_ref().filter(|it| it.value == OnDelete::Null);
        if let (Some(lets_go), None) = (lets_go, field.optional) {
            let kind = field.kind.as_ref().map_or(field.name.span, |kind| kind.span);
            check.report(
                Diagnostic::error(
                    Code::NullRequired,
                    format!("`{}` is required and cannot let go", field.name.value),
                )
                .at(lets_go.span, "would make it null")
                .also(kind, "required, as it has no `?`"),
            );
        }
    }
}

fn opposites(field: &FieldDecl) -> Vec<(Span, Span, &'static str)> {
    let flag = |flag| field.flag(flag);
    let read = field.read.as_ref().map(|it| it.span);
    let write = field.write.as_ref().map(|it| it.span);
    let fixed = field.default.as_ref().filter(|default| {
        !matches!(default.value, Literal::Now | Literal::Uuid | Literal::Token(_))
    });
    let token = field.default.as_ref().filter(|default| matches!(default.value, Literal::Token(_)));
    let secret = flag(Flag::Secret);
    // What is required is told by who may create.
    let nobody = field.write.as_ref().filter(|writers| {
        writers.value.is_empty() && field.default.is_none() && field.optional.is_some()
    });
    let pairs = [
        (secret, read, "a secret is never returned, to nobody"),
        (secret, flag(Flag::Filter), "filtering by a secret would give it away"),
        (secret, flag(Flag::Sort), "sorting by a secret would give it away"),
        (secret, flag(Flag::Search), "searching a secret would give it away"),
        (flag(Flag::Search), read, "searching would give away what only some may read"),
        (flag(Flag::Owner), write, "the owner is set by the service, never by a request"),
        (
            flag(Flag::Unique),
            fixed.map(|it| it.span),
            "the second row with this default would be refused",
        ),
        (flag(Flag::Immutable), nobody.map(|it| it.span), "it would be null for ever"),
        (
            field.pattern.as_ref().map(|it| it.span),
            token.map(|it| it.span),
            "a random token need not match a pattern",
        ),
    ];
    pairs
        .into_iter()
        .filter_map(|(first, second, reason)| Some((first?, second?, reason)))
        .collect()
}

/// Refuses indexes over long text.
pub(super) fn indexed_text(check: &mut Check<'_>) {
    for (resource, id, field) in check.sound_fields() {
        let FieldKind::Scalar(scalar) = &check.field(resource, id).kind else {
            continue;
        };
        let Some(most) = longest(scalar).filter(|most| *most > INDEXED_MOST) else {
            continue;
        };
        let indexed = field.flags.iter().find(|flag| {
            matches!(flag.value, Flag::Unique | Flag::Index | Flag::Filter | Flag::Sort)
        });
        let (Some(indexed), Some(kind)) = (indexed, &field.kind) else {
            continue;
        };
        check.report(
            Diagnostic::error(
                Code::TextTooLong,
                format!("`{}` is too long to be `{}`", field.name.value, flag_word(indexed.value)),
            )
            .at(indexed.span, format!("needs an index: at most {INDEXED_MOST} characters"))
            .also(kind.span, format!("up to {most}")),
        );
    }
}

/// Whether a field of this kind can be part of an index of Postgres.
pub(super) fn is_indexable(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Scalar(Scalar::Json | Scalar::Url) => false,
        FieldKind::Scalar(scalar) => longest(scalar).is_none_or(|most| most <= INDEXED_MOST),
        FieldKind::BelongsTo { .. } => true,
        _ => false,
    }
}

/// Reads every pattern, and asks whether any value could match.
pub(super) fn patterns(check: &mut Check<'_>) {
    for (resource, id, field) in check.sound_fields() {
        let kind = check.field(resource, id).kind.clone();
        if !judge_pattern(check, field, &kind) {
            check.mark_faulty(resource, id);
        }
    }
}

/// Whether the field's pattern, if any, is portable and can be matched.
pub(super) fn judge_pattern(check: &mut Check<'_>, field: &FieldDecl, kind: &FieldKind) -> bool {
    let Some(text) = &field.pattern else {
        return true;
    };
    let FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) = kind else {
        return true;
    };
    let lines = matches!(kind, FieldKind::Scalar(Scalar::Text { .. }));
    let pattern = match Pattern::parse(&text.value, lines) {
        Ok(pattern) => pattern,
        Err(refusal) => {
            let part = refusal.part.escape_debug();
            check.report(
                Diagnostic::error(Code::BadPattern, format!("`{part}` {}", refusal.reason))
                    .at(text.span, "in this pattern")
                    .help(refusal.help),
            );
            return false;
        }
    };
    if texts::matching(&pattern, *min, *max, 1).is_empty() {
        let kind = field.kind.as_ref().map_or(field.name.span, |kind| kind.span);
        check.report(
            Diagnostic::error(
                Code::PatternUnfit,
                format!("no text of {min} to {max} characters was found that matches"),
            )
            .at(text.span, "the pattern")
            .also(kind, "the length"),
        );
        return false;
    }
    true
}
