-- The audit trail: only ever added to.
CREATE TABLE observe_audit (
  audit_id BIGINT NOT NULL,
  stream BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  action VARCHAR(64) NOT NULL,
  subject BIGINT NOT NULL,
  before_text MEDIUMTEXT NOT NULL,
  after_text MEDIUMTEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (audit_id)
);
CREATE INDEX observe_audit_stream ON observe_audit (stream, at);
CREATE INDEX observe_audit_subject ON observe_audit (subject, at);
