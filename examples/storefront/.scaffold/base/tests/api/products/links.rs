//! What products are linked with.

use serde_json::Value;
use storefront::auth::Role;

use crate::support::{Actor, TestApp, factory, path, promises};

/// Where the categories of a product are found.
const CATEGORIES_PATH: &str = "/products/{sku}/categories";

/// Somebody who may link to a product, and it.
async fn ready_to_link_categories(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn categories_are_linked_and_unlinked() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_link_categories(&app).await;
    let far = app.insert(factory::category()).await;
    let list = path(CATEGORIES_PATH, &row);
    let place = path(&format!("{list}/{{slug}}"), &far);
    promises::linked_and_unlinked(&actor, &list, &place, &far).await;

    actor.put(&place).await.done();
    assert!(actor.get(&path("/categories/{slug}/products", &far)).await.listed().has(&row));
}

#[tokio::test]
async fn categories_must_exist_to_be_linked() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_link_categories(&app).await;
    let place = format!("{}/{}", path(CATEGORIES_PATH, &row), uuid::Uuid::now_v7());
    assert_eq!(actor.put(&place).await.refused(404).kind(), "not-found");
}

#[tokio::test]
async fn categories_are_safe_from_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_link_categories(&app).await;
    let far = app.insert(factory::category()).await;
    let list = path(CATEGORIES_PATH, &row);
    let place = path(&format!("{list}/{{slug}}"), &far);
    promises::refused_to(app.member().await.put(&place)).await;
    promises::refused_to(app.member().await.delete(&place)).await;
    assert!(actor.get(&list).await.listed().items.is_empty());
}
