#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kaibo::base {

/// Whether it is well-formed UTF-8 (Unicode table 3-7): no overlong form, no surrogate.
bool is_utf8(std::string_view text);

/// Characters (code points) in a valid UTF-8 text.
std::int64_t utf8_length(std::string_view text);

/// Without white space at both ends, the full-width space included; control characters other than
/// line feed are removed.
std::string tidy(std::string_view text);

/// In half-width and small letters: "ＱＱ" and "Qq" are both "qq".
std::string folded(std::string_view text);

/// The letters and digits of a valid UTF-8 text, folded; CJK characters are letters, too.
std::u32string letters(std::string_view text);

/// "430***********1234": an ID-card number as it may be shown.
std::string mask_id_card(std::string_view id_card);

/// "12.50" of 1250 fen.
std::string yuan(std::int64_t fen);

/// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);

}  // namespace kaibo::base
