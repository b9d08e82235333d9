ALTER TABLE mall_product ADD COLUMN category VARCHAR(64) NOT NULL DEFAULT '';
-- It stood among the details before.
UPDATE mall_product SET category = COALESCE((SELECT REPLACE(JSON_EXTRACT(d.body, '$.category'), '"', '') FROM mall_product_detail d WHERE d.product_id = mall_product.product_id AND d.body <> ''), '');
CREATE INDEX mall_product_category ON mall_product (class_id, listed, category, product_id);
CREATE INDEX mall_product_price ON mall_product (class_id, listed, price_fen, product_id);
CREATE INDEX mall_product_sold ON mall_product (class_id, listed, sold, product_id);
