-- One row that /readyz writes, to see that a commit works.
CREATE TABLE db_health (
  id BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);

-- The last commit of each writer connection, written with what it commits: after a COMMIT whose
-- reply was lost it tells whether that one took effect.
CREATE TABLE db_lane (
  lane BIGINT NOT NULL PRIMARY KEY,
  ticket BIGINT NOT NULL,
  at BIGINT NOT NULL
);
