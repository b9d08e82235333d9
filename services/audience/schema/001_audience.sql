CREATE TABLE audience_room (
  room_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  scenario VARCHAR(32) NOT NULL,
  size INT NOT NULL,
  difficulty INT NOT NULL,
  seed BIGINT NOT NULL,
  state INT NOT NULL,
  started_at BIGINT NOT NULL,
  second_done BIGINT NOT NULL
);

CREATE TABLE audience_assignment (
  class_id BIGINT NOT NULL,
  trainee_id BIGINT NOT NULL,
  scenario VARCHAR(32) NOT NULL,
  size INT NOT NULL,
  difficulty INT NOT NULL,
  seed BIGINT NOT NULL,
  PRIMARY KEY (class_id, trainee_id)
);
