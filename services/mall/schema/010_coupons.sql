CREATE TABLE mall_coupon (
  coupon_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  drawn INT NOT NULL,
  stopped INT NOT NULL,
  name VARCHAR(64) NOT NULL,
  kind INT NOT NULL,
  threshold_fen BIGINT NOT NULL,
  off_fen BIGINT NOT NULL,
  percent INT NOT NULL,
  cap_fen BIGINT NOT NULL,
  total BIGINT NOT NULL,
  per_person BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  products TEXT NOT NULL,
  claimed BIGINT NOT NULL,
  used BIGINT NOT NULL,
  spent_fen BIGINT NOT NULL
);

CREATE INDEX mall_coupon_shop ON mall_coupon (class_id, shop_id);
CREATE INDEX mall_coupon_room ON mall_coupon (room_id);

CREATE TABLE mall_coupon_claim (
  claim_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  coupon_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  nth BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  claimed_at BIGINT NOT NULL,
  CONSTRAINT mall_coupon_claim_nth UNIQUE (coupon_id, user_id, nth)
);

CREATE INDEX mall_coupon_claim_user ON mall_coupon_claim (class_id, user_id);

ALTER TABLE mall_order ADD COLUMN claim_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN coupon_name VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE mall_order ADD COLUMN discount_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN list_price_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order_line ADD COLUMN discount_fen BIGINT NOT NULL DEFAULT 0;
CREATE INDEX mall_order_claim ON mall_order (claim_id);
