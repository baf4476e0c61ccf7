//! What a new account is known to be allowed.

use crate::model::samples::{self, Row};
use crate::model::{ResourceId, Rule, Who};

use super::journey::Traveller;

impl Traveller<'_> {
    /// Whether any of the rules allows it, of a row that the account made or before there is one.
    pub(super) fn is_allowed(&self, id: ResourceId, rules: &[Rule], row: Option<&Row>) -> bool {
        rules.iter().any(|rule| self.holds(id, rule, row))
    }

    /// Whether a rule is known to allow something to a new account that made the row.
    fn holds(&self, id: ResourceId, rule: &Rule, row: Option<&Row>) -> bool {
        let resource = self.model.resource(id);
        let is_meant = match &rule.who {
            Who::Public | Who::Authenticated => true,
            Who::Role(wanted) => {
                let default = self.model.roles.iter().position(|role| role.default);
                default.is_some_and(|at| {
                    at == wanted.0 || self.model.roles[at].includes.contains(wanted)
                })
            }
            Who::Owner => row.is_some() && resource.owner.is_some(),
            Who::Relation(_) | Who::OwnerOf { .. } => false,
        };
        let is_known = match (&rule.condition, row) {
            (None, _) => true,
            (Some(condition), Some(row)) if row.len() == resource.fields.len() => {
                samples::satisfies(resource, row, condition)
            }
            (Some(_), _) => false,
        };
        is_meant && is_known
    }
}
