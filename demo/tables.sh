#!/bin/sh
# The tables of ./varve demo. Run it by hand to have them elsewhere: WAREHOUSE=/tmp/lake sh demo/tables.sh
# ./varve demo reads it, too: there is nothing in it but commands of Varve and words in quotes.

# Four commits that are never compacted: every file is on level 0 and overlaps the others.
./varve create-table shop.orders --warehouse "$WAREHOUSE" \
    --column "order_id BIGINT NOT NULL COMMENT 'Number of the order'" \
    --column 'customer_id INT' \
    --column "status STRING COMMENT 'new, paid, shipped or returned'" \
    --column 'amount DECIMAL(10, 2)' \
    --column 'ordered_at TIMESTAMP(3)' \
    --column 'items ARRAY<ROW<sku STRING, quantity INT>>' \
    --primary-key order_id --option bucket=2 --option write-only=true \
    --comment 'Orders of the shop, one row each, newest state'
./varve write shop.orders --warehouse "$WAREHOUSE" --input demo/rows/orders-1.jsonl
./varve write shop.orders --warehouse "$WAREHOUSE" --input demo/rows/orders-2.jsonl
./varve tag create shop.orders first-payments --warehouse "$WAREHOUSE"
./varve write shop.orders --warehouse "$WAREHOUSE" --input demo/rows/orders-3.jsonl
./varve write shop.orders --warehouse "$WAREHOUSE" --input demo/rows/orders-4.jsonl

# Two systems write halves of a row, out of order; each half is newest by its own version.
./varve create-table shop.order_status --warehouse "$WAREHOUSE" \
    --column 'order_id BIGINT NOT NULL' \
    --column 'payment_version INT' \
    --column 'paid DECIMAL(10, 2)' \
    --column 'payment_method STRING' \
    --column 'shipment_version INT' \
    --column 'carrier STRING' \
    --column 'shipped_at TIMESTAMP(3)' \
    --primary-key order_id --option bucket=1 --option write-only=true --option merge-engine=partial-update \
    --option fields.payment_version.sequence-group=paid,payment_method \
    --option fields.shipment_version.sequence-group=carrier,shipped_at \
    --comment 'What the payment and the shipment system know about an order'
./varve write shop.order_status --warehouse "$WAREHOUSE" --input demo/rows/order_status-1.jsonl
./varve write shop.order_status --warehouse "$WAREHOUSE" --input demo/rows/order_status-2.jsonl
./varve write shop.order_status --warehouse "$WAREHOUSE" --input demo/rows/order_status-3.jsonl

# Deltas that the merge adds up.
./varve create-table shop.revenue --warehouse "$WAREHOUSE" \
    --column 'day DATE NOT NULL' \
    --column 'country STRING NOT NULL' \
    --column "orders BIGINT COMMENT 'sum'" \
    --column "amount DECIMAL(12, 2) COMMENT 'sum'" \
    --column "largest DECIMAL(10, 2) COMMENT 'max'" \
    --column "channels ARRAY<STRING> COMMENT 'collect, distinct'" \
    --primary-key day,country --option bucket=1 --option write-only=true --option merge-engine=aggregation \
    --option fields.orders.aggregate-function=sum \
    --option fields.amount.aggregate-function=sum \
    --option fields.largest.aggregate-function=max \
    --option fields.channels.aggregate-function=collect \
    --option fields.channels.distinct=true \
    --comment 'Revenue per day and country, added up by the merge'
./varve write shop.revenue --warehouse "$WAREHOUSE" --input demo/rows/revenue-1.jsonl
./varve write shop.revenue --warehouse "$WAREHOUSE" --input demo/rows/revenue-2.jsonl
./varve write shop.revenue --warehouse "$WAREHOUSE" --input demo/rows/revenue-3.jsonl

# Files of three schemas: a renamed column, an added one that was widened later, and a map.
./varve create-table shop.customers --warehouse "$WAREHOUSE" \
    --column 'customer_id INT NOT NULL' --column 'name STRING' --column 'city STRING' \
    --primary-key customer_id --option bucket=1 --option write-only=true \
    --comment 'Customers; the schema changed twice'
./varve write shop.customers --warehouse "$WAREHOUSE" --input demo/rows/customers-1.jsonl
./varve alter-table shop.customers --warehouse "$WAREHOUSE" \
    --rename-column city=town --add-column "points INT COMMENT 'Loyalty points'"
./varve write shop.customers --warehouse "$WAREHOUSE" --input demo/rows/customers-2.jsonl
./varve alter-table shop.customers --warehouse "$WAREHOUSE" \
    --change-type 'points BIGINT' --add-column 'settings MAP<STRING, STRING>'
./varve write shop.customers --warehouse "$WAREHOUSE" --input demo/rows/customers-3.jsonl

# Compacted when written; replaced rows are marked in deletion vectors, so that nothing is merged when it is read.
./varve create-table shop.inventory --warehouse "$WAREHOUSE" \
    --column 'sku STRING NOT NULL' --column 'store STRING NOT NULL' --column 'stock INT' --column 'counted_at TIMESTAMP(3)' \
    --primary-key sku,store --option bucket=1 --option deletion-vectors.enabled=true --option num-sorted-run.compaction-trigger=3 \
    --comment 'Stock per store, with deletion vectors'
./varve write shop.inventory --warehouse "$WAREHOUSE" --input demo/rows/inventory-1.jsonl
./varve write shop.inventory --warehouse "$WAREHOUSE" --input demo/rows/inventory-2.jsonl
./varve write shop.inventory --warehouse "$WAREHOUSE" --input demo/rows/inventory-3.jsonl

# No key: rows are appended to ORC files, one directory for each day.
./varve create-table shop.page_views --warehouse "$WAREHOUSE" \
    --column 'day DATE NOT NULL' --column 'viewed_at TIMESTAMP(3)' --column 'customer_id INT' --column 'page STRING' --column 'milliseconds INT' \
    --partition-key day --option bucket=-1 --option file.format=orc \
    --comment 'Views of pages, appended, by day'
./varve write shop.page_views --warehouse "$WAREHOUSE" --input demo/rows/page_views-1.jsonl
./varve write shop.page_views --warehouse "$WAREHOUSE" --input demo/rows/page_views-2.jsonl
./varve write shop.page_views --warehouse "$WAREHOUSE" --input demo/rows/page_views-3.jsonl
./varve write shop.page_views --warehouse "$WAREHOUSE" --input demo/rows/page_views-4.jsonl
