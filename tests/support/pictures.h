#pragma once

#include <string>

namespace kaibo::test {

/// Pictures made for tests by libvips: a coloured ramp of the given size.
struct PictureRecipe {
  int width = 400;
  int height = 300;
  /// ".jpg", ".png", ".webp", ".gif" or ".tif".
  std::string format = ".jpg";
  /// As cameras write it; 1 is upright, 6 lies on its side.
  int orientation = 1;
  /// Put into its metadata.
  std::string comment;
  bool transparent = false;
};
std::string make_picture(const PictureRecipe& recipe);

struct PictureFacts {
  int width = 0;
  int height = 0;
  int bands = 0;
  /// Names and values of the metadata.
  std::string metadata;
};
/// Of a WebP, PNG or JPEG.
PictureFacts look_at(const std::string& bytes);

}  // namespace kaibo::test
