-- Creates accounts: who they are, what they may do, where they are signed in.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- An account. A closed one stays as a tombstone: the row that others point at, and nothing in it.
create table users (
    id uuid not null,
    email text not null,
    password_hash text,
    verified boolean not null default false,
    suspended_at timestamptz,
    closed_at timestamptz,
    full_name text not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_pkey primary key (id),
    constraint users_email_length check (char_length(email) <= 254),
    constraint users_email_form check (
        email ~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$'
    ),
    constraint users_full_name_length check (char_length(full_name) between 1 and 120),
    constraint users_full_name_line check (
        full_name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    )
);

create unique index users_email_key on users (lower(email));
create index users_created_at_idx on users (created_at, id);
create index users_updated_at_idx on users (updated_at, id);

-- What an account may do.
create table user_roles (
    user_id uuid not null,
    role text not null,
    created_at timestamptz not null default now(),
    constraint user_roles_pkey primary key (user_id, role),
    constraint user_roles_user_id_fkey
        foreign key (user_id) references users (id) on delete cascade,
    constraint user_roles_role_form check (role in ('customer', 'clerk', 'admin'))
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

create index refresh_tokens_session_id_idx on refresh_tokens (session_id);
