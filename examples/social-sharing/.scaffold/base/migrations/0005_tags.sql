-- Creates tags.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table tags (
    id uuid not null,
    name text not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tags_pkey primary key (id),
    constraint tags_name_length check (char_length(name) between 1 and 40),
    constraint tags_name_line check (
        name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    constraint tags_name_pattern check (name ~ '^(?:[a-z0-9-]+)$')
);

create unique index tags_name_key on tags (lower(name));
create index tags_created_at_idx on tags (created_at, id);
create index tags_updated_at_idx on tags (updated_at, id);

-- Which tags each post has.
create table post_tags (
    post_id uuid not null,
    tag_id uuid not null,
    created_at timestamptz not null default now(),
    constraint post_tags_pkey primary key (post_id, tag_id),
    constraint post_tags_post_id_fkey foreign key (post_id) references posts (id) on delete cascade,
    constraint post_tags_tag_id_fkey foreign key (tag_id) references tags (id) on delete cascade
);

create index post_tags_tag_id_idx on post_tags (tag_id, post_id);
