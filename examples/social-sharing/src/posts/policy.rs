//! Who may do what with which posts: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use super::model::Post;
use crate::auth::{Principal, Role, Viewer};

/// `member`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Member)
}

/// `owner`
pub fn may_update(principal: Principal, post: &Post) -> bool {
    principal.id == post.author_id
}

/// `owner` or `moderator`
pub fn may_delete(principal: Principal, post: &Post) -> bool {
    principal.id == post.author_id || principal.has(Role::Moderator)
}

/// `owner`
pub fn may_publish(principal: Principal, post: &Post) -> bool {
    principal.id == post.author_id
}

/// `owner`
pub fn may_link_tags(principal: Principal, post: &Post) -> bool {
    principal.id == post.author_id
}

/// `moderator`: who sees all of them, so that a list need not ask of each.
pub fn sees_all(viewer: Viewer) -> bool {
    viewer.has(Role::Moderator)
}
