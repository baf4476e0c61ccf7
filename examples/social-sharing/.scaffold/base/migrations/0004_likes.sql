-- Creates likes.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table likes (
    id uuid not null,
    post_id uuid not null,
    author_id uuid not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint likes_pkey primary key (id),
    constraint likes_post_id_fkey foreign key (post_id) references posts (id) on delete cascade,
    constraint likes_author_id_fkey
        foreign key (author_id) references users (id) on delete restrict,
    constraint likes_post_id_author_id_key unique (post_id, author_id)
);

create index likes_post_id_idx on likes (post_id, id);
create index likes_author_id_idx on likes (author_id);
create index likes_created_at_idx on likes (created_at, id);
create index likes_updated_at_idx on likes (updated_at, id);
