#include "services/kaibo/archive/container.h"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"

namespace kaibo::archive {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t seal_size = 64;
constexpr std::size_t block_size = std::size_t{1} << 20;

base::Error damaged(const std::string& zh, const std::string& en) {
  return {base::Code::data_loss, {"归档文件已损坏：" + zh, "The archive is damaged: " + en}};
}

/// Of all but the last bytes, where the seal stands.
std::string hash_before_seal(std::istream& file, std::uintmax_t size) {
  base::Sha256 hash;
  std::string block(block_size, '\0');
  for (std::uintmax_t left = size - seal_size; left > 0;) {
    file.read(block.data(),
              static_cast<std::streamsize>(std::min<std::uintmax_t>(left, block_size)));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got == 0) throw damaged("读不出来", "it cannot be read");
    hash.add({block.data(), got});
    left -= got;
  }
  return hash.hex();
}

/// Throws unless the seal agrees; returns it.
std::string check_seal(const fs::path& path) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(path, missing);
  std::ifstream file(path, std::ios::binary);
  if (missing || !file) {
    throw base::Error(
        base::Code::not_found,
        {"打不开归档文件 " + path.string(), "The archive " + path.string() + " cannot be opened"});
  }
  if (size <= seal_size) throw damaged("文件不完整", "it is cut off");
  const std::string hash = hash_before_seal(file, size);
  std::string seal(seal_size, '\0');
  file.read(seal.data(), seal_size);
  if (seal != hash) {
    throw damaged("内容与末尾的封条（SHA-256）不符",
                  "its content does not agree with the seal at its end (SHA-256)");
  }
  return seal;
}

zip_t* open(const fs::path& file, int flags) {
  int code = 0;
  zip_t* zip = zip_open(file.c_str(), flags, &code);
  if (zip != nullptr) return zip;
  throw base::Error(base::Code::failed_precondition,
                    {"归档文件 " + file.string() + " 不能读写",
                     "The archive " + file.string() + " cannot be read or written"});
}

}  // namespace

ContainerWriter::ContainerWriter(fs::path file)
    : file_(std::move(file)), zip_(open(file_, ZIP_CREATE | ZIP_EXCL)) {}

void ContainerWriter::fail(const char* why) const {
  throw base::Error(base::Code::unavailable,
                    {"归档文件 " + file_.string() + " 没有写成：" + why,
                     "The archive " + file_.string() + " could not be written: " + why});
}

void ContainerWriter::add(const std::string& name, const fs::path& content, bool compress) {
  zip_source_t* source = zip_source_file(zip_.get(), content.c_str(), 0, -1);
  if (source == nullptr) fail(zip_strerror(zip_.get()));
  const zip_int64_t index = zip_file_add(zip_.get(), name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    fail(zip_strerror(zip_.get()));
  }
  if (!compress) {
    zip_set_file_compression(zip_.get(), static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
}

std::string ContainerWriter::close() {
  const std::string no_seal(seal_size, '0');
  zip_set_archive_comment(zip_.get(), no_seal.c_str(), seal_size);
  zip_t* zip = zip_.release();
  if (zip_close(zip) != 0) {
    zip_.reset(zip);
    fail(zip_strerror(zip));
  }

  std::fstream file(file_, std::ios::binary | std::ios::in | std::ios::out);
  const std::uintmax_t size = fs::file_size(file_);
  std::string seal = hash_before_seal(file, size);
  file.seekp(static_cast<std::streamoff>(size - seal_size));
  file << seal;
  file.close();
  if (!file) fail("the disk may be full");
  return seal;
}

ContainerReader::ContainerReader(const fs::path& file)
    : seal_(check_seal(file)), zip_(open(file, ZIP_RDONLY), &zip_discard) {}

std::vector<std::string> ContainerReader::names() const {
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(zip_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(zip_.get(), static_cast<zip_uint64_t>(i), 0);
    names.emplace_back(name == nullptr ? "" : name);
  }
  std::ranges::sort(names);
  return names;
}

void ContainerReader::read(const std::string& name, const Sink& sink) const {
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
      zip_fopen(zip_.get(), name.c_str(), 0), &zip_fclose);
  if (!file) throw damaged("缺少 " + name, name + " is missing");
  std::string block(block_size, '\0');
  while (true) {
    const zip_int64_t size = zip_fread(file.get(), block.data(), block.size());
    if (size < 0) throw damaged(name + " 读不出来", name + " cannot be read");
    if (size == 0) return;
    sink({block.data(), static_cast<std::size_t>(size)});
  }
}

}  // namespace kaibo::archive
