-- The order lines that the job reads, of a PostgreSQL store: those that `kept_line` in hamrah/crm/purchases.py keeps.
COPY (
  SELECT o.customer_id AS customer, o.id AS basket, v.product_id AS item, extract(epoch FROM o.placed_at) / 86400 AS day
  FROM orders o
  JOIN order_lines l ON l.order_id = o.id
  JOIN variants v ON v.id = l.variant_id
  WHERE o.status NOT IN ('cancelled', 'returned')
    AND l.quantity > 0
    AND NOT EXISTS (
      SELECT 1 FROM returns r WHERE r.order_line_id = l.id AND r.kind = 'return' AND r.quantity >= l.quantity
    )
) TO STDOUT (FORMAT csv, HEADER);
