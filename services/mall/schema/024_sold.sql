-- Every order would change its place in the index: on a product that sells well that costs more than
-- sorting the products of a class.
DROP INDEX mall_product_sold ON mall_product;
