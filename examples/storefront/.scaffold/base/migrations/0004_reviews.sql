-- Creates reviews.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table reviews (
    id uuid not null,
    product_id uuid not null,
    author_id uuid not null,
    stars integer not null,
    text text,
    recommended boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint reviews_pkey primary key (id),
    constraint reviews_product_id_fkey
        foreign key (product_id) references products (id) on delete cascade,
    constraint reviews_author_id_fkey
        foreign key (author_id) references users (id) on delete cascade,
    constraint reviews_product_id_author_id_key unique (product_id, author_id),
    constraint reviews_stars_range check (stars between 1 and 5),
    constraint reviews_text_length check (char_length(text) between 1 and 4000)
);

create index reviews_product_id_idx on reviews (product_id, id);
create index reviews_author_id_idx on reviews (author_id);
create index reviews_stars_idx on reviews (stars, id);
create index reviews_created_at_idx on reviews (created_at, id);
create index reviews_updated_at_idx on reviews (updated_at, id);
