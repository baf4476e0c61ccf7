//! Pages of gadgets.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{GadgetFilter, GadgetSort};
use super::model::Gadget;
use super::policy;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::pagination::{Column, Page, PageRequest, key};
use crate::select::{Binds, narrow};

const READABLE: &str = "
    select gadgets.id, gadgets.creator_id, gadgets.name, gadgets.slug, gadgets.code, gadgets.price,
        gadgets.weight, gadgets.stock, gadgets.sold, gadgets.released_on, gadgets.opens_at,
        gadgets.starts_at, gadgets.keywords, gadgets.grades, gadgets.audiences, gadgets.settings,
        gadgets.contact, gadgets.site, gadgets.external_id, gadgets.cost, gadgets.limit_hint,
        gadgets.state, gadgets.visibility, gadgets.token, gadgets.assignee_id, gadgets.parent_id,
        gadgets.manual_id, gadgets.closed_by_id, gadgets.reserve_reason,
        (select posts.author_id from posts where posts.id = gadgets.manual_id) as manual_author_id,
        (
            select count(*) from gadgets as children
            where children.parent_id = gadgets.id
                and (
                    (children.visibility = 'everyone' and children.state <> 'closed')
                    or children.creator_id = $1 or children.assignee_id = $1 or $2
                )
        ) as children,
        gadgets.version, gadgets.created_at, gadgets.updated_at
    from gadgets
    where (
            (gadgets.visibility = 'everyone' and gadgets.state <> 'closed')
            or gadgets.creator_id = $1 or gadgets.assignee_id = $1 or $2
        )";

/// Starts a statement over the gadgets that the viewer may see; it ends inside its `where`.
pub fn readable(viewer: Viewer) -> sqlx::Result<QueryBuilder<Postgres>> {
    Ok(Binds::default().bind(viewer.id())?.bind(viewer.has(Role::Moderator))?.start(READABLE))
}

/// A page of the gadgets that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &GadgetFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Gadget>> {
    policy::check_filter(viewer, filter)?;
    let mut query = readable(viewer)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    let q = filter.q.as_deref();
    narrow(&mut query, "gadgets.search @@ websearch_to_tsquery('english', ?)", q);
    narrow(&mut query, "lower(gadgets.name) = lower(?)", filter.name.as_ref());
    let names = filter.name_in.as_ref();
    narrow(&mut query, "lower(gadgets.name) = any(lower(?::text[]::text)::text[])", names);
    narrow(&mut query, "gadgets.price = ?", filter.price);
    narrow(&mut query, "gadgets.price >= ?", filter.price_gte);
    narrow(&mut query, "gadgets.released_on >= ?", filter.released_on_gte);
    narrow(&mut query, "(gadgets.released_on is null) = ?", filter.released_on_null);
    narrow(&mut query, "gadgets.keywords @> ?", filter.keywords_contains.as_ref());
    narrow(&mut query, "gadgets.cost = ?", filter.cost);
    narrow(&mut query, "gadgets.cost = any(?)", filter.cost_in.as_ref());
    narrow(&mut query, "gadgets.cost >= ?", filter.cost_gte);
    narrow(&mut query, "(gadgets.cost is null) = ?", filter.cost_null);
    narrow(&mut query, "gadgets.state = ?", filter.state);
    narrow(&mut query, "gadgets.state = any(?)", filter.state_in.as_ref());
    narrow(&mut query, "gadgets.assignee_id = ?", filter.assignee_id);
    narrow(&mut query, "gadgets.assignee_id = any(?)", filter.assignee_id_in.as_ref());
    narrow(&mut query, "(gadgets.assignee_id is null) = ?", filter.assignee_id_null);
    let order = column(filter.sort).with_id("gadgets.id");
    let keyset = page.keyset(&state.cursors, viewer.id(), order)?;
    keyset.push(&mut query);
    let gadgets = query.build_query_as().fetch_all(&state.db()).await?;
    Ok(keyset.page(gadgets, |gadget| (sort_key(filter.sort, gadget), gadget.id.0)))
}

fn column(sort: GadgetSort) -> Column {
    match sort {
        GadgetSort::Name => Column::ascending("gadgets.name", "text"),
        GadgetSort::NameDescending => Column::descending("gadgets.name", "text"),
        GadgetSort::Price => Column::ascending("gadgets.price", "numeric"),
        GadgetSort::PriceDescending => Column::descending("gadgets.price", "numeric"),
        GadgetSort::ReleasedOn => Column::ascending("gadgets.released_on", "date").nullable(),
        GadgetSort::ReleasedOnDescending => {
            Column::descending("gadgets.released_on", "date").nullable()
        }
        GadgetSort::Cost => Column::ascending("gadgets.cost", "numeric").nullable(),
        GadgetSort::CostDescending => Column::descending("gadgets.cost", "numeric").nullable(),
    }
}

fn sort_key(sort: GadgetSort, gadget: &Gadget) -> Option<String> {
    match sort {
        GadgetSort::Name | GadgetSort::NameDescending => key(&gadget.name),
        GadgetSort::Price | GadgetSort::PriceDescending => key(gadget.price),
        GadgetSort::ReleasedOn | GadgetSort::ReleasedOnDescending => {
            gadget.released_on.and_then(key)
        }
        GadgetSort::Cost | GadgetSort::CostDescending => gadget.cost.and_then(key),
    }
}
