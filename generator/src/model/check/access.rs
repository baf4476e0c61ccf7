//! Access rules, and who sees and sets guarded fields.

use super::Check;
use super::conditions::{self, Place};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{AccessDecl, RuleDecl, Spanned, Text, WhoDecl};
use crate::model::{Access, FieldId, FieldKind, ResourceId, RoleId, Rule, Who};

/// Resolves `read(…)`, `write(…)` and `link(…)`.
pub(super) fn guards(check: &mut Check<'_>) {
    for (resource, field, written) in check.sound_fields() {
        let read = written.read.as_ref().map(|names| people(check, resource, &names.value));
        let write = written.write.as_ref().map(|names| people(check, resource, &names.value));
        let link =
            written.link.as_ref().map(|rules| resolve_rules(check, resource, &rules.value, false));
        let made = check.field_mut(resource, field);
        made.read = read;
        made.write = write;
        if let FieldKind::ManyToMany { link: place, .. } = &mut made.kind {
            *place = link;
        }
    }
}

fn people(check: &mut Check<'_>, resource: ResourceId, names: &[Text]) -> Vec<Who> {
    names.iter().filter_map(|name| person(check, resource, name)).collect()
}

fn person(check: &mut Check<'_>, resource: ResourceId, text: &Text) -> Option<Who> {
    match text.as_str() {
        "owner" => owner(check, resource, text),
        "public" | "authenticated" => {
            let fault =
                Diagnostic::error(Code::NotAPerson, format!("`{}` guards nothing", text.value))
                    .at(text.span, "neither a role nor a relation to `user`")
                    .help("leave the guard out, or name a role, `owner` or a relation to `user`");
            check.report(fault);
            None
        }
        _ => named(check, resource, text),
    }
}

fn owner(check: &mut Check<'_>, resource: ResourceId, text: &Text) -> Option<Who> {
    if check.has_owner(resource) {
        return Some(Who::Owner);
    }
    if check.may_have_owner(resource) {
        return None;
    }
    let name = check.resource(resource).name.snake();
    let fault = Diagnostic::error(Code::NoOwner, format!("`{name}` has no owner"))
        .at(text.span, "means nobody")
        .help("mark its relation to `user` with `owner`, as in `author = \"-> user owner\"`");
    let people = check.sound_fields_of(resource).into_iter();
    let people = people.filter(|(field, _)| check.is_person(resource, *field));
    let fault = match people.collect::<Vec<_>>()[..] {
        [] => fault.also(check.span(resource), "this resource"),
        [(_, field)] if field.kind.is_some() => {
            let end = field.kind.as_ref().map_or(field.name.span.end, |kind| kind.span.end);
            let end = field.optional.map_or(end, |mark| mark.end);
            fault
                .also(field.name.span, "may be meant")
                .help("mark the relation to `user` with `owner`")
                .suggest(Span::new(end, end), " owner")
        }
        ref several => several
            .iter()
            .fold(fault, |fault, (_, field)| fault.also(field.name.span, "may be meant")),
    };
    check.report_once(fault);
    None
}

/// A role, or a relation of the resource to `user`.
fn named(check: &mut Check<'_>, resource: ResourceId, text: &Text) -> Option<Who> {
    let role = check.roles.get(text.as_str()).copied();
    let field = check.declared[resource.0].fields.get(text.as_str()).copied();
    let field = field.filter(|field| !check.origin(resource, *field).faulty);
    match (role, field) {
        // The owner is said `owner`, so that the word is free for the role.
        (Some(role), Some(field)) if check.resource(resource).owner == Some(field) => {
            Some(Who::Role(role))
        }
        // The role is meant where there is one but for its form, which is reported.
        (None, Some(field)) if check.resource(resource).owner == Some(field) => {
            let is_role = |name: &&str| name.eq_ignore_ascii_case(text.as_str());
            (!check.roles.keys().any(is_role)).then_some(Who::Owner)
        }
        (Some(_), Some(field)) if check.is_person(resource, field) => {
            let fault = Diagnostic::error(
                Code::NotAPerson,
                format!("`{}` is a role and a relation", text.value),
            )
            .at(text.span, "could mean either")
            .also(check.origin(resource, field).span, "the relation");
            check.report(fault);
            None
        }
        (Some(role), _) => Some(Who::Role(role)),
        (None, Some(field)) if check.is_person(resource, field) => Some(Who::Relation(field)),
        (None, Some(field)) => {
            let fault = Diagnostic::error(
                Code::NotAPerson,
                format!("`{}` is not a relation to `user`", text.value),
            )
            .at(text.span, "is nobody")
            .also(check.origin(resource, field).span, "declared here");
            check.report(fault);
            None
        }
        (None, None) if check.declared[resource.0].fields.contains_key(text.as_str()) => None,
        (None, None) => {
            let fields = check.resource(resource).fields.iter().enumerate();
            let people = fields.filter(|(at, _)| {
                let field = FieldId(*at);
                check.origin(resource, field).faulty || check.is_person(resource, field)
            });
            let fields = people.map(|(_, field)| field.name.snake());
            let names = ["public", "authenticated", "owner"];
            let known = names.into_iter().chain(check.roles.keys().copied()).chain(fields);
            let fault = Diagnostic::error(Code::UnknownRole, format!("`{}` is nobody", text.value))
                .at(text.span, "neither a role nor a relation to `user`")
                .suggest_nearest(text.span, &text.value, known);
            check.report_once(fault);
            None
        }
    }
}

