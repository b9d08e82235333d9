CREATE TABLE mall_chat (
  chat_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL,
  buyer_id BIGINT NOT NULL,
  -- Who answers for the shop; 0 until somebody has.
  answerer_id BIGINT NOT NULL,
  -- The newest message that each side has seen.
  buyer_read BIGINT NOT NULL,
  shop_read BIGINT NOT NULL
);

CREATE UNIQUE INDEX mall_chat_pair ON mall_chat (shop_id, buyer_id);
CREATE INDEX mall_chat_buyer ON mall_chat (class_id, buyer_id);

CREATE TABLE mall_chat_message (
  chat_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  by_shop INT NOT NULL,
  automatic INT NOT NULL,
  kind INT NOT NULL,
  text TEXT NOT NULL,
  picture VARCHAR(64) NOT NULL,
  subject_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (chat_id, message_id)
);

-- From a buyer's first words since the shop last answered.
CREATE TABLE mall_chat_consultation (
  chat_id BIGINT NOT NULL,
  consultation INT NOT NULL,
  class_id BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL,
  answered_by BIGINT NOT NULL,
  stars INT NOT NULL,
  PRIMARY KEY (chat_id, consultation)
);

CREATE TABLE mall_chat_desk (
  shop_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  automatic_answer TEXT NOT NULL
);

CREATE TABLE mall_chat_quick_answer (
  shop_id BIGINT NOT NULL,
  place INT NOT NULL,
  class_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (shop_id, place)
);

CREATE TABLE mall_chat_helper (
  shop_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  PRIMARY KEY (shop_id, user_id)
);

CREATE INDEX mall_chat_helper_person ON mall_chat_helper (class_id, user_id);
