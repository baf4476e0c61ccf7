-- Creates follows.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table follows (
    id uuid not null,
    follower_id uuid not null,
    followee_id uuid not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint follows_pkey primary key (id),
    constraint follows_follower_id_fkey
        foreign key (follower_id) references users (id) on delete restrict,
    constraint follows_followee_id_fkey
        foreign key (followee_id) references users (id) on delete restrict,
    constraint follows_follower_id_followee_id_key unique (follower_id, followee_id),
    -- follower != followee
    constraint follows_check_1 check (follower_id <> followee_id)
);

create index follows_followee_id_idx on follows (followee_id);
create index follows_created_at_idx on follows (created_at, id);
create index follows_updated_at_idx on follows (updated_at, id);
