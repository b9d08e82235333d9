CREATE TABLE live_room (
  room_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  host_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  title VARCHAR(64) NOT NULL,
  cover VARCHAR(64) NOT NULL,
  category VARCHAR(64) NOT NULL,
  notice TEXT NOT NULL,
  planned_at BIGINT NOT NULL,
  state INT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  explaining BIGINT NOT NULL,
  likes BIGINT NOT NULL
);

CREATE INDEX live_room_class ON live_room (class_id, host_id);

CREATE TABLE live_shelf (
  room_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  place INT NOT NULL,
  live_price_fen BIGINT NOT NULL,
  PRIMARY KEY (room_id, product_id)
);
