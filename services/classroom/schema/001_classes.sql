-- Classes. Their members are grants of the identity service.

CREATE TABLE classroom_class (
  class_id BIGINT NOT NULL PRIMARY KEY,
  -- typed at sign-in; capital letters and digits
  code VARCHAR(16) NOT NULL,
  name VARCHAR(128) NOT NULL,
  -- key of a course profile
  profile VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  -- places taken, held against the limits of the profile
  trainees INT NOT NULL,
  lecturers INT NOT NULL,
  -- the next number for an account made from the code
  next_number INT NOT NULL
);
CREATE UNIQUE INDEX classroom_class_code ON classroom_class (code);
