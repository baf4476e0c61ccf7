-- Creates posts. Something a member wants others to see.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create type visibility as enum ('everyone', 'followers');
create type post_status as enum ('draft', 'published', 'archived');

create table posts (
    id uuid not null,
    author_id uuid not null,
    title text not null,
    body text not null,
    visibility visibility not null default 'everyone',
    status post_status not null default 'draft',
    published_at timestamptz,
    search tsvector not null generated always as (
        to_tsvector('english', title || ' ' || body)
    ) stored,
    deleted_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint posts_pkey primary key (id),
    constraint posts_author_id_fkey
        foreign key (author_id) references users (id) on delete restrict,
    constraint posts_title_length check (char_length(title) between 1 and 200),
    constraint posts_title_line check (
        title !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    constraint posts_body_length check (char_length(body) between 1 and 20000),
    -- published_at is not null if status = published
    constraint posts_check_1 check (status <> 'published' or published_at is not null)
);

create index posts_author_id_idx on posts (author_id);
create index posts_visibility_idx on posts (visibility, id);
create index posts_status_idx on posts (status, id);
create index posts_published_at_idx on posts (published_at, id);
create index posts_created_at_idx on posts (created_at, id);
create index posts_updated_at_idx on posts (updated_at, id);
create index posts_search_idx on posts using gin (search);
