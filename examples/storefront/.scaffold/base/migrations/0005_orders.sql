-- Creates orders. What a customer wants, and how far it has come.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create type order_status as enum ('open', 'placed', 'paid', 'shipped', 'cancelled');

create table orders (
    id uuid not null,
    customer_id uuid not null,
    status order_status not null default 'open',
    note text,
    placed_at timestamptz,
    shipped_at timestamptz,
    cancel_reason text,
    handled_by_id uuid,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint orders_pkey primary key (id),
    constraint orders_customer_id_fkey
        foreign key (customer_id) references users (id) on delete restrict,
    constraint orders_handled_by_id_fkey
        foreign key (handled_by_id) references users (id) on delete restrict,
    constraint orders_note_length check (char_length(note) <= 1000),
    constraint orders_cancel_reason_length check (char_length(cancel_reason) between 1 and 500),
    constraint orders_cancel_reason_line check (
        cancel_reason !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]'
    ),
    -- shipped_at is not null if status = shipped
    constraint orders_check_1 check (status <> 'shipped' or shipped_at is not null)
);

create index orders_customer_id_idx on orders (customer_id, id);
create index orders_status_idx on orders (status, id);
create index orders_placed_at_idx on orders (placed_at, id);
create index orders_handled_by_id_idx on orders (handled_by_id);
create index orders_status_created_at_idx on orders (status, created_at desc);
create index orders_created_at_idx on orders (created_at, id);
create index orders_updated_at_idx on orders (updated_at, id);
