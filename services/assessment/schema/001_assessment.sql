CREATE TABLE assessment_sheet (
  class_id BIGINT NOT NULL,
  trainee_id BIGINT NOT NULL,
  rubric_id VARCHAR(64) NOT NULL,
  rubric_version INT NOT NULL,
  state INT NOT NULL,
  version BIGINT NOT NULL,
  score_tenths INT NOT NULL,
  scorer_id BIGINT NOT NULL,
  submitted_at BIGINT NOT NULL,
  PRIMARY KEY (class_id, trainee_id)
);

CREATE TABLE assessment_mark (
  class_id BIGINT NOT NULL,
  trainee_id BIGINT NOT NULL,
  item_id VARCHAR(16) NOT NULL,
  points_tenths INT NOT NULL,
  proposed_tenths INT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  remark VARCHAR(1000) NOT NULL,
  marked_by BIGINT NOT NULL,
  marked_at BIGINT NOT NULL,
  PRIMARY KEY (class_id, trainee_id, item_id)
);
