CREATE TABLE supply_good (
  good_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  title VARCHAR(255) NOT NULL,
  category VARCHAR(64) NOT NULL,
  description MEDIUMTEXT NOT NULL,
  origin VARCHAR(128) NOT NULL,
  pictures TEXT NOT NULL,
  supply_price_fen BIGINT NOT NULL,
  suggested_price_fen BIGINT NOT NULL,
  stock BIGINT NOT NULL,
  unit VARCHAR(32) NOT NULL,
  min_quantity INT NOT NULL
);

CREATE INDEX supply_good_class ON supply_good (class_id, category);
