//! What strangers could change or read, unless the model says that it is meant.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{ResourceDecl, RuleDecl, Spanned, WhoDecl};
use crate::model::{Field, FieldKind, ResourceId, Scalar};

/// Words that say, anywhere in a name, that the field is nobody else's business.
const PRIVATE: &[&str] = &["password", "passwd", "passphrase", "secret", "ssn"];
/// Words that say it at the end of a name.
const PRIVATE_ENDINGS: &[&str] = &[
    "api_key",
    "apikey",
    "card_number",
    "credential",
    "credentials",
    "cvv",
    "iban",
    "pin_code",
    "private_key",
    "token",
];

/// Refuses what is insecure and not acknowledged, and warns of what is acknowledged for nothing.
pub(super) fn judge(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        let mut insecure = public_writes(written);
        insecure.extend(readable_secrets(check, id));
        for entry in &written.acknowledge {
            if insecure.iter().any(|(words, ..)| *words == entry.value) {
                continue;
            }
            let known = insecure.iter().map(|(words, ..)| words.as_str());
            let fault = Diagnostic::warning(
                Code::NothingAcknowledged,
                format!("nothing to acknowledge as `{}`", entry.value),
            )
            .at(entry.span, "the model does not do this")
            .suggest_nearest(entry.span, &entry.value, known);
            check.report(fault);
        }
        for (words, span, message, label) in insecure {
            if written.acknowledge.iter().any(|entry| entry.value == words) {
                continue;
            }
            check.report(
                Diagnostic::error(Code::Insecure, message)
                    .at(span, label)
                    .help(format!("if this is meant, write `acknowledge = [\"{words}\"]`")),
            );
        }
    }
}

/// What is to be acknowledged, where, the message, and the remark at the place.
type Insecurity = (String, Span, String, &'static str);

fn public_writes(written: &ResourceDecl) -> Vec<Insecurity> {
    let access = written.access.as_ref().map(|access| &access.value);
    let mut all: Vec<(&str, Option<&Spanned<Vec<RuleDecl>>>)> = Vec::new();
    if let Some(access) = access {
        let account = written.name.value == "user";
        all.push(("create", access.create.as_ref().filter(|_| !account)));
        all.push(("update", access.update.as_ref()));
        all.push(("delete", access.delete.as_ref()));
    }
    all.extend(written.actions.iter().map(|action| (action.name.as_str(), action.access.as_ref())));
    all.extend(
        written
            .fields
            .iter()
            .filter(|field| field.link.is_some())
            .map(|field| ("link", field.link.as_ref())),
    );
    let mut found: Vec<Insecurity> = Vec::new();
    for (action, rules) in all {
        let public = rules.into_iter().flat_map(|rules| &rules.value);
        let Some(rule) = public.into_iter().find(|rule| rule.who.value == WhoDecl::Public) else {
            continue;
        };
        let message = format!("`{action}` of `{}` is open to everybody", written.name.value);
        // What is done with an account takes one, whatever the rule says.
        let is_account = written.name.value == "user";
        let who = if is_account { "whoever signs in" } else { "without signing in" };
        found.push((format!("public {action}"), rule.who.span, message, who));
    }
    found
}

fn readable_secrets(check: &Check<'_>, id: ResourceId) -> Vec<Insecurity> {
    let fields = check.sound_fields_of(id);
    let readable =
        fields.into_iter().filter(|(field, _)| is_readable_secret(check.field(id, *field)));
    let describe = |name: &str, span| {
        let message = format!(
            "`{name}` reads as something secret, and everybody who sees the row could read it"
        );
        (format!("readable {name}"), span, message, "neither `secret` nor guarded by `read(…)`")
    };
    readable.map(|(_, written)| describe(written.name.as_str(), written.name.span)).collect()
}

fn is_readable_secret(field: &Field) -> bool {
    let holds_text = matches!(
        field.kind,
        FieldKind::Scalar(
            Scalar::String { .. }
                | Scalar::Text { .. }
                | Scalar::Uuid
                | Scalar::Json
                | Scalar::Integer { .. }
                | Scalar::Bigint { .. }
                | Scalar::Url
        ) | FieldKind::List { .. }
    );
    let name = field.name.snake();
    let private = name.split('_').any(|word| PRIVATE.contains(&word))
        || PRIVATE_ENDINGS.iter().any(|ending| {
            name.strip_suffix(ending)
                .is_some_and(|before| before.is_empty() || before.ends_with('_'))
        });
    holds_text && private && !field.secret && field.read.is_none()
}
