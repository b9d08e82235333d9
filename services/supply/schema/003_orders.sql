CREATE TABLE supply_order (
  supply_order_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  buyer_id BIGINT NOT NULL,
  supplier_id BIGINT NOT NULL,
  state INT NOT NULL,
  hold INT NOT NULL,
  goods_fen BIGINT NOT NULL,
  freight_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  refunded_fen BIGINT NOT NULL,
  automatic INT NOT NULL,
  attempts INT NOT NULL,
  courier VARCHAR(64) NOT NULL,
  waybill VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  captured_at BIGINT NOT NULL,
  shipped_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  due_class_at BIGINT NOT NULL,
  received_class_at BIGINT NOT NULL,
  CONSTRAINT supply_order_part UNIQUE (order_id, supplier_id)
);

CREATE INDEX supply_order_seller ON supply_order (class_id, seller_id, supply_order_id);

CREATE TABLE supply_order_line (
  supply_order_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  good_id BIGINT NOT NULL,
  title VARCHAR(255) NOT NULL,
  picture VARCHAR(64) NOT NULL,
  quantity BIGINT NOT NULL,
  supply_price_fen BIGINT NOT NULL,
  income_fen BIGINT NOT NULL,
  income_back_fen BIGINT NOT NULL,
  PRIMARY KEY (supply_order_id, product_id)
);

CREATE TABLE supply_return (
  return_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  supply_order_id BIGINT NOT NULL,
  kind INT NOT NULL,
  state INT NOT NULL,
  reason TEXT NOT NULL,
  courier VARCHAR(64) NOT NULL,
  waybill VARCHAR(64) NOT NULL,
  resent_courier VARCHAR(64) NOT NULL,
  resent_waybill VARCHAR(64) NOT NULL,
  asked_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  after_sale_id BIGINT NOT NULL
);

CREATE INDEX supply_return_order ON supply_return (supply_order_id);

CREATE TABLE supply_return_line (
  return_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  refund_fen BIGINT NOT NULL,
  PRIMARY KEY (return_id, product_id)
);
