-- Live prices of specifications.
CREATE TABLE live_shelf_sku (
  room_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  live_price_fen BIGINT NOT NULL,
  PRIMARY KEY (room_id, sku_id)
);

ALTER TABLE live_flash ADD COLUMN sku_id BIGINT NOT NULL DEFAULT 0;
