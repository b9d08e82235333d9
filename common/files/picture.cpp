#include "common/files/picture.h"

#include <fmt/format.h>
#include <vips/vips.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/files/webp.h"

namespace kaibo::files {
namespace {

constexpr int large_quality = 82;
constexpr int small_quality = 78;

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using ImagePtr = std::unique_ptr<VipsImage, Unref>;

/// libvips knows dozens of formats by way of libraries never meant for strangers' files: all are
/// blocked but three.
void start_vips() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (VIPS_INIT("kaibo") != 0) throw std::runtime_error("libvips does not start");
    // Its warnings about strangers' files would fill the log.
    g_log_set_handler(
        "VIPS", G_LOG_LEVEL_WARNING, [](const char*, GLogLevelFlags, const char*, void*) {},
        nullptr);
    vips_block_untrusted_set(1);
    vips_operation_block_set("VipsForeignLoad", 1);
    for (const char* loader :
         {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"}) {
      vips_operation_block_set(loader, 0);
    }
    // Uploads come from a pool, which is parallel enough; and no two uploads share work.
    vips_concurrency_set(1);
    vips_cache_set_max(0);
  });
}

bool looks_like_picture(std::string_view content) {
  return content.starts_with("\xFF\xD8\xFF") || content.starts_with("\x89PNG\r\n\x1A\n") ||
         (content.starts_with("RIFF") && content.substr(8).starts_with("WEBP"));
}

base::Error refused(std::string zh, std::string en) {
  return {base::Code::invalid_argument, {std::move(zh), std::move(en)}, "content"};
}

base::Error not_a_picture() {
  return refused("这不是能用的图片，请换一张 JPG、PNG 或 WebP 图片。",
                 "This is no picture that can be used: choose a JPEG, PNG or WebP picture.");
}

base::Error damaged() {
  base::log(base::LogLevel::info, "picture refused", {{"why", vips_error_buffer()}});
  vips_error_clear();
  return refused("图片文件不完整或已损坏，请重新保存后再上传。",
                 "The picture is incomplete or damaged: save it again and upload it once more.");
}

void check_bytes(std::string_view content, const Limits& limits) {
  if (!looks_like_picture(content)) throw not_a_picture();
  if (static_cast<std::int64_t>(content.size()) <= limits.max_bytes) return;
  constexpr std::int64_t mib = 1024 * 1024;
  throw refused(
      fmt::format("图片太大了，最多 {} MB，请缩小后再上传。", limits.max_bytes / mib),
      fmt::format("The picture is too large: make it smaller than {} MB.", limits.max_bytes / mib));
}

void check_sides(int width, int height, const Limits& limits) {
  if (std::max(width, height) > limits.max_side) {
    throw refused(fmt::format("图片尺寸太大（{}×{}），长和宽都不能超过 {} 像素。", width, height,
                              limits.max_side),
                  fmt::format("The picture has {}×{} pixels: neither side may exceed {}.", width,
                              height, limits.max_side));
  }
  if (std::min(width, height) < limits.min_side) {
    throw refused(
        fmt::format("图片太小（{}×{}），长和宽都至少要 {} 像素。", width, height, limits.min_side),
        fmt::format("The picture has {}×{} pixels: each side needs at least {}.", width, height,
                    limits.min_side));
  }
}

/// Only the header is read here; pixels are decoded as they are asked for, row by row.
ImagePtr open_picture(std::string_view content, const Limits& limits) {
  // vips_thumbnail_buffer would be quicker, but takes a torn file for a whole one.
  ImagePtr image(vips_image_new_from_buffer(content.data(), content.size(), "", "access",
                                            VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                            VIPS_FAIL_ON_TRUNCATED, nullptr));
  if (!image) throw damaged();
  check_sides(vips_image_get_width(image.get()), vips_image_get_height(image.get()), limits);
  return image;
}

/// Most pictures are in sRGB as they come; turning the colours of one costs more than all the rest.
bool has_other_colours(VipsImage* image) {
  const VipsInterpretation colours = vips_image_get_interpretation(image);
  return vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0 ||
         (colours != VIPS_INTERPRETATION_sRGB && colours != VIPS_INTERPRETATION_B_W);
}

/// Upright, in sRGB, no side longer than `side`.
ImagePtr decode(VipsImage* image, int side) {
  VipsImage* scaled = nullptr;
  const int failed = has_other_colours(image)
                         ? vips_thumbnail_image(image, &scaled, side, "height", side, "size",
                                                VIPS_SIZE_DOWN, "export_profile", "srgb", nullptr)
                         : vips_thumbnail_image(image, &scaled, side, "height", side, "size",
                                                VIPS_SIZE_DOWN, nullptr);
  if (failed != 0) throw damaged();
  const ImagePtr owner(scaled);
  // Now, so that both sizes are made from one decoding.
  ImagePtr decoded(vips_image_copy_memory(scaled));
  if (!decoded) throw damaged();
  return decoded;
}

ImagePtr scale_down(VipsImage* image, int side) {
  VipsImage* scaled = nullptr;
  const int failed = vips_thumbnail_image(image, &scaled, side, "height", side, "size",
                                          VIPS_SIZE_DOWN, "no_rotate", 1, nullptr);
  if (failed != 0) throw damaged();
  return ImagePtr(scaled);
}

std::string encode(VipsImage* image, int quality) {
  void* bytes = nullptr;
  std::size_t size = 0;
  if (vips_webpsave_buffer(image, &bytes, &size, "Q", quality, nullptr) != 0) throw damaged();
  const std::unique_ptr<void, void (*)(void*)> owner(bytes, g_free);
  // Its own option "strip" is without effect in libvips 8.14.1.
  return pixels_only({static_cast<const char*>(bytes), size});
}

}  // namespace

Encoded encode_picture(std::string_view content, const Limits& limits) {
  start_vips();
  check_bytes(content, limits);
  const ImagePtr picture = open_picture(content, limits);
  const ImagePtr large = decode(picture.get(), limits.kept_side);
  const ImagePtr small = scale_down(large.get(), limits.small_side);
  return {encode(large.get(), large_quality), encode(small.get(), small_quality),
          vips_image_get_width(large.get()), vips_image_get_height(large.get())};
}

}  // namespace kaibo::files
