//! Who may do what, and on what condition.

use super::{Field, FieldId, FieldKind, Model, Operator, Resource, ResourceId, RoleId, Value};

/// Who may do what; any rule of a list is enough, an empty list is nobody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Access {
    /// Show and list alike.
    pub read: Vec<Rule>,
    /// Make a row.
    pub create: Vec<Rule>,
    /// Change a row.
    pub update: Vec<Rule>,
    /// Remove a row; restoring a soft-deleted one asks the same.
    pub delete: Vec<Rule>,
}

/// One way of being allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Who.
    pub who: Who,
    /// When; of the row, always if absent.
    pub condition: Option<Condition>,
}

impl Rule {
    /// Whether it opens every row, whatever is in it, to some of those who ask.
    #[must_use]
    pub fn opens_all(&self) -> bool {
        self.condition.is_none() && matches!(self.who, Who::Role(_) | Who::Authenticated)
    }

    /// The role to which it opens some rows, by what is in them.
    #[must_use]
    pub fn opens_some_to(&self) -> Option<RoleId> {
        match self.who {
            Who::Role(role) if self.condition.is_some() => Some(role),
            _ => None,
        }
    }
}

/// Whom a rule means.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// Anybody, signed in or not.
    Public,
    /// Anybody signed in.
    Authenticated,
    /// Whoever has the role, or one that includes it.
    Role(RoleId),
    /// The row's owner; of the account, the person.
    Owner,
    /// The account that this row's relation names.
    Relation(FieldId),
    /// The owner of the row that `relation` of this row points at; where that is the
    /// account itself, the person.
    OwnerOf {
        /// A `->` field of this resource.
        relation: FieldId,
    },
}

/// Comparisons, all of which hold. One with null never holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// At least one.
    pub comparisons: Vec<Comparison>,
}

/// A field compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What is compared.
    pub left: Path,
    /// How, and with what.
    pub test: Test,
}

/// A field of this row, or of the row that a relation of it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The relation to go through, if any.
    pub up: Option<FieldId>,
    /// What is read: of this resource, or of the relation's target.
    pub column: Column,
}

/// A column that a condition, order or index can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// A declared field with a column.
    Field(FieldId),
    /// `id`.
    Id,
    /// `created_at`.
    CreatedAt,
    /// `updated_at`.
    UpdatedAt,
    /// The account's `verified`.
    Verified,
    /// The account's `suspended_at`.
    SuspendedAt,
    /// The account's `email`.
    Email,
}

impl Column {
    /// What a column is called that no model declares; none for a field.
    #[must_use]
    pub const fn built_in_name(self) -> Option<&'static str> {
        match self {
            Self::Field(_) => None,
            Self::Id => Some("id"),
            Self::CreatedAt => Some("created_at"),
            Self::UpdatedAt => Some("updated_at"),
            Self::Verified => Some("verified"),
            Self::SuspendedAt => Some("suspended_at"),
            Self::Email => Some("email"),
        }
    }
}

/// How a comparison compares.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `=`, `!=`, `<`, `<=`, `>`, `>=` with a value.
    Value(Operator, Value),
    /// The same with another column of this row; in `checks` only.
    Column(Operator, Column),
    /// `in (…)`.
    In(Vec<Value>),
    /// `is null`.
    IsNull,
    /// `is not null`.
    IsNotNull,
    /// A boolean field alone (`true`) or after `not` (`false`).
    Is(bool),
}

