//! Every fixed statement about gadgets. The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{Gadget, GadgetChanges, GadgetId, NewGadget, ReserveGadget};
use crate::auth::{Principal, Role, UserId, Viewer};
use crate::enums::Visibility;
use crate::slug::slugify;
use crate::tags::model::TagId;

/// The gadget, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    slug: &str,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Gadget>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Gadget,
        r#"
        select id, creator_id, name, slug, code, price, weight, stock, sold, released_on, opens_at,
            starts_at, keywords, grades, audiences as "audiences: Vec<Visibility>", settings,
            contact, site, external_id, cost, limit_hint, state, visibility, token, assignee_id,
            parent_id, manual_id, closed_by_id, reserve_reason,
            (
                select posts.author_id from posts where posts.id = gadgets.manual_id
            ) as "manual_author_id?: UserId",
            (
                select count(*) from gadgets as children
                where children.parent_id = gadgets.id
                    and (
                        (children.visibility = 'everyone' and children.state <> 'closed')
                        or children.creator_id = $2 or children.assignee_id = $2 or $3
                    )
            ) as "children!",
            version, created_at, updated_at
        from gadgets
        where slug = $1
            and ((visibility = 'everyone' and state <> 'closed') or creator_id = $2 or assignee_id = $2 or $3)
        "#,
        slug,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// Those of the gadgets that the viewer may see.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<Gadget>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Gadget,
        r#"
        select id, creator_id, name, slug, code, price, weight, stock, sold, released_on, opens_at,
            starts_at, keywords, grades, audiences as "audiences: Vec<Visibility>", settings,
            contact, site, external_id, cost, limit_hint, state, visibility, token, assignee_id,
            parent_id, manual_id, closed_by_id, reserve_reason,
            (
                select posts.author_id from posts where posts.id = gadgets.manual_id
            ) as "manual_author_id?: UserId",
            (
                select count(*) from gadgets as children
                where children.parent_id = gadgets.id
                    and (
                        (children.visibility = 'everyone' and children.state <> 'closed')
                        or children.creator_id = $2 or children.assignee_id = $2 or $3
                    )
            ) as "children!",
            version, created_at, updated_at
        from gadgets
        where id = any($1)
            and ((visibility = 'everyone' and state <> 'closed') or creator_id = $2 or assignee_id = $2 or $3)
        "#,
        ids,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_all(db)
    .await
}

/// Adds a gadget of the principal.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    new: &NewGadget,
    token: &str,
) -> sqlx::Result<Gadget> {
    sqlx::query_as!(
        Gadget,
        r#"
        insert into gadgets (id, creator_id, slug, token, name, code, price, weight, stock, released_on, opens_at, starts_at,
            keywords, grades, audiences, settings, contact, site, external_id, secret_note,
            cost, limit_hint, visibility, assignee_id, parent_id, manual_id)
        values ($1, $2, case when exists (select from gadgets where gadgets.slug = $3) then $3 || '-' || left(gen_random_uuid()::text, 8) else
            $3 end, $4, $5, $6, $7, $8, coalesce($9, 10), $10, $11, coalesce($12, now()), $13,
            $14, $15, $16, $17, $18, coalesce($19, gen_random_uuid()), $20, $21, case when $22
            then $23 else 5 end, coalesce($24, 'everyone'::visibility), $25, $26, $27)
        returning id, creator_id, name, slug, code, price, weight, stock, sold, released_on, opens_at,
            starts_at, keywords, grades, audiences as "audiences: Vec<Visibility>", settings,
            contact, site, external_id, cost, limit_hint, state, visibility, token, assignee_id,
            parent_id, manual_id, closed_by_id, reserve_reason,
            (
                select posts.author_id from posts where posts.id = gadgets.manual_id
            ) as "manual_author_id?: UserId",
            (
                select count(*) from gadgets as children
                where children.parent_id = gadgets.id
                    and (
                        (children.visibility = 'everyone' and children.state <> 'closed')
                        or children.creator_id = $2 or children.assignee_id = $2 or $28
                    )
            ) as "children!",
            version, created_at, updated_at
        "#,
        Uuid::now_v7(),
        principal.id.0,
        slugify(&new.name),
        token,
        new.name,
        new.code,
        new.price as _,
        new.weight,
        new.stock.as_set(),
        new.released_on,
        new.opens_at,
        new.starts_at.as_set(),
        &new.keywords,
        new.grades.as_deref(),
        &new.audiences as _,
        new.settings.as_ref(),
        new.contact.as_ref(),
        new.site.as_ref(),
        new.external_id.as_set(),
        new.secret_note.as_ref(),
        new.cost as _,
        new.limit_hint.is_set(),
        new.limit_hint.as_value(),
        new.visibility.as_set() as _,
        new.assignee_id.map(|id| id.0),
        new.parent_id.map(|id| id.0),
        new.manual_id.map(|id| id.0),
        principal.has(Role::Moderator),
    )
    .fetch_one(db)
    .await
}

