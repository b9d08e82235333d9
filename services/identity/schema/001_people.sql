-- People, what they are, and where they are signed in.

CREATE TABLE identity_person (
  user_id BIGINT NOT NULL PRIMARY KEY,
  -- normalised: lower case, half-width
  account VARCHAR(64) NOT NULL,
  name VARCHAR(128) NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  must_change INT NOT NULL,
  avatar VARCHAR(64) NOT NULL,
  -- sealed with the context "identity_person.id_card:<user_id>"
  id_card_sealed VARCHAR(255),
  -- keyed hash of the number, to find a person by it
  id_card_hash VARCHAR(64),
  created_at BIGINT NOT NULL,
  failed_count INT NOT NULL,
  locked_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX identity_person_account ON identity_person (account);
CREATE UNIQUE INDEX identity_person_id_card ON identity_person (id_card_hash);

CREATE TABLE identity_grant (
  user_id BIGINT NOT NULL,
  -- 0 for the whole school
  class_id BIGINT NOT NULL,
  role INT NOT NULL,
  teaches INT NOT NULL,
  PRIMARY KEY (user_id, class_id, role)
);
CREATE INDEX identity_grant_class ON identity_grant (class_id, role);

CREATE TABLE identity_session (
  session_id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  device VARCHAR(255) NOT NULL,
  peer VARCHAR(64) NOT NULL
);
CREATE UNIQUE INDEX identity_session_token ON identity_session (token_hash);
CREATE INDEX identity_session_user ON identity_session (user_id);

-- The one-time token of the first run: at most one row.
CREATE TABLE identity_setup (
  setup_id INT NOT NULL PRIMARY KEY,
  token_hash VARCHAR(64) NOT NULL
);
