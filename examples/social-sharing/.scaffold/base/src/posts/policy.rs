//! Who may do what with which posts. Who may see them is said in the statements.

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

/// `moderator`
pub fn sees_all(viewer: Viewer) -> bool {
    viewer.has(Role::Moderator)
}