/// Refuses resources that nobody may use.
pub(super) fn present(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        let rules = written.access.iter().flat_map(|access| {
            let AccessDecl { read, create, update, delete } = &access.value;
            [read, create, update, delete]
        });
        let any = rules.flatten().any(|rules| !rules.value.is_empty());
        if any || check.resource(id).account {
            continue;
        }
        let fault = Diagnostic::error(
            Code::NoAccess,
            format!("`{}` has no access rule", written.name.value),
        )
        .at(
            written.access.as_ref().map_or(written.name.span, |it| it.span),
            "nobody could do anything",
        )
        .help("say who may read it: `access = { read = \"authenticated\" }`");
        check.report(fault);
    }
}

/// Resolves the rules of every resource; of the account, what is not written has a default.
pub(super) fn resolve(check: &mut Check<'_>) {
    for id in (0..check.declared.len()).map(ResourceId) {
        let written = check.declared[id.0].written.and_then(|resource| resource.access.as_ref());
        let written = written.map(|access| &access.value);
        let account = check.resource(id).account;
        let mut take = |rules: Option<&Spanned<Vec<RuleDecl>>>, unless: Who, create| match rules {
            Some(rules) => resolve_rules(check, id, &rules.value, create),
            None if account && !create => vec![Rule { who: unless, condition: None }],
            None => Vec::new(),
        };
        let mut access = Access {
            read: take(written.and_then(|it| it.read.as_ref()), Who::Authenticated, false),
            create: take(written.and_then(|it| it.create.as_ref()), Who::Owner, true),
            update: take(written.and_then(|it| it.update.as_ref()), Who::Owner, false),
            delete: take(written.and_then(|it| it.delete.as_ref()), Who::Owner, false),
        };
        if account {
            access.read.extend(administrators(check, &access.read));
        }
        check.model.resources[id.0].access = access;
    }
}

/// The rule by which administrators see every account, since they administer it; none where the
/// rules that are written let them.
fn administrators(check: &Check<'_>, read: &[Rule]) -> Option<Rule> {
    let admin = *check.roles.get("admin")?;
    let includes = &check.model.roles[admin.0].includes;
    let lets = |rule: &Rule| match rule.who {
        Who::Public | Who::Authenticated => rule.condition.is_none(),
        Who::Role(role) => rule.condition.is_none() && (role == admin || includes.contains(&role)),
        _ => false,
    };
    let has_leave = read.iter().any(lets);
    (!has_leave).then_some(Rule { who: Who::Role(admin), condition: None })
}

/// Resolves a list of rules about a row of the resource; of one that is yet to be made with `create`.
pub(super) fn resolve_rules(
    check: &mut Check<'_>,
    resource: ResourceId,
    rules: &[RuleDecl],
    create: bool,
) -> Vec<Rule> {
    rules.iter().filter_map(|rule| resolve_rule(check, resource, rule, create)).collect()
}

fn resolve_rule(
    check: &mut Check<'_>,
    resource: ResourceId,
    rule: &RuleDecl,
    create: bool,
) -> Option<Rule> {
    let span = rule.who.span;
    let who = match &rule.who.value {
        WhoDecl::Public => Some(Who::Public),
        WhoDecl::Authenticated => Some(Who::Authenticated),
        WhoDecl::Owner => owner(check, resource, &Text::new("owner".to_owned(), span)),
        WhoDecl::Named(name) => named(check, resource, &Text::new(name.clone(), span)),
        WhoDecl::OwnerOf { relation } => owner_of(check, resource, relation),
        WhoDecl::Via { .. } => None,
    };
    let who = match who {
        Some(Who::Owner) if create => {
            let fault = Diagnostic::error(
                Code::OwnerOnCreate,
                "a row that is being created has no owner yet",
            )
            .at(span, "is whoever creates it")
            .help("say who may create: a role, or `authenticated`");
            check.report(fault);
            None
        }
        who => who,
    };
    let condition = match &rule.condition {
        // After `via`, the condition is about another resource.
        Some(_) if matches!(rule.who.value, WhoDecl::Via { .. }) => None,
        Some(condition) => Some(conditions::read(check, resource, &condition.value, Place::Rule)?),
        None => None,
    };
    Some(Rule { who: who?, condition })
}

