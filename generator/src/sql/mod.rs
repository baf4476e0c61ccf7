//! The only maker of SQL.
//!
//! From a [`Model`](crate::model::Model) it makes the migrations that create its tables
//! ([`migrations`]), every statement that its service runs ([`statements`]), and for each
//! statement what sqlx would have learnt about it from a database ([`Statement::metadata`]).
//! The schema and the statements name things through the same functions ([`name`]), so that
//! they cannot drift apart.
//!
//! No text of a model reaches SQL unquoted: names are legal by the check and quoted where
//! Postgres reserves them, values go through [`literal`], prose stands in comments only.

mod access;
mod binder;
mod condition;
pub mod kind;
mod layout;
mod literal;
mod metadata;
pub mod name;
mod predicate;
mod schema;
mod scope;
mod statement;
mod taken;

pub use binder::{Argument, Parameter};
pub use kind::Kind;
pub use metadata::Metadata;
pub use schema::{
    Constraint, ConstraintRule, EmailRule, Grip, Hold, Migration, Past, REVISIONS, Retired,
    Revision, constraints, evolve, evolve_past, guarded, holds, migrations, retired, revise,
};
pub use statement::{
    Above, AboveColumn, Arm, Fragment, Link, Origin, Readable, Returns, RowColumn, Source,
    Statement, StatementColumn, Statements, asks_again, linked_from, row_columns, statements,
    stays,
};
pub use taken::{Taken, taken};
