CREATE TABLE live_shelf_detail (
  room_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  own_stock INT NOT NULL,
  per_person BIGINT NOT NULL,
  selling_points TEXT NOT NULL,
  PRIMARY KEY (room_id, product_id)
);

CREATE TABLE live_reservation (
  room_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  reserved_at BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id)
);

CREATE TABLE live_script (
  room_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  planned_minutes BIGINT NOT NULL,
  version BIGINT NOT NULL,
  saved_at BIGINT NOT NULL
);

CREATE TABLE live_script_row (
  room_id BIGINT NOT NULL,
  line INT NOT NULL,
  class_id BIGINT NOT NULL,
  from_seconds BIGINT NOT NULL,
  to_seconds BIGINT NOT NULL,
  section INT NOT NULL,
  product_id BIGINT NOT NULL,
  words TEXT NOT NULL,
  who_id BIGINT NOT NULL,
  who VARCHAR(64) NOT NULL,
  PRIMARY KEY (room_id, line)
);
