-- Creates categories. A shelf of the shop; shelves stand in shelves.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table categories (
    id uuid not null,
    name text not null,
    slug text not null,
    parent_id uuid,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint categories_pkey primary key (id),
    constraint categories_parent_id_fkey
        foreign key (parent_id) references categories (id) on delete set null,
    constraint categories_name_key unique (name),
    constraint categories_slug_key unique (slug),
    constraint categories_name_length check (char_length(name) between 1 and 80),
    constraint categories_name_line check (
        name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    constraint categories_slug_length check (char_length(slug) <= 200),
    constraint categories_slug_form check (slug ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$')
);

create index categories_parent_id_idx on categories (parent_id, id);
create index categories_created_at_idx on categories (created_at, id);
create index categories_updated_at_idx on categories (updated_at, id);
