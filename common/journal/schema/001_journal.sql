CREATE TABLE journal_stream (
  stream BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  clock_real BIGINT NOT NULL,
  clock_class BIGINT NOT NULL,
  clock_speed INT NOT NULL,
  clock_paused INT NOT NULL,
  PRIMARY KEY (stream)
);
CREATE TABLE journal_entry (
  stream BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  class_at BIGINT NOT NULL,
  topic VARCHAR(64) NOT NULL,
  also VARCHAR(64) NOT NULL,
  actor BIGINT NOT NULL,
  kind INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (stream, seq)
);
CREATE INDEX journal_entry_topic ON journal_entry (stream, topic, seq);
CREATE INDEX journal_entry_also ON journal_entry (stream, also, seq);
