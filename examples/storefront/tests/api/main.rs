//! The service as its clients meet it. One binary, one database server, one database a test.

#[expect(unreachable_pub, reason = "`pub` marks what support offers to the tests")]
#[path = "../support/mod.rs"]
mod support;

mod auth;
mod categories;
mod contract;
mod lines;
mod orders;
mod permissions;
mod products;
mod reviews;
mod service;
mod users;
