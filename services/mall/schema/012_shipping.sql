ALTER TABLE mall_order ADD COLUMN close_note VARCHAR(255) NOT NULL DEFAULT '';
ALTER TABLE mall_order ADD COLUMN change_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN change_reason VARCHAR(255) NOT NULL DEFAULT '';
ALTER TABLE mall_order ADD COLUMN remark TEXT;
ALTER TABLE mall_order ADD COLUMN refunded_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN ship_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN ship_late INT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN confirm_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN after_sale_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN change_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN shipped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0;
-- Pieces that went back to the stock.
ALTER TABLE mall_order_line ADD COLUMN restocked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN refunded_fen BIGINT NOT NULL DEFAULT 0;
-- Of the open after-sale: its id, its pieces, and those of them that were not sent.
ALTER TABLE mall_order_line ADD COLUMN after_sale_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN after_sale_pieces BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN frozen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN after_sales_asked BIGINT NOT NULL DEFAULT 0;

CREATE TABLE mall_parcel (
  parcel_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  after_sale_id BIGINT NOT NULL,
  kind INT NOT NULL,
  seller_id BIGINT NOT NULL,
  buyer_id BIGINT NOT NULL,
  courier VARCHAR(64) NOT NULL,
  waybill VARCHAR(64) NOT NULL,
  state INT NOT NULL,
  -- Steps of the courier's plan that are done.
  steps INT NOT NULL,
  sent_at BIGINT NOT NULL,
  sent_class_at BIGINT NOT NULL,
  resent_parcel_id BIGINT NOT NULL
);

CREATE INDEX mall_parcel_order ON mall_parcel (order_id);
CREATE INDEX mall_parcel_state ON mall_parcel (class_id, state);

CREATE TABLE mall_parcel_line (
  parcel_id BIGINT NOT NULL,
  line INT NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (parcel_id, line)
);

CREATE TABLE mall_parcel_step (
  parcel_id BIGINT NOT NULL,
  step INT NOT NULL,
  state INT NOT NULL,
  at BIGINT NOT NULL,
  class_at BIGINT NOT NULL,
  PRIMARY KEY (parcel_id, step)
);

-- Orders from before there were parcels: what was closed went back, what was shipped has arrived.
UPDATE mall_order_line SET restocked = quantity WHERE order_id IN (SELECT order_id FROM mall_order WHERE state = 5);
UPDATE mall_order_line SET shipped = quantity WHERE order_id IN (SELECT order_id FROM mall_order WHERE state IN (3, 4));
INSERT INTO mall_parcel (parcel_id, class_id, order_id, after_sale_id, kind, seller_id, buyer_id, courier, waybill, state, steps, sent_at, sent_class_at, resent_parcel_id)
  SELECT order_id, class_id, order_id, 0, 1, seller_id, buyer_id, courier, waybill, 6, 0, shipped_at, 0, 0 FROM mall_order WHERE state IN (3, 4);
INSERT INTO mall_parcel_line (parcel_id, line, quantity)
  SELECT l.order_id, l.line, l.quantity FROM mall_order_line l JOIN mall_order o ON o.order_id = l.order_id WHERE o.state IN (3, 4);
