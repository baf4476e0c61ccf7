-- Creates lines. A product in an order, at the price that the shop quotes.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table lines (
    id uuid not null,
    order_id uuid not null,
    product_id uuid not null,
    quantity integer not null,
    unit_price numeric(12, 2),
    gift_wrap boolean not null default false,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint lines_pkey primary key (id),
    constraint lines_order_id_fkey foreign key (order_id) references orders (id) on delete cascade,
    constraint lines_product_id_fkey
        foreign key (product_id) references products (id) on delete restrict,
    constraint lines_order_id_product_id_key unique (order_id, product_id),
    constraint lines_quantity_range check (quantity between 1 and 999),
    constraint lines_unit_price_range check (unit_price >= 0.01)
);

create index lines_order_id_idx on lines (order_id, id);
create index lines_product_id_idx on lines (product_id);
create index lines_created_at_idx on lines (created_at, id);
create index lines_updated_at_idx on lines (updated_at, id);
