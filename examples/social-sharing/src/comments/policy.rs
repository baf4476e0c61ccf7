//! Who may do what with which comments: the rule as the model says it, and what holds it. Who may
//! see them is said in the statements.

use super::model::{Comment, PostOfComment};
use crate::auth::{Principal, Role};

/// `member`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Member)
}

/// `owner`
pub fn may_update(principal: Principal, comment: &Comment) -> bool {
    principal.id == comment.author_id
}

/// `owner`, `post.owner` or `moderator`
pub fn may_delete(principal: Principal, comment: &Comment, post: &PostOfComment) -> bool {
    principal.id == comment.author_id
        || principal.id == post.author_id
        || principal.has(Role::Moderator)
}
