//! Who may do what with which gadgets. Who may see them is said in the statements.

use super::filter::{GadgetFilter, GadgetSort};
use super::model::{Gadget, GadgetChanges, GadgetState, NewGadget};
use crate::auth::{Principal, Role, Viewer};
use crate::error::{Error, Result};
use crate::validate::{Fault, Faults};

/// `member if stock <= 100` or `moderator`
pub fn may_create(principal: Principal, gadget: &Gadget) -> bool {
    (principal.has(Role::Member) && gadget.stock <= 100) || principal.has(Role::Moderator)
}

/// `owner if state = open`, `assignee if state = reserved` or `moderator`
pub fn may_update(principal: Principal, gadget: &Gadget) -> bool {
    (principal.id == gadget.creator_id && gadget.state == GadgetState::Open)
        || (gadget.assignee_id == Some(principal.id) && gadget.state == GadgetState::Reserved)
        || principal.has(Role::Moderator)
}

/// `owner if stock = 0`, `manual.owner` or `admin`
pub fn may_delete(principal: Principal, gadget: &Gadget) -> bool {
    (principal.id == gadget.creator_id && gadget.stock == 0)
        || gadget.manual_author_id == Some(principal.id)
        || principal.has(Role::Admin)
}

/// `member`
pub fn may_reserve(principal: Principal, _gadget: &Gadget) -> bool {
    principal.has(Role::Member)
}

/// `owner`, `moderator`
pub fn may_link_related_tags(principal: Principal, gadget: &Gadget) -> bool {
    principal.id == gadget.creator_id || principal.has(Role::Moderator)
}

/// `admin` or `owner`
pub fn may_read_cost(viewer: Viewer, gadget: &Gadget) -> bool {
    viewer.has(Role::Admin) || viewer.is(gadget.creator_id)
}

/// `owner`
pub fn may_read_token(viewer: Viewer, gadget: &Gadget) -> bool {
    viewer.is(gadget.creator_id)
}

/// `admin`
fn may_write_stock(principal: Principal) -> bool {
    principal.has(Role::Admin)
}

/// `admin`
fn may_write_cost(principal: Principal) -> bool {
    principal.has(Role::Admin)
}

/// Refuses fields of a new gadget that the principal may not set.
pub fn check_new(principal: Principal, new: &NewGadget) -> Result<()> {
    let mut faults = Faults::default();
    if new.stock.is_set() && !may_write_stock(principal) {
        faults.add("stock", "forbidden", "may not be set by you");
    }
    if new.cost.is_some() && !may_write_cost(principal) {
        faults.add("cost", "forbidden", "may not be set by you");
    }
    faults.into_result()
}

/// Refuses changes of fields that the principal may not set.
pub fn check_changes(principal: Principal, changes: &GadgetChanges) -> Result<()> {
    let mut faults = Faults::default();
    if changes.stock.is_set() && !may_write_stock(principal) {
        faults.add("stock", "forbidden", "may not be set by you");
    }
    if changes.cost.is_set() && !may_write_cost(principal) {
        faults.add("cost", "forbidden", "may not be set by you");
    }
    faults.into_result()
}

/// Refuses to filter and sort by what the viewer may not see in every row.
pub fn check_filter(viewer: Viewer, filter: &GadgetFilter) -> Result<()> {
    let GadgetFilter { cost, cost_in, cost_gte, cost_null, sort, .. } = filter;
    let by_cost = cost.is_some()
        || cost_in.is_some()
        || cost_gte.is_some()
        || cost_null.is_some()
        || matches!(sort, GadgetSort::Cost | GadgetSort::CostDescending);
    if by_cost && !viewer.has(Role::Admin) {
        let fault = Fault::parameter("cost", "forbidden", "may not be used by you");
        return Err(Error::Malformed(vec![fault]));
    }
    Ok(())
}
