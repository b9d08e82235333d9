-- Numbers of the course profile that are others in a class: a class without a row runs by its profile.

CREATE TABLE classroom_scenario (
  class_id BIGINT NOT NULL PRIMARY KEY,
  -- a JSON object: whole numbers by their place in the profile
  own_values TEXT NOT NULL
);