/// Changes the gadget, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    principal: Principal,
    gadget: &Gadget,
    changes: &GadgetChanges,
) -> sqlx::Result<Option<Gadget>> {
    sqlx::query_as!(
        Gadget,
        r#"
        update gadgets
        set name = coalesce($3, name),
            price = coalesce($4, price),
            weight = case when $5 then $6 else weight end,
            stock = coalesce($7, stock),
            keywords = coalesce($8, keywords),
            grades = case when $9 then $10 else grades end,
            settings = case when $11 then $12 else settings end,
            secret_note = case when $13 then $14 else secret_note end,
            cost = case when $15 then $16 else cost end,
            visibility = coalesce($17, visibility),
            assignee_id = case when $18 then $19 else assignee_id end,
            parent_id = case when $20 then $21 else parent_id end,
            manual_id = case when $22 then $23 else manual_id end,
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2
        returning id, creator_id, name, slug, code, price, weight, stock, sold, released_on, opens_at,
            starts_at, keywords, grades, audiences as "audiences: Vec<Visibility>", settings,
            contact, site, external_id, cost, limit_hint, state, visibility, token, assignee_id,
            parent_id, manual_id, closed_by_id, reserve_reason,
            (
                select posts.author_id from posts where posts.id = gadgets.manual_id
            ) as "manual_author_id?: UserId",
            (
                select count(*) from gadgets as children
                where children.parent_id = gadgets.id
                    and (
                        (children.visibility = 'everyone' and children.state <> 'closed')
                        or children.creator_id = $24 or children.assignee_id = $24 or $25
                    )
            ) as "children!",
            version, created_at, updated_at
        "#,
        gadget.id.0,
        gadget.version,
        changes.name.as_set(),
        changes.price.as_set() as _,
        changes.weight.is_set(),
        changes.weight.as_value(),
        changes.stock.as_set(),
        changes.keywords.as_set() as _,
        changes.grades.is_set(),
        changes.grades.as_value() as _,
        changes.settings.is_set(),
        changes.settings.as_value(),
        changes.secret_note.is_set(),
        changes.secret_note.as_value(),
        changes.cost.is_set(),
        changes.cost.as_value() as _,
        changes.visibility.as_set() as _,
        changes.assignee_id.is_set(),
        changes.assignee_id.as_value().map(|id| id.0),
        changes.parent_id.is_set(),
        changes.parent_id.as_value().map(|id| id.0),
        changes.manual_id.is_set(),
        changes.manual_id.as_value().map(|id| id.0),
        principal.id.0,
        principal.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// Carries out `reserve`, if its condition holds and the gadget has the version, if one is given.
pub async fn reserve(
    db: impl PgExecutor<'_>,
    principal: Principal,
    id: GadgetId,
    version: Option<i64>,
    taken: &ReserveGadget,
) -> sqlx::Result<Option<Gadget>> {
    sqlx::query_as!(
        Gadget,
        r#"
        update gadgets
        set state = 'reserved',
            stock = stock - 1,
            sold = sold + 1,
            assignee_id = $3,
            parent_id = null,
            reserve_reason = $4,
            version = version + 1,
            updated_at = now()
        where id = $1 and version = coalesce($2, version) and state = 'open'
        returning id, creator_id, name, slug, code, price, weight, stock, sold, released_on, opens_at,
            starts_at, keywords, grades, audiences as "audiences: Vec<Visibility>", settings,
            contact, site, external_id, cost, limit_hint, state, visibility, token, assignee_id,
            parent_id, manual_id, closed_by_id, reserve_reason,
            (
                select posts.author_id from posts where posts.id = gadgets.manual_id
            ) as "manual_author_id?: UserId",
            (
                select count(*) from gadgets as children
                where children.parent_id = gadgets.id
                    and (
                        (children.visibility = 'everyone' and children.state <> 'closed')
                        or children.creator_id = $3 or children.assignee_id = $3 or $5
                    )
            ) as "children!",
            version, created_at, updated_at
        "#,
        id.0,
        version,
        principal.id.0,
        taken.reason,
        principal.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the gadget, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, gadget: &Gadget) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "delete from gadgets where id = $1 and version = $2",
        gadget.id.0,
        gadget.version,
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Links the gadget with a tag; it may be linked already.
pub async fn link_related_tags(
    db: impl PgExecutor<'_>,
    id: GadgetId,
    tag: TagId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into gadget_related_tags (gadget_id, tag_id) values ($1, $2) on conflict do nothing",
        id.0,
        tag.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
