ALTER TABLE live_room ADD COLUMN presenter_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE live_room ADD COLUMN paused_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE live_room ADD COLUMN muted INT NOT NULL DEFAULT 0;
ALTER TABLE live_room ADD COLUMN pinned BIGINT NOT NULL DEFAULT 0;
ALTER TABLE live_room ADD COLUMN stop_reason VARCHAR(512) NOT NULL DEFAULT '';
ALTER TABLE live_room ADD COLUMN stopped_by VARCHAR(128) NOT NULL DEFAULT '';
-- Whoever went live before there were several hosts was the owner.
UPDATE live_room SET presenter_id = host_id WHERE started_at > 0;

CREATE TABLE live_crew (
  room_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  role INT NOT NULL,
  PRIMARY KEY (room_id, user_id)
);

CREATE TABLE live_mute (
  room_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  name VARCHAR(128) NOT NULL,
  muted_until BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id)
);

-- What became of a comment after it was posted.
CREATE TABLE live_comment_fate (
  room_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  fate INT NOT NULL,
  PRIMARY KEY (room_id, seq, fate)
);

CREATE TABLE live_held (
  held_id BIGINT NOT NULL PRIMARY KEY,
  room_id BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  name VARCHAR(128) NOT NULL,
  text TEXT NOT NULL,
  reply_to BIGINT NOT NULL
);

CREATE INDEX live_held_room ON live_held (room_id);

CREATE TABLE live_follow (
  class_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (class_id, owner_id, user_id)
);

CREATE TABLE live_remark (
  remark_id BIGINT NOT NULL PRIMARY KEY,
  room_id BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  name VARCHAR(128) NOT NULL,
  text TEXT NOT NULL
);

CREATE INDEX live_remark_room ON live_remark (room_id);
