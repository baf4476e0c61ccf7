//! `WHO [if CONDITION]`

use super::conditions::condition_at;
use super::types::qualified;
use super::{Cursor, Parsed, whole};
use crate::document::Spanned;
use crate::document::expression::{RuleDecl, WhoDecl};
use crate::document::fragment::Fragment;
use crate::document::lexer::Token;

/// One access rule.
pub(in crate::document) fn rule(fragment: &Fragment) -> Parsed<RuleDecl> {
    whole(fragment, |cursor| {
        let rule = rule_at(cursor)?;
        match cursor.peek() {
            Some(Token::Sign(",")) => Err(Box::new(
                cursor
                    .unexpected("the end of the rule")
                    .help("write several rules as a list: `[\"a\", \"b\"]`"),
            )),
            Some(Token::Word(word)) if rule.condition.is_none() => {
                let fault = cursor.unexpected("`if`");
                Err(Box::new(fault.suggest_nearest(cursor.span(), word, ["if"])))
            }
            _ => Ok(rule),
        }
    })
}

pub(super) fn rule_at(cursor: &mut Cursor<'_>) -> Parsed<RuleDecl> {
    let start = cursor.span();
    let value = who(cursor)?;
    let who = Spanned::new(value, cursor.since(start));
    let conditional = cursor.take_word("if").is_some();
    let condition = conditional.then(|| condition_at(cursor)).transpose()?;
    Ok(RuleDecl { who, condition, span: cursor.since(start) })
}

fn who(cursor: &mut Cursor<'_>) -> Parsed<WhoDecl> {
    let is_path = cursor.peek_after() == Some(&Token::Sign("."));
    let word = cursor.name("a rule").map_err(|fault| {
        let begins = "`public`, `authenticated`, `owner`, a role, a relation or `via`";
        Box::new(fault.help(format!("a rule begins with {begins}")))
    })?;
    if word.value == "via" && matches!(cursor.peek(), Some(Token::Word(_))) {
        let (resource, relation) = qualified(cursor)?;
        return Ok(WhoDecl::Via { resource, relation });
    }
    if is_path {
        cursor.sign(".")?;
        if cursor.take_word("owner").is_none() {
            let fault = cursor.unexpected("`owner`");
            let help = format!("a rule looks one step up to the owner: `{}.owner`", word.value);
            let span = cursor.span();
            return Err(Box::new(fault.help(help).suggest(span, "owner")));
        }
        return Ok(WhoDecl::OwnerOf { relation: word });
    }
    Ok(match word.value.as_str() {
        "public" => WhoDecl::Public,
        "authenticated" => WhoDecl::Authenticated,
        "owner" => WhoDecl::Owner,
        _ => WhoDecl::Named(word.value),
    })
}
