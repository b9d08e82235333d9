CREATE TABLE live_review_figure (
  room_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  kind INT NOT NULL,
  entered BIGINT NOT NULL,
  correct INT NOT NULL,
  PRIMARY KEY (room_id, user_id, kind)
);

CREATE TABLE live_review_finding (
  room_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  place INT NOT NULL,
  problem TEXT NOT NULL,
  cause TEXT NOT NULL,
  action TEXT NOT NULL,
  figure INT NOT NULL,
  at BIGINT NOT NULL,
  aim BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id, place)
);
