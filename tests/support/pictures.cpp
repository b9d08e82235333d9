#include "tests/support/pictures.h"

#include <vips/vips.h>

#include <memory>
#include <stdexcept>

namespace kaibo::test {
namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using ImagePtr = std::unique_ptr<VipsImage, Unref>;

void check(int failed) {
  if (failed != 0) throw std::runtime_error(vips_error_buffer());
}

void* append_field(VipsImage*, const char* name, GValue* value, void* text) {
  auto& all = *static_cast<std::string*>(text);
  const std::unique_ptr<char, void (*)(void*)> shown(g_strdup_value_contents(value), g_free);
  all += std::string(name) + "=" + shown.get() + "\n";
  return nullptr;
}

}  // namespace

std::string make_picture(const PictureRecipe& recipe) {
  if (VIPS_INIT("test") != 0) throw std::runtime_error("libvips does not start");
  VipsImage* made = nullptr;
  check(vips_xyz(&made, recipe.width, recipe.height, nullptr));
  const ImagePtr ramp(made);
  VipsImage* joined = nullptr;
  check(vips_bandjoin2(ramp.get(), ramp.get(), &joined, nullptr));
  const ImagePtr four(joined);
  VipsImage* cut = nullptr;
  check(vips_extract_band(four.get(), &cut, 0, "n", recipe.transparent ? 4 : 3, nullptr));
  const ImagePtr three(cut);
  VipsImage* narrow = nullptr;
  check(vips_cast(three.get(), &narrow, VIPS_FORMAT_UCHAR, "shift", 0, nullptr));
  const ImagePtr bytes(narrow);
  VipsImage* coloured = nullptr;
  check(vips_copy(bytes.get(), &coloured, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr));
  const ImagePtr picture(coloured);
  vips_image_set_int(picture.get(), "orientation", recipe.orientation);
  if (!recipe.comment.empty()) {
    vips_image_set_string(picture.get(), "exif-ifd0-ImageDescription", recipe.comment.c_str());
    vips_image_set_string(picture.get(), "exif-ifd3-GPSLatitude", "25/1 30/1 0/1");
    vips_image_set_blob_copy(picture.get(), "xmp-data", recipe.comment.data(),
                             recipe.comment.size());
  }
  void* buffer = nullptr;
  std::size_t size = 0;
  check(vips_image_write_to_buffer(picture.get(), recipe.format.c_str(), &buffer, &size, nullptr));
  std::string result(static_cast<const char*>(buffer), size);
  g_free(buffer);
  return result;
}

PictureFacts look_at(const std::string& bytes) {
  const ImagePtr image(vips_image_new_from_buffer(bytes.data(), bytes.size(), "", nullptr));
  if (!image) throw std::runtime_error(vips_error_buffer());
  PictureFacts facts{vips_image_get_width(image.get()),
                     vips_image_get_height(image.get()),
                     vips_image_get_bands(image.get()),
                     {}};
  vips_image_map(image.get(), append_field, &facts.metadata);
  return facts;
}

}  // namespace kaibo::test
