CREATE TABLE agenda_timer (
  timer_id BIGINT NOT NULL,
  stream BIGINT NOT NULL,
  due BIGINT NOT NULL,
  kind VARCHAR(64) NOT NULL,
  subject BIGINT NOT NULL,
  PRIMARY KEY (timer_id)
);
CREATE INDEX agenda_timer_due ON agenda_timer (stream, due);
CREATE INDEX agenda_timer_subject ON agenda_timer (stream, kind, subject);
