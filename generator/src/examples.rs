//! The models that come with the tool.

/// A model to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// By which `scaffold new --example` finds it.
    pub name: &'static str,
    /// What it shows, for people who choose.
    pub shows: &'static str,
    /// The text of its model file.
    pub model: &'static str,
}

/// All of them, the smallest first.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "minimal",
        shows: "one resource",
        model: include_str!("../../examples/minimal/scaffold.toml"),
    },
    Example {
        name: "social-sharing",
        shows: "users, posts, comments, likes, follows and moderation",
        model: include_str!("../../examples/social-sharing/scaffold.toml"),
    },
    Example {
        name: "storefront",
        shows: "decimals, orders with a state machine, stock, soft delete",
        model: include_str!("../../examples/storefront/scaffold.toml"),
    },
];

/// The example of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}
