CREATE TABLE mall_review (
  review_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  line INT NOT NULL,
  product_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  buyer_id BIGINT NOT NULL,
  stars INT NOT NULL,
  text TEXT NOT NULL,
  pictures TEXT NOT NULL,
  automatic INT NOT NULL,
  posted_at BIGINT NOT NULL,
  reply TEXT NOT NULL,
  replied_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX mall_review_line ON mall_review (order_id, line);
CREATE INDEX mall_review_product ON mall_review (product_id, review_id);
CREATE INDEX mall_review_shop ON mall_review (shop_id, review_id);
