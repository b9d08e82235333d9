-- What live rooms hold of specifications; mall_held has the sum of each product.
CREATE TABLE mall_held_sku (
  room_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  PRIMARY KEY (room_id, sku_id)
);

CREATE INDEX mall_held_sku_sku ON mall_held_sku (sku_id);
