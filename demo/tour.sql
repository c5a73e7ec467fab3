-- The tour of ./varve demo. A block is one stop: the comment says what the statement shows.
-- ${table@id} is the time of that snapshot.

-- The tables that Varve wrote into the warehouse; Paimon, Flink and Spark read them, too.
SHOW TABLES;

-- What the format knows about a table: primary key, buckets and options are table properties, comments are kept.
SHOW CREATE TABLE orders;

-- Merge-on-read: four commits wrote overlapping files, and none was compacted. Each order appears once, in its newest state.
SELECT order_id, status, amount, ordered_at FROM orders WHERE order_id BETWEEN 1001 AND 1005 ORDER BY order_id;

-- Deletes count, too: orders 1041 and 1051 are gone, 158 of 160 are left.
SELECT status, count(*) AS orders, sum(amount) AS amount FROM orders GROUP BY status ORDER BY orders DESC;

-- Time travel to a snapshot: order 1041 was still there before the last commit.
SELECT order_id, status FROM orders FOR VERSION AS OF 3 WHERE order_id IN (1001, 1041) ORDER BY order_id;

-- Time travel to a tag: the first payments, before anything was shipped.
SELECT order_id, status FROM orders FOR VERSION AS OF 'first-payments' WHERE status <> 'new' ORDER BY order_id;

-- Time travel to a moment: the snapshot that was newest then.
SELECT count(*) AS orders FROM orders FOR TIMESTAMP AS OF TIMESTAMP '${orders@2}';

-- Partial update: the payment and the shipment system write halves of a row, each with its own version; late arrivals lose.
SELECT order_id, paid, payment_method, carrier, shipped_at FROM order_status ORDER BY order_id;

-- Aggregation: the merge adds up deltas with one function for each column.
SELECT country, orders, amount, largest, array_sort(channels) AS channels FROM revenue WHERE day = DATE '2026-03-02' ORDER BY country;

-- An evolved schema: files of three schemas answer as one table; a column was renamed, one was added and widened later.
SELECT customer_id, name, town, points, settings FROM customers WHERE customer_id IN (5, 20, 28) ORDER BY customer_id;

-- Deletion vectors: replaced and deleted rows are skipped by position, nothing is merged.
SELECT sku, sum(stock) AS stock, max(counted_at) AS last_count FROM inventory GROUP BY sku ORDER BY sku;

-- An append table in ORC files, partitioned by day: the predicate on the day leaves one partition to read.
SELECT page, count(*) AS views, avg(milliseconds) AS milliseconds FROM page_views WHERE day = DATE '2026-03-04' GROUP BY page ORDER BY views DESC, page LIMIT 3;

-- Nested values and a join over three tables: who bought lamps, and how often they had looked at them.
SELECT c.name, count(DISTINCT o.order_id) AS orders, count(DISTINCT v.viewed_at) AS views
FROM orders o
CROSS JOIN UNNEST(o.items) AS item (sku, quantity)
JOIN customers c USING (customer_id)
JOIN page_views v USING (customer_id)
WHERE item.sku = 'lamp' AND v.page = '/lamp'
GROUP BY c.name ORDER BY orders DESC, views DESC, c.name LIMIT 3;

-- What Trino hands to Varve: the snapshot that the query is pinned to, and the predicate that prunes files.
EXPLAIN SELECT order_id, amount FROM orders WHERE order_id = 1042;