/// Columns of rows above that one of `rules` or `when` asks for, each after the relation that
/// leads there. Rules that let everybody do it ask for nothing.
pub(crate) fn asked_above<'a>(
    model: &Model,
    resource: &Resource,
    rules: impl IntoIterator<Item = &'a Rule>,
    when: Option<&Condition>,
) -> Vec<(FieldId, Column)> {
    let rules: Vec<&Rule> = rules.into_iter().collect();
    let rules = if resource.opens_to_all(rules.iter().copied()) { Vec::new() } else { rules };
    let owners = rules.iter().filter_map(|rule| match rule.who {
        Who::OwnerOf { relation } => match resource.fields[relation.0].kind {
            FieldKind::BelongsTo { target } => {
                Some((relation, Column::Field(model.resource(target).owner?)))
            }
            _ => None,
        },
        _ => None,
    });
    let conditions = rules.iter().filter_map(|rule| rule.condition.as_ref()).chain(when);
    let compared = conditions.flat_map(|condition| &condition.comparisons);
    let mut asked: Vec<_> =
        owners.chain(compared.filter_map(|it| Some((it.left.up?, it.left.column)))).collect();
    asked.sort_by_key(|(relation, _)| *relation);
    let mut each: Vec<(FieldId, Column)> = Vec::new();
    for one in asked {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

impl Resource {
    /// Whether rules about writing let everybody who may ask at all, whatever the row is. Where one
    /// of them is `public`, that is not only who is signed in; of an account it is.
    #[must_use]
    pub fn opens_to_all<'a>(&self, rules: impl IntoIterator<Item = &'a Rule>) -> bool {
        let (mut anybody_asks, mut lets_accounts) = (false, false);
        for rule in rules {
            match (&rule.who, &rule.condition) {
                (Who::Public, None) => return true,
                (Who::Public, Some(_)) => anybody_asks = true,
                (Who::Authenticated, None) => lets_accounts = true,
                _ => {}
            }
        }
        lets_accounts && (self.account || !anybody_asks)
    }

    /// Who may link by a field of it, and unlink; none where it links nothing.
    #[must_use]
    pub fn link_rules<'a>(&'a self, field: &'a Field) -> Option<&'a Vec<Rule>> {
        let FieldKind::ManyToMany { link, .. } = &field.kind else { return None };
        Some(link.as_ref().unwrap_or(&self.access.update))
    }
}

impl Model {
    /// The relations through which rules, or the condition `when`, look at rows above.
    #[must_use]
    pub fn reached(
        &self,
        id: ResourceId,
        rules: &[Rule],
        when: Option<&Condition>,
    ) -> Vec<FieldId> {
        let asked = asked_above(self, self.resource(id), rules, when);
        let mut relations: Vec<_> = asked.into_iter().map(|(relation, _)| relation).collect();
        relations.dedup();
        relations
    }

    /// The same of everything that writes a row, each relation with the columns that are asked for.
    #[must_use]
    pub fn reached_by_writes(&self, id: ResourceId) -> Vec<(FieldId, Vec<Column>)> {
        let resource = self.resource(id);
        let access = &resource.access;
        let links = resource.fields.iter().filter_map(|field| resource.link_rules(field));
        let plain = [&access.create, &access.update, &access.delete].into_iter().chain(links);
        let plain = plain.map(|rules| (rules, None));
        let actions = resource.actions.iter().map(|it| (&it.access, it.when.as_ref()));
        let mut each: Vec<(FieldId, Vec<Column>)> = Vec::new();
        for (rules, when) in plain.chain(actions) {
            for (relation, column) in asked_above(self, resource, rules, when) {
                match each.iter_mut().find(|(known, _)| *known == relation) {
                    Some((_, columns)) if columns.contains(&column) => {}
                    Some((_, columns)) => columns.push(column),
                    None => each.push((relation, vec![column])),
                }
            }
        }
        each.sort_by_key(|(relation, _)| *relation);
        each
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Source;
    use crate::document::parse;
    use crate::model::check_read;

    /// Whether these rules about changing a row of a resource let everybody who may ask.
    fn opens(update: &str) -> bool {
        let text = format!(
            "[service]\nname = \"shop\"\n[resources.item]\nacknowledge = [\"public update\"]\n\
             fields = {{ sold = \"boolean = false\" }}\n\
             access = {{ read = \"public\", update = {update} }}\n"
        );
        let (document, faults) = parse(&Source::new("scaffold.toml", text));
        let model = check_read(&document, faults).0.expect("a legal model");
        let item = model.resources.iter().find(|it| it.name.snake() == "item").expect("it");
        item.opens_to_all(&item.access.update)
    }

    #[test]
    fn who_is_not_signed_in_is_somebody_where_one_rule_is_public() {
        assert!(opens(r#"["authenticated", "admin if sold"]"#));
        assert!(opens(r#"["public", "authenticated"]"#));
        assert!(!opens(r#"["authenticated", "public if sold"]"#));
        assert!(!opens(r#"["public if sold"]"#));
    }
}
