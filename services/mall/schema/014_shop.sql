ALTER TABLE mall_shop ADD COLUMN closed INT NOT NULL DEFAULT 0;
ALTER TABLE mall_shop ADD COLUMN kind VARCHAR(32) NOT NULL DEFAULT 'individual';

CREATE TABLE mall_application (
  class_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  state INT NOT NULL,
  name VARCHAR(64) NOT NULL,
  form MEDIUMTEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  submitted_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  agreed_version BIGINT NOT NULL,
  agreed_at BIGINT NOT NULL,
  deposit_fen BIGINT NOT NULL,
  PRIMARY KEY (class_id, owner_id)
);

CREATE TABLE mall_shop_settings (
  shop_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL
);

CREATE TABLE mall_page_draft (
  shop_id BIGINT NOT NULL PRIMARY KEY,
  class_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL
);

CREATE TABLE mall_page_version (
  shop_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  published_at BIGINT NOT NULL,
  rolled_back_to BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  PRIMARY KEY (shop_id, version)
);

ALTER TABLE mall_product ADD COLUMN weight_grams BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_product ADD COLUMN freight_template_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN freight_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mall_order ADD COLUMN address_region VARCHAR(32) NOT NULL DEFAULT '';
