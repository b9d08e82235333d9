CREATE TABLE mall_promotion (
  promotion_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  state INT NOT NULL,
  terms MEDIUMTEXT NOT NULL,
  budget_fen BIGINT NOT NULL,
  -- By orders that are not closed.
  spent_fen BIGINT NOT NULL,
  started BIGINT NOT NULL
);

CREATE INDEX mall_promotion_shop ON mall_promotion (class_id, shop_id);
CREATE INDEX mall_promotion_state ON mall_promotion (class_id, state);

CREATE TABLE mall_promotion_visit (
  class_id BIGINT NOT NULL,
  -- One of the two is 0.
  promotion_id BIGINT NOT NULL,
  coupon_id BIGINT NOT NULL,
  visitor_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (promotion_id, coupon_id, visitor_id)
);

CREATE INDEX mall_promotion_visit_class ON mall_promotion_visit (class_id);

CREATE TABLE mall_order_deduction (
  order_id BIGINT NOT NULL,
  line INT NOT NULL,
  -- Place among the line's deductions.
  place INT NOT NULL,
  promotion_id BIGINT NOT NULL,
  kind INT NOT NULL,
  name VARCHAR(64) NOT NULL,
  pieces BIGINT NOT NULL,
  off_fen BIGINT NOT NULL,
  PRIMARY KEY (order_id, line, place)
);

CREATE INDEX mall_order_deduction_promotion ON mall_order_deduction (promotion_id);

ALTER TABLE mall_order ADD COLUMN promotion_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN promotion_fen BIGINT NOT NULL DEFAULT 0;
