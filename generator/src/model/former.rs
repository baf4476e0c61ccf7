//! Names that things had before.

use super::{EnumId, FieldId, ResourceId, RoleId};

/// Something that `was` gives a former name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// What it is.
    pub of: Named,
    /// What it was called.
    pub name: String,
}

/// Something that can be renamed without losing what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A role.
    Role(RoleId),
    /// A resource.
    Resource(ResourceId),
    /// A field of a resource.
    Field(ResourceId, FieldId),
    /// A variant of an enum, by its place.
    Variant(EnumId, usize),
    /// A shared enum.
    Enum(EnumId),
}
