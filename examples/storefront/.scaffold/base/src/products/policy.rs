//! Who may do what with which products. Who may see them is said in the statements.

use super::model::{NewProduct, Product, ProductChanges};
use crate::auth::{Principal, Role, Viewer};
use crate::error::Result;
use crate::validate::Faults;

/// `clerk`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_update(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `admin`
pub fn may_delete(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Admin)
}

/// `clerk`
pub fn may_release(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_retire(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_restock(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `authenticated`
pub fn may_claim(_principal: Principal, _product: &Product) -> bool {
    true
}

/// `clerk`
pub fn may_link_categories(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn sees_all(viewer: Viewer) -> bool {
    viewer.has(Role::Clerk)
}

/// `clerk`
pub fn may_read_purchase_price(viewer: Viewer, _product: &Product) -> bool {
    viewer.has(Role::Clerk)
}

/// `clerk`
fn may_write_purchase_price(principal: Principal) -> bool {
    principal.has(Role::Clerk)
}

/// Refuses fields of a new product that the principal may not set.
pub fn check_new(principal: Principal, new: &NewProduct) -> Result<()> {
    let mut faults = Faults::default();
    if new.purchase_price.is_some() && !may_write_purchase_price(principal) {
        faults.add("purchase_price", "forbidden", "may not be set by you");
    }
    faults.into_result()
}

/// Refuses changes of fields that the principal may not set.
pub fn check_changes(
    principal: Principal,
    _product: &Product,
    changes: &ProductChanges,
) -> Result<()> {
    let mut faults = Faults::default();
    if changes.purchase_price.is_set() && !may_write_purchase_price(principal) {
        faults.add("purchase_price", "forbidden", "may not be set by you");
    }
    faults.into_result()
}
