CREATE TABLE mall_held (
  room_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  PRIMARY KEY (room_id, product_id)
);

CREATE INDEX mall_held_product ON mall_held (product_id);
