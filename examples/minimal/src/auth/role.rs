//! Roles: what accounts may be trusted with.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an account may be trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What a new account has.
    Member,
    /// Given by administrators.
    Admin,
}

impl Role {
    /// Every role there is.
    pub const ALL: &'static [Role] = &[Self::Member, Self::Admin];

    /// The roles of a new account.
    pub const DEFAULT: &'static [Role] = &[Self::Member];

    /// The name by which requests, the command line and the database know this role.
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
        }
    }

    /// Finds the role of that name.
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// This role and all that it includes.
    fn with_included(self) -> &'static [Role] {
        match self {
            Self::Member => &[Self::Member],
            Self::Admin => &[Self::Admin],
        }
    }
}

impl Display for Role {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The roles somebody has, those included by others among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u64);

impl Roles {
    /// Nobody's roles.
    pub const NONE: Roles = Roles(0);

    /// Whether `role` was granted, by itself or through another.
    pub fn has(self, role: Role) -> bool {
        self.0 & bit(role) != 0
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(granted: I) -> Roles {
        let all = granted.into_iter().flat_map(Role::with_included);
        Roles(all.fold(0, |bits, role| bits | bit(*role)))
    }
}

fn bit(role: Role) -> u64 {
    1 << role as u64
}
