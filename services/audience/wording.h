#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/audience/script.h"

/// How a line of the script is said about a product.
namespace kaibo::audience {

/// A specification of a product; one that has none has one row without an id.
struct Row {
  std::int64_t sku_id = 0;
  std::int64_t price_fen = 0;
  std::int64_t stock = 0;
};

/// A product of the room's shelf.
struct Good {
  std::int64_t product_id = 0;
  std::string title;
  std::string category;
  /// In the room, and in the shop; of the cheapest specification.
  std::int64_t price_fen = 0;
  std::int64_t shop_price_fen = 0;
  /// Of all rows.
  std::int64_t stock = 0;
  /// Pieces for one person; 0: as many as they like.
  std::int64_t per_person = 0;
  /// At least one.
  std::vector<Row> rows;
};

/// The text with what stands in it for the product filled in; null: as it is.
std::string filled(std::string text, const Good* good);

/// Whether the line may be said about the product; null: about none.
bool fits_good(const Line& line, const Good* good);
/// The same, by somebody of that character.
bool fits(const Line& line, Character who, const Good* good);

}  // namespace kaibo::audience
