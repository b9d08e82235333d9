CREATE TABLE mall_violation (
  violation_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  rule_key VARCHAR(64) NOT NULL,
  -- What broke the rule, which it does once.
  subject VARCHAR(96) NOT NULL,
  place VARCHAR(32) NOT NULL,
  points BIGINT NOT NULL,
  found_words TEXT NOT NULL,
  state INT NOT NULL,
  product_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  found_at BIGINT NOT NULL,
  found_class_at BIGINT NOT NULL,
  appeal TEXT NOT NULL,
  appealed_at BIGINT NOT NULL,
  decision TEXT NOT NULL,
  decided_by BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  CONSTRAINT mall_violation_once UNIQUE (class_id, user_id, rule_key, subject)
);

CREATE INDEX mall_violation_class ON mall_violation (class_id, violation_id);
CREATE INDEX mall_parcel_waybill ON mall_parcel (class_id, waybill);
CREATE INDEX mall_order_trade ON mall_order (class_id, seller_id, buyer_id);

-- The last look of a person at a product that counted.
CREATE TABLE mall_product_view (
  product_id BIGINT NOT NULL,
  visitor_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  looks BIGINT NOT NULL,
  looked_at BIGINT NOT NULL,
  PRIMARY KEY (product_id, visitor_id)
);
