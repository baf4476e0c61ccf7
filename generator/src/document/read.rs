//! From TOML values to the document. What does not have the shape that the vocabulary
//! asks for is left out: [`super::shape`] has reported it.

use super::fragment::Fragment;
use super::grammar::{self, Parsed};
use super::node::Node;
use super::{
    AccessDecl, ActionDecl, ConditionDecl, DeprecatedDecl, Document, EnumDecl, FieldDecl,
    IndexDecl, OnDelete, OrderDecl, PageDecl, ResourceDecl, RoleDecl, RuleDecl, Service, SetValue,
    Spanned, Text, UnderDecl, UniqueDecl, field, hidden,
};
use crate::diagnostic::{Diagnostic, Source};

/// Reads the whole file.
pub(super) fn document(source: &Source, root: &Node<'_>, faults: &mut Vec<Diagnostic>) -> Document {
    let mut reader = Reader { source, faults };
    let service = root.get("service");
    Document {
        service: Service {
            name: service.and_then(|service| reader.text_at(&service, "name")),
            summary: service.and_then(|service| reader.text_at(&service, "summary")),
        },
        roles: root
            .get("roles")
            .map(|node| Spanned::new(reader.each(&node, Reader::role), node.span)),
        enums: reader.each_at(root, "enums", Reader::shared_enum),
        resources: reader.each_at(root, "resources", Reader::resource),
    }
}

