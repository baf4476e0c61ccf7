//! One name in every case that the output needs.

/// A `snake_case` ASCII name. Text from a model that is a name is always one of these,
/// so that it can stand in Rust, SQL, paths and JSON without quoting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Takes a name that the check has found to be legal.
    #[must_use]
    pub fn new(snake: impl Into<String>) -> Self {
        Self(snake.into())
    }

    /// `order_item`
    #[must_use]
    pub fn snake(&self) -> &str {
        &self.0
    }

    /// `OrderItem`
    #[must_use]
    pub fn pascal(&self) -> String {
        heck::ToUpperCamelCase::to_upper_camel_case(self.0.as_str())
    }

    /// `order-item`
    #[must_use]
    pub fn kebab(&self) -> String {
        self.0.replace('_', "-")
    }

    /// `order item`
    #[must_use]
    pub fn words(&self) -> String {
        self.0.replace('_', " ")
    }
}
