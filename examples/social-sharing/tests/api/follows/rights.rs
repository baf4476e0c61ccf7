//! Who sees and sets what of a follow, and who is kept from it.

use crate::support::{TestApp, path, promises};

use super::{PLACE, ready_to_delete};

#[tokio::test]
async fn strangers_delete_nothing() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    let place = path(PLACE, &row);
    promises::kept_from(app.member().await.delete(&place).if_match("*"), &actor, &place).await;
}
