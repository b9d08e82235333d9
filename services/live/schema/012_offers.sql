ALTER TABLE live_room ADD COLUMN open_bags INT NOT NULL DEFAULT 0;

CREATE TABLE live_flash (
  flash_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  price_fen BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  per_person BIGINT NOT NULL,
  sold BIGINT NOT NULL,
  state INT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);

CREATE INDEX live_flash_room ON live_flash (room_id, state);

CREATE TABLE live_flash_order (
  flash_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  PRIMARY KEY (flash_id, user_id)
);

CREATE TABLE live_bag (
  bag_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  host_id BIGINT NOT NULL,
  joining INT NOT NULL,
  phrase VARCHAR(255) NOT NULL,
  prize INT NOT NULL,
  prize_fen BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  product_title VARCHAR(255) NOT NULL,
  coupon_id BIGINT NOT NULL,
  winners BIGINT NOT NULL,
  state INT NOT NULL,
  draws_at BIGINT NOT NULL,
  seed VARCHAR(64) NOT NULL
);

CREATE INDEX live_bag_room ON live_bag (room_id, state);

CREATE TABLE live_bag_entrant (
  bag_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  won INT NOT NULL,
  PRIMARY KEY (bag_id, user_id)
);
