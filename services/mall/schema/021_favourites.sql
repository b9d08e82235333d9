CREATE TABLE mall_favourite (
  class_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  price_fen BIGINT NOT NULL,
  PRIMARY KEY (class_id, user_id, product_id)
);

CREATE TABLE mall_footprint (
  class_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  price_fen BIGINT NOT NULL,
  PRIMARY KEY (class_id, user_id, product_id)
);

CREATE INDEX mall_footprint_latest ON mall_footprint (class_id, user_id, at);
