CREATE TABLE mall_product_detail (
  product_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL
);

CREATE TABLE mall_sku (
  sku_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  choice VARCHAR(255) NOT NULL,
  price_fen BIGINT NOT NULL,
  list_price_fen BIGINT NOT NULL,
  cost_fen BIGINT NOT NULL,
  stock BIGINT NOT NULL,
  stocked BIGINT NOT NULL,
  code VARCHAR(64) NOT NULL,
  active INT NOT NULL,
  CONSTRAINT mall_sku_choice UNIQUE (product_id, choice)
);

ALTER TABLE mall_order_line ADD COLUMN sku_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN specification VARCHAR(255) NOT NULL DEFAULT '';
