-- Who uploaded a picture; the picture itself lies in the store's folder under its id.

CREATE TABLE files_picture (
  user_id BIGINT NOT NULL,
  picture_id VARCHAR(64) NOT NULL,
  bytes BIGINT NOT NULL,
  claimed_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, picture_id)
);
