-- Class members who help in a shop, each of one kind. Those there were answered buyers.
CREATE TABLE mall_helper (
  shop_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  kind INT NOT NULL,
  PRIMARY KEY (shop_id, user_id)
);

CREATE INDEX mall_helper_person ON mall_helper (class_id, user_id);

INSERT INTO mall_helper (shop_id, user_id, class_id, kind) SELECT shop_id, user_id, class_id, 1 FROM mall_chat_helper;

DROP TABLE IF EXISTS mall_chat_helper;