fn owner_of(check: &mut Check<'_>, resource: ResourceId, relation: &Text) -> Option<Who> {
    let field = check.find_field(resource, relation)?;
    let FieldKind::BelongsTo { target } = check.field(resource, field).kind else {
        let fault =
            Diagnostic::error(Code::NotAPerson, format!("`{}` is not a relation", relation.value))
                .at(relation.span, "points at nothing")
                .also(check.origin(resource, field).span, "declared here");
        check.report(fault);
        return None;
    };
    if check.has_owner(target) {
        return Some(Who::OwnerOf { relation: field });
    }
    if check.may_have_owner(target) {
        return None;
    }
    let name = check.resource(target).name.snake();
    let fault = Diagnostic::error(Code::NoOwner, format!("`{name}` has no owner"))
        .at(relation.span, format!("points at `{name}`"))
        .also(check.span(target), "mark its relation to `user` with `owner`");
    check.report_once(fault);
    None
}

/// Required fields without a default must be writable by all who may create, and a required owner
/// must be somebody.
pub(super) fn writable(check: &mut Check<'_>) {
    owned(check);
    for (resource, id, written) in check.sound_fields() {
        let field = check.field(resource, id);
        let (Some(writers), Some(guard)) = (&field.write, &written.write) else {
            continue;
        };
        // The service sets the owner itself.
        if field.optional || written.default.is_some() || check.resource(resource).owner == Some(id)
        {
            continue;
        }
        let account = check.resource(resource).account;
        let creators = &check.resource(resource).access.create;
        let excluded = match account {
            true => (!writers.contains(&Who::Owner)).then_some("a person who registers"),
            false => creators
                .iter()
                .find(|rule| !writers.iter().any(|writer| covers(check, writer, &rule.who)))
                .map(|rule| if rule.who == Who::Public { "everybody" } else { "who may create" }),
        };
        let Some(excluded) = excluded else {
            continue;
        };
        let mut fault = Diagnostic::error(
            Code::NotWritable,
            format!("`{}` is required, and {excluded} cannot set it", written.name.value),
        )
        .at(guard.span, "leaves somebody out")
        .help("let all who may create set it, give it a default, or make it optional with `?`");
        let access = check.declared[resource.0].written.and_then(|it| it.access.as_ref());
        if let Some(create) = access.and_then(|access| access.value.create.as_ref()) {
            fault = fault.also(create.span, "who may create");
        }
        check.report(fault);
    }
}

/// Whoever creates a row is its owner, and with `public` that may be nobody.
fn owned(check: &mut Check<'_>) {
    for (resource, id, written) in check.sound_fields() {
        let is_owner = check.resource(resource).owner == Some(id);
        if !is_owner || check.field(resource, id).optional {
            continue;
        }
        let access = check.declared[resource.0].written.and_then(|it| it.access.as_ref());
        let create = access.and_then(|access| access.value.create.as_ref());
        let rules = create.iter().flat_map(|rules| &rules.value);
        let Some(rule) = rules.into_iter().find(|rule| rule.who.value == WhoDecl::Public) else {
            continue;
        };
        let message = format!(
            "`{}` is required, and who creates without signing in is nobody",
            written.name.value
        );
        let fault = Diagnostic::error(Code::NotWritable, message)
            .at(written.name.span, "the owner of each row")
            .also(rule.who.span, "who may create")
            .help("let it be absent, as in `-> user? owner`, or let `authenticated` create");
        check.report(fault);
    }
}

/// Whether everybody whom `creator` means is also meant by `writer`.
fn covers(check: &Check<'_>, writer: &Who, creator: &Who) -> bool {
    let has = |creator: RoleId, writer: RoleId| {
        creator == writer || check.model.roles[creator.0].includes.contains(&writer)
    };
    match (writer, creator) {
        (_, Who::Public) => false,
        // Whoever creates a row is its owner.
        (Who::Owner, _) => true,
        (Who::Role(writer), Who::Role(creator)) => has(*creator, *writer),
        (writer, creator) => writer == creator,
    }
}
