CREATE TABLE mall_shop (
  shop_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  category VARCHAR(64) NOT NULL,
  introduction TEXT NOT NULL,
  logo VARCHAR(64) NOT NULL,
  opened_at BIGINT NOT NULL,
  CONSTRAINT mall_shop_name UNIQUE (class_id, name),
  CONSTRAINT mall_shop_owner UNIQUE (class_id, owner_id)
);

CREATE TABLE mall_product (
  product_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  title VARCHAR(255) NOT NULL,
  description MEDIUMTEXT NOT NULL,
  pictures TEXT NOT NULL,
  price_fen BIGINT NOT NULL,
  stock BIGINT NOT NULL,
  stocked BIGINT NOT NULL,
  sold BIGINT NOT NULL,
  listed INT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE INDEX mall_product_shop ON mall_product (class_id, shop_id);
CREATE INDEX mall_product_listed ON mall_product (class_id, listed, product_id);

CREATE TABLE mall_order (
  order_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  buyer_id BIGINT NOT NULL,
  state INT NOT NULL,
  close_reason INT NOT NULL,
  amount_fen BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  placed_at BIGINT NOT NULL,
  paid_at BIGINT NOT NULL,
  shipped_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  pay_before BIGINT NOT NULL,
  courier VARCHAR(64) NOT NULL,
  waybill VARCHAR(64) NOT NULL,
  address_name VARCHAR(64) NOT NULL,
  address_phone VARCHAR(32) NOT NULL,
  address_text VARCHAR(255) NOT NULL
);

CREATE INDEX mall_order_buyer ON mall_order (class_id, buyer_id, order_id);
CREATE INDEX mall_order_seller ON mall_order (class_id, seller_id, order_id);

CREATE TABLE mall_order_line (
  order_id BIGINT NOT NULL,
  line INT NOT NULL,
  product_id BIGINT NOT NULL,
  title VARCHAR(255) NOT NULL,
  picture VARCHAR(64) NOT NULL,
  price_fen BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (order_id, line)
);

CREATE TABLE mall_account (
  class_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  kind INT NOT NULL,
  balance_fen BIGINT NOT NULL,
  PRIMARY KEY (class_id, owner_id, kind)
);

CREATE TABLE mall_posting (
  posting_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  kind INT NOT NULL,
  amount_fen BIGINT NOT NULL,
  cause VARCHAR(32) NOT NULL,
  order_id BIGINT NOT NULL,
  at BIGINT NOT NULL
);
