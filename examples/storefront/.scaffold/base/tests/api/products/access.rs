//! What there is to ask about products: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "products",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("customer", &[Role::Customer]),
            Person::with_roles("clerk", &[Role::Clerk]),
            Person::with_roles("admin", &[Role::Admin]),
        ],
        states: vec![
            State::of("status = listed and stock = 0", factory::product),
            State::of("status = draft and released_on is not null", factory::product)
                .having("status", "draft"),
            State::of("status = retired", factory::product).having("status", "retired"),
            State::of("status = listed and stock = 1", factory::product).having("stock", 1),
            State::of("released_on is null", factory::product)
                .having("status", "draft")
                .having("released_on", Value::Null),
            State::of("status = draft and released_on is not null and stock = 1", factory::product)
                .having("stock", 1)
                .having("status", "draft"),
        ],
        operations: vec![
            Operation::list("list_products", "/products?limit=100"),
            Operation::create(
                "create_product",
                "/products",
                &[
                    "sku",
                    "name",
                    "description",
                    "price",
                    "sale_price",
                    "currency",
                    "weight",
                    "released_on",
                    "keywords",
                    "details",
                    "average_stay",
                ],
            ),
            Operation::on_row("show_product", Method::GET, PLACE),
            Operation::on_row("update_product", Method::PATCH, PLACE)
                .sending(change("name", json!("name 2"))),
            Operation::on_row("delete_product", Method::DELETE, PLACE),
            Operation::on_row("release_product", Method::POST, "/products/{sku}/release"),
            Operation::on_row("retire_product", Method::POST, "/products/{sku}/retire"),
            Operation::on_row("stocktake_product", Method::POST, "/products/{sku}/stocktake")
                .sending(json!({ "counted": 1 })),
            Operation::on_row("claim_product", Method::POST, "/products/{sku}/claim"),
            Operation::on_row("restore_product", Method::POST, "/products/{sku}/restore").deleted(),
            Operation::on_row("list_product_categories", Method::GET, "/products/{sku}/categories"),
            Operation::on_row(
                "link_product_categories",
                Method::PUT,
                "/products/{sku}/categories/{other.slug}",
            )
            .beside(factory::category),
            Operation::on_row(
                "unlink_product_categories",
                Method::DELETE,
                "/products/{sku}/categories/{other.slug}",
            )
            .beside(factory::category),
        ],
    }
}
