-- Answers to calls that take effect once: the same person with the same client-made id gets the same answer again.
CREATE TABLE rpc_request (
  user_id BIGINT NOT NULL,
  request_id VARCHAR(64) NOT NULL,
  method VARCHAR(128) NOT NULL,
  content_hash VARCHAR(64) NOT NULL,
  answer MEDIUMBLOB NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (user_id, request_id)
);
CREATE INDEX rpc_request_at ON rpc_request (at);
