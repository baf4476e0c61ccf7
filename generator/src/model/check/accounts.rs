//! What accounts do not have.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::OnDelete;

/// Refuses what would contradict registration, ownership and closing of accounts.
pub(super) fn differ(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        if !check.resource(id).account {
            continue;
        }
        let create = written.access.as_ref().and_then(|access| access.value.create.as_ref());
        let soft_delete = written.soft_delete.as_ref().filter(|it| it.value);
        let plural = written.plural.as_ref().filter(|it| it.value != "users");
        let found = [
            (create.map(|it| it.span), "accounts are created by registration only"),
            (soft_delete.map(|it| it.span), "a deleted account is closed and stays as a tombstone"),
            (plural.map(|it| it.span), "accounts live at `/users`"),
        ];
        for (span, reason) in found {
            let Some(span) = span else {
                continue;
            };
            check.report(Diagnostic::error(Code::NotForAccounts, reason).at(span, "leave it out"));
        }
    }
    stay(check);
}

/// Refuses that an account goes with a row that it points at: whatever points at the account
/// counts on it.
fn stay(check: &mut Check<'_>) {
    for (id, _, field) in check.sound_fields() {
        let cascades = field.on_delete.as_ref().filter(|it| it.value == OnDelete::Cascade);
        let Some(cascades) = cascades.filter(|_| check.resource(id).account) else { continue };
        let reason = "an account is closed by its owner and stays, whatever it points at";
        let fault = Diagnostic::error(Code::NotForAccounts, reason);
        let help = "write `on_delete(null)` and `?`, or `on_delete(restrict)`";
        check.report(fault.at(cascades.span, "would delete it").help(help));
    }
}
