CREATE TABLE supply_supplier (
  supplier_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  place VARCHAR(128) NOT NULL,
  introduction TEXT NOT NULL,
  freight_fen BIGINT NOT NULL,
  accept_minutes INT NOT NULL,
  prepare_minutes INT NOT NULL,
  late_percent INT NOT NULL,
  late_minutes INT NOT NULL,
  short_percent INT NOT NULL,
  inspect_minutes INT NOT NULL,
  reject_percent INT NOT NULL,
  CONSTRAINT supply_supplier_name UNIQUE (class_id, name)
);

ALTER TABLE supply_good ADD COLUMN supplier_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE supply_good ADD COLUMN specification VARCHAR(255) NOT NULL DEFAULT '';
ALTER TABLE supply_good ADD COLUMN ships_from VARCHAR(128) NOT NULL DEFAULT '';
ALTER TABLE supply_good ADD COLUMN stopped INT NOT NULL DEFAULT 0;
ALTER TABLE supply_good ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE supply_good ADD COLUMN stocked BIGINT NOT NULL DEFAULT 0;
UPDATE supply_good SET stocked = stock;

CREATE TABLE supply_taken (
  holder_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  good_id BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  PRIMARY KEY (holder_id, product_id)
);

CREATE INDEX supply_taken_good ON supply_taken (good_id);

CREATE TABLE supply_link (
  product_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  good_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  state INT NOT NULL,
  accepted_price_fen BIGINT NOT NULL,
  mark_kind INT NOT NULL,
  mark_percent INT NOT NULL,
  mark_fixed_fen BIGINT NOT NULL,
  mark_rounding INT NOT NULL,
  linked_at BIGINT NOT NULL
);

CREATE INDEX supply_link_good ON supply_link (good_id);
CREATE INDEX supply_link_seller ON supply_link (class_id, seller_id);

CREATE TABLE supply_shop (
  class_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  capture INT NOT NULL,
  mark_kind INT NOT NULL,
  mark_percent INT NOT NULL,
  mark_fixed_fen BIGINT NOT NULL,
  mark_rounding INT NOT NULL,
  own_cap INT NOT NULL,
  PRIMARY KEY (class_id, seller_id)
);
