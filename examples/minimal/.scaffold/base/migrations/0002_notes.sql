-- Creates notes. A text that somebody keeps.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table notes (
    id uuid not null,
    author_id uuid not null,
    title text not null,
    body text,
    search tsvector not null generated always as (to_tsvector('english', title)) stored,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint notes_pkey primary key (id),
    constraint notes_author_id_fkey
        foreign key (author_id) references users (id) on delete restrict,
    constraint notes_title_length check (char_length(title) between 1 and 120),
    constraint notes_title_line check (
        title !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    constraint notes_body_length check (char_length(body) <= 5000)
);

create index notes_author_id_idx on notes (author_id, id);
create index notes_created_at_idx on notes (created_at, id);
create index notes_updated_at_idx on notes (updated_at, id);
create index notes_search_idx on notes using gin (search);
