//! The service as its clients meet it. One binary, one database server, one database a test.

#[expect(unreachable_pub, reason = "`pub` marks what support offers to the tests")]
#[path = "../support/mod.rs"]
mod support;

mod auth;
mod contract;
mod notes;
mod permissions;
mod service;
mod users;
