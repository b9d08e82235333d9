CREATE TABLE live_video (
  room_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  node INT NOT NULL,
  started_at BIGINT NOT NULL,
  stream_url VARCHAR(500) NOT NULL
);

CREATE INDEX live_video_node ON live_video (node, user_id);

CREATE TABLE live_recording (
  recording_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  node INT NOT NULL,
  starts_at BIGINT NOT NULL,
  finished INT NOT NULL,
  duration_ms BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  mime VARCHAR(64) NOT NULL
);

CREATE INDEX live_recording_room ON live_recording (class_id, room_id);

CREATE INDEX live_recording_age ON live_recording (finished, starts_at);
