-- Creates products. Something to buy.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create type currency as enum ('eur', 'usd', 'gbp');
create type product_status as enum ('draft', 'listed', 'retired');

-- Whether every item of a list has so many characters.
create function items_have_length(items text[], shortest integer, longest integer)
returns boolean
language sql
immutable
parallel safe
return (
    select coalesce(bool_and(char_length(item) between shortest and longest), true)
    from unnest(items) as item
);

-- Whether every item of a list matches a regular expression.
create function items_match(items text[], expression text)
returns boolean
language sql
immutable
parallel safe
return (select coalesce(bool_and(item ~ expression), true) from unnest(items) as item);

create table products (
    id uuid not null,
    sku text not null,
    name text not null,
    description text,
    price numeric(12, 2) not null,
    sale_price numeric(12, 2),
    currency currency not null default 'eur',
    stock integer not null default 0,
    weight double precision,
    status product_status not null default 'draft',
    released_on date,
    keywords text[] not null,
    details jsonb,
    purchase_price numeric(12, 2),
    average_stay integer,
    search tsvector not null generated always as (
        to_tsvector('english', name || ' ' || coalesce(description, ''))
    ) stored,
    deleted_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint products_pkey primary key (id),
    constraint products_sku_length check (char_length(sku) between 3 and 32),
    constraint products_sku_line check (
        sku !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    constraint products_sku_pattern check (sku ~ '^(?:[A-Z0-9-]+)$'),
    constraint products_name_length check (char_length(name) between 1 and 160),
    constraint products_name_line check (
        name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    constraint products_description_length check (char_length(description) <= 10000),
    constraint products_price_range check (price between 0.01 and 1000000.00),
    constraint products_sale_price_range check (sale_price >= 0.01),
    constraint products_stock_range check (stock between 0 and 1000000),
    constraint products_weight_finite check (weight > '-infinity' and weight < 'infinity'),
    constraint products_weight_range check (weight between 0.0 and 100000.0),
    constraint products_keywords_items check (
        cardinality(keywords) <= 12 and array_position(keywords, null) is null
    ),
    constraint products_keywords_length check (items_have_length(keywords, 1, 40)),
    constraint products_keywords_line check (
        items_match(keywords, '^[^\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]*$')
    ),
    constraint products_details_size check (octet_length(details::text) <= 32768),
    constraint products_average_stay_range check (average_stay between 0 and 3650),
    -- sale_price < price
    constraint products_check_1 check (sale_price < price),
    -- released_on is not null if status = listed
    constraint products_check_2 check (status <> 'listed' or released_on is not null)
);

create unique index products_sku_key on products (sku) where deleted_at is null;
create index products_name_idx on products (name, id);
create index products_price_idx on products (price, id);
create index products_stock_idx on products (stock, id);
create index products_status_idx on products (status, id);
create index products_released_on_idx on products (released_on, id);
create index products_keywords_idx on products using gin (keywords);
create index products_created_at_idx on products (created_at, id);
create index products_updated_at_idx on products (updated_at, id);
create index products_search_idx on products using gin (search);

-- Which categories each product has.
create table product_categories (
    product_id uuid not null,
    category_id uuid not null,
    created_at timestamptz not null default now(),
    constraint product_categories_pkey primary key (product_id, category_id),
    constraint product_categories_product_id_fkey
        foreign key (product_id) references products (id) on delete cascade,
    constraint product_categories_category_id_fkey
        foreign key (category_id) references categories (id) on delete cascade
);

create index product_categories_category_id_idx on product_categories (category_id, product_id);
