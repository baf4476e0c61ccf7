-- Creates comments.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table comments (
    id uuid not null,
    post_id uuid not null,
    author_id uuid not null,
    body text not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint comments_pkey primary key (id),
    constraint comments_post_id_fkey foreign key (post_id) references posts (id) on delete cascade,
    constraint comments_author_id_fkey
        foreign key (author_id) references users (id) on delete restrict,
    constraint comments_body_length check (char_length(body) between 1 and 2000)
);

create index comments_post_id_idx on comments (post_id, id);
create index comments_author_id_idx on comments (author_id);
create index comments_created_at_idx on comments (created_at, id);
create index comments_updated_at_idx on comments (updated_at, id);
