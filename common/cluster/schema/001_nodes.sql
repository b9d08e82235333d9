-- The nodes that share this database; each renews its row as long as it lives.
CREATE TABLE cluster_node (
  node INT NOT NULL PRIMARY KEY,
  holder BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
