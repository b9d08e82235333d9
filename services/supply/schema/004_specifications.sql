ALTER TABLE supply_good ADD COLUMN axis_names VARCHAR(255) NOT NULL DEFAULT '';

CREATE TABLE supply_sku (
  sku_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  good_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  choice VARCHAR(255) NOT NULL,
  price_fen BIGINT NOT NULL,
  list_price_fen BIGINT NOT NULL,
  cost_fen BIGINT NOT NULL,
  stock BIGINT NOT NULL,
  stocked BIGINT NOT NULL,
  code VARCHAR(64) NOT NULL,
  active INT NOT NULL,
  CONSTRAINT supply_sku_choice UNIQUE (good_id, choice)
);

CREATE TABLE supply_link_sku (
  product_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  good_sku_id BIGINT NOT NULL,
  accepted_price_fen BIGINT NOT NULL,
  PRIMARY KEY (product_id, sku_id)
);

-- Pieces and lines are of a specification from now on, which belongs into the key.

CREATE TABLE supply_piece (
  holder_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  good_id BIGINT NOT NULL,
  good_sku_id BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  PRIMARY KEY (holder_id, product_id, sku_id)
);

CREATE INDEX supply_piece_good ON supply_piece (good_id, good_sku_id);
INSERT INTO supply_piece (holder_id, product_id, sku_id, class_id, good_id, good_sku_id, pieces)
  SELECT holder_id, product_id, 0, class_id, good_id, 0, pieces FROM supply_taken;
DROP TABLE supply_taken;

CREATE TABLE supply_line (
  supply_order_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  good_id BIGINT NOT NULL,
  good_sku_id BIGINT NOT NULL,
  title VARCHAR(255) NOT NULL,
  specification VARCHAR(255) NOT NULL,
  picture VARCHAR(64) NOT NULL,
  quantity BIGINT NOT NULL,
  supply_price_fen BIGINT NOT NULL,
  income_fen BIGINT NOT NULL,
  income_back_fen BIGINT NOT NULL,
  PRIMARY KEY (supply_order_id, product_id, sku_id)
);

INSERT INTO supply_line (supply_order_id, product_id, sku_id, class_id, good_id, good_sku_id, title, specification,
    picture, quantity, supply_price_fen, income_fen, income_back_fen)
  SELECT supply_order_id, product_id, 0, class_id, good_id, 0, title, '', picture, quantity, supply_price_fen,
    income_fen, income_back_fen FROM supply_order_line;
DROP TABLE supply_order_line;

CREATE TABLE supply_back_line (
  return_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  sku_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  refund_fen BIGINT NOT NULL,
  PRIMARY KEY (return_id, product_id, sku_id)
);

INSERT INTO supply_back_line (return_id, product_id, sku_id, class_id, quantity, refund_fen)
  SELECT return_id, product_id, 0, class_id, quantity, refund_fen FROM supply_return_line;
DROP TABLE supply_return_line;
