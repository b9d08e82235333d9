CREATE TABLE mall_after_sale (
  after_sale_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  line INT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  buyer_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  title VARCHAR(255) NOT NULL,
  picture VARCHAR(64) NOT NULL,
  kind INT NOT NULL,
  state INT NOT NULL,
  quantity BIGINT NOT NULL,
  refund_fen BIGINT NOT NULL,
  reason VARCHAR(64) NOT NULL,
  before_shipping INT NOT NULL,
  disputed INT NOT NULL,
  deadline BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);

CREATE INDEX mall_after_sale_buyer ON mall_after_sale (class_id, buyer_id, after_sale_id);
CREATE INDEX mall_after_sale_seller ON mall_after_sale (class_id, seller_id, after_sale_id);
CREATE INDEX mall_after_sale_order ON mall_after_sale (order_id);

CREATE TABLE mall_after_sale_entry (
  after_sale_id BIGINT NOT NULL,
  entry INT NOT NULL,
  class_id BIGINT NOT NULL,
  step INT NOT NULL,
  party INT NOT NULL,
  author_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  pictures TEXT NOT NULL,
  state INT NOT NULL,
  at BIGINT NOT NULL,
  class_at BIGINT NOT NULL,
  PRIMARY KEY (after_sale_id, entry)
);