/// Reads nodes and keeps the faults of the expressions in them.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn role(&mut self, name: Text, node: &Node<'_>) -> RoleDecl {
        let default = node.get("default").and_then(|node| node.boolean());
        RoleDecl {
            name,
            default,
            includes: self.names_at(node, "includes"),
            was: self.text_at(node, "was"),
        }
    }

    fn shared_enum(&mut self, name: Text, node: &Node<'_>) -> EnumDecl {
        let nodes = node.get("variants").unwrap_or(*node).elements().into_iter();
        let variants =
            nodes.filter_map(|node| Some(grammar::variant_alone(&self.fragment(&node)?))).collect();
        EnumDecl { name, was: self.text_at(node, "was"), variants }
    }

    fn resource(&mut self, name: Text, node: &Node<'_>) -> ResourceDecl {
        let boolean = |key| node.get(key).and_then(|node| node.boolean());
        ResourceDecl {
            name,
            was: self.text_at(node, "was"),
            summary: self.text_at(node, "summary"),
            deprecated: self.deprecated(node),
            plural: self.text_at(node, "plural"),
            key: self.text_at(node, "key"),
            under: node.get("under").and_then(|node| self.under(&node)),
            fields: self.fields_at(node, "fields"),
            access: node.get("access").map(|node| Spanned::new(self.access(&node), node.span)),
            actions: self.each_at(node, "actions", Self::action),
            order: self.expression_at(node, "order", grammar::order),
            page: node.get("page").map(|node| Spanned::new(page(&node), node.span)),
            unique: self.many_at(node, "unique", |reader, node| Some(reader.unique(node))),
            indexes: self.many_at(node, "indexes", |reader, node| Some(reader.index(node))),
            checks: self
                .many_at(node, "checks", |reader, node| reader.expression(node, grammar::check)),
            soft_delete: boolean("soft_delete"),
            history: boolean("history"),
            limit: self.spanned_at(node, "limit", grammar::limit),
            cache: self.spanned_at(node, "cache", grammar::cache),
            acknowledge: self.names_at(node, "acknowledge"),
        }
    }

    fn deprecated(&mut self, node: &Node<'_>) -> Option<Spanned<DeprecatedDecl>> {
        let node = node.get("deprecated")?;
        let said = DeprecatedDecl {
            since: self.text_at(&node, "since"),
            sunset: self.text_at(&node, "sunset"),
            instead: self.text_at(&node, "use"),
        };
        Some(Spanned::new(said, node.span))
    }

    fn under(&mut self, node: &Node<'_>) -> Option<Spanned<UnderDecl>> {
        let resource = self.text(node).or_else(|| self.text_at(node, "resource"))?;
        let on_delete = node.get("on_delete").and_then(|node| on_delete(&node));
        Some(Spanned::new(UnderDecl { resource, on_delete }, node.span))
    }

    fn access(&mut self, node: &Node<'_>) -> AccessDecl {
        AccessDecl {
            read: self.rules_at(node, "read"),
            create: self.rules_at(node, "create"),
            update: self.rules_at(node, "update"),
            delete: self.rules_at(node, "delete"),
        }
    }

    fn action(&mut self, name: Text, node: &Node<'_>) -> ActionDecl {
        ActionDecl {
            name,
            summary: self.text_at(node, "summary"),
            deprecated: self.deprecated(node),
            access: self.rules_at(node, "access"),
            when: self.condition_at(node, "when"),
            takes: self.fields_at(node, "takes"),
            set: node.get("set").map(|node| self.set(&node)).unwrap_or_default(),
        }
    }

    fn set(&mut self, node: &Node<'_>) -> Vec<(Text, Spanned<SetValue>)> {
        let entries = node.entries().into_iter();
        entries.filter_map(|(field, node)| Some((field, self.set_value(&node)?))).collect()
    }

    fn set_value(&mut self, node: &Node<'_>) -> Option<Spanned<SetValue>> {
        if let Some(value) = field::plain(self, node) {
            return Some(value.map(SetValue::Literal));
        }
        self.expression(node, grammar::set_value)
    }

    fn unique(&mut self, node: &Node<'_>) -> UniqueDecl {
        let nulls = node.get("nulls").and_then(|node| node.text());
        let fields = node.get("fields").unwrap_or(*node);
        UniqueDecl {
            fields: self.names(&fields),
            nulls_equal: nulls.map(|nulls| nulls.map(|nulls| nulls == "equal")),
            condition: self.condition_at(node, "where"),
        }
    }

    fn index(&mut self, node: &Node<'_>) -> IndexDecl {
        let columns = node.elements().into_iter();
        let columns: Vec<Spanned<OrderDecl>> =
            columns.filter_map(|node| self.expression(&node, grammar::order)).collect();
        IndexDecl { columns }
    }

    fn fields_at(&mut self, node: &Node<'_>, key: &str) -> Vec<FieldDecl> {
        self.each_at(node, key, field::read)
    }

    fn condition_at(&mut self, node: &Node<'_>, key: &str) -> Option<Spanned<ConditionDecl>> {
        self.expression_at(node, key, grammar::condition)
    }

    fn rules_at(&mut self, node: &Node<'_>, key: &str) -> Option<Spanned<Vec<RuleDecl>>> {
        node.get(key).map(|node| Spanned::new(self.rules(&node), node.span))
    }

    /// A rule, or a list of them.
    pub(super) fn rules(&mut self, node: &Node<'_>) -> Vec<RuleDecl> {
        let nodes = node.one_or_many().into_iter();
        nodes.filter_map(|node| self.expression(&node, grammar::rule)).collect()
    }

    /// A name, or a list of them.
    pub(super) fn names(&mut self, node: &Node<'_>) -> Vec<Text> {
        node.one_or_many().iter().filter_map(|node| self.text(node)).collect()
    }

    fn names_at(&mut self, node: &Node<'_>, key: &str) -> Vec<Text> {
        node.get(key).map(|node| self.names(&node)).unwrap_or_default()
    }

    /// Text without its quotes.
    pub(super) fn text(&mut self, node: &Node<'_>) -> Option<Text> {
        self.fragment(node).map(|fragment| grammar::name(&fragment))
    }

    pub(super) fn text_at(&mut self, node: &Node<'_>, key: &str) -> Option<Text> {
        node.get(key).and_then(|node| self.text(&node))
    }

    pub(super) fn fragment(&mut self, node: &Node<'_>) -> Option<Fragment> {
        let text = node.text()?;
        let fragment = Fragment::new(self.source, text.value, text.span);
        hidden::escaped(self.source, &fragment, self.faults);
        Some(fragment)
    }

    /// Text that follows a rule of the grammar.
    pub(super) fn expression<T>(
        &mut self,
        node: &Node<'_>,
        read: impl FnOnce(&Fragment) -> Parsed<T>,
    ) -> Option<T> {
        let fragment = self.fragment(node)?;
        self.keep(read(&fragment))
    }

    fn expression_at<T>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        read: impl FnOnce(&Fragment) -> Parsed<T>,
    ) -> Option<T> {
        node.get(key).and_then(|node| self.expression(&node, read))
    }

    fn spanned_at<T>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        read: impl FnOnce(&Fragment) -> Parsed<T>,
    ) -> Option<Spanned<T>> {
        let node = node.get(key)?;
        self.expression(&node, read).map(|value| Spanned::new(value, node.span))
    }

    /// The value, or its fault among the others.
    pub(super) fn keep<T>(&mut self, parsed: Parsed<T>) -> Option<T> {
        parsed.map_err(|fault| self.faults.push(*fault)).ok()
    }

    fn each<T>(
        &mut self,
        node: &Node<'_>,
        mut read: impl FnMut(&mut Self, Text, &Node<'_>) -> T,
    ) -> Vec<T> {
        node.entries().into_iter().map(|(name, node)| read(self, name, &node)).collect()
    }

    fn each_at<T>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        read: impl FnMut(&mut Self, Text, &Node<'_>) -> T,
    ) -> Vec<T> {
        node.get(key).map(|node| self.each(&node, read)).unwrap_or_default()
    }

    fn many_at<T>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        mut read: impl FnMut(&mut Self, &Node<'_>) -> Option<T>,
    ) -> Vec<Spanned<T>> {
        let nodes = node.get(key).map(|node| node.elements()).unwrap_or_default();
        let read = |node: Node<'_>| Some(Spanned::new(read(self, &node)?, node.span));
        nodes.into_iter().filter_map(read).collect()
    }
}

fn page(node: &Node<'_>) -> PageDecl {
    let integer = |key| node.get(key).and_then(|node| node.integer());
    PageDecl { default: integer("default"), max: integer("max") }
}

/// `on_delete` as a key.
pub(super) fn on_delete(node: &Node<'_>) -> Option<Spanned<OnDelete>> {
    let word = node.text()?;
    OnDelete::from_word(word.as_str()).map(|value| Spanned::new(value, word.span))
}
