//! The tables that every service has, whatever its model says.

use crate::model::Model;
use crate::sql::literal;

/// Roles, sessions and refresh tokens.
pub(super) fn tables(model: &Model) -> String {
    TABLES.replace("ROLE_FORM", &role_form(model))
}

/// Which roles there are, as the line of a table.
pub(super) fn role_form(model: &Model) -> String {
    let roles: Vec<_> = model.roles.iter().map(|role| literal::text(role.name.snake())).collect();
    let flat = format!("constraint user_roles_role_form check (role in ({}))", roles.join(", "));
    if flat.len() + 4 <= 100 {
        return flat;
    }
    format!(
        "constraint user_roles_role_form check (\n        role in (\n            {}\n        )\n    )",
        roles.join(",\n            ")
    )
}

const TABLES: &str = "\
-- What an account may do.
create table user_roles (
    user_id uuid not null,
    role text not null,
    created_at timestamptz not null default now(),
    constraint user_roles_pkey primary key (user_id, role),
    constraint user_roles_user_id_fkey
        foreign key (user_id) references users (id) on delete cascade,
    ROLE_FORM
);

-- One signed-in device, and the family of all refresh tokens it was ever given.
create table sessions (
    id uuid not null,
    user_id uuid not null,
    user_agent text,
    created_at timestamptz not null default now(),
    refreshed_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    constraint sessions_pkey primary key (id),
    constraint sessions_user_id_fkey
        foreign key (user_id) references users (id) on delete cascade,
    constraint sessions_user_agent_length check (char_length(user_agent) <= 200)
);

create index sessions_user_id_idx on sessions (user_id);

-- Refresh tokens, by the hash alone. An exchanged token keeps a salt until its successor is used:
-- token and salt together give the successor again, should the answer have been lost on its way.
create table refresh_tokens (
    hash bytea not null,
    session_id uuid not null,
    predecessor bytea,
    salt bytea,
    exchanged_at timestamptz,
    created_at timestamptz not null default now(),
    constraint refresh_tokens_pkey primary key (hash),
    constraint refresh_tokens_session_id_fkey
        foreign key (session_id) references sessions (id) on delete cascade,
    constraint refresh_tokens_hash_length check (octet_length(hash) = 32)
);

create index refresh_tokens_session_id_idx on refresh_tokens (session_id);";
