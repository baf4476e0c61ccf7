//! The service as its clients meet it. One binary, one database server, one database a test.

#[expect(unreachable_pub, reason = "`pub` marks what support offers to the tests")]
#[path = "../support/mod.rs"]
mod support;

mod auth;
mod comments;
mod contract;
mod follows;
mod likes;
mod permissions;
mod posts;
mod service;
mod tags;
mod users;
