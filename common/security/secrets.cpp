#include "common/security/secrets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/security/sodium.h"

namespace kaibo::security {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t half = 32;
static_assert(half == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
/// First word of the key file and first characters of a sealed value: tells the way of sealing.
constexpr std::string_view key_mark = "kaibo-key-1 ";
constexpr std::string_view sealed_mark = "s1.";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string to_base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<std::vector<unsigned char>> from_base64(std::string_view text) {
  if (text.empty()) return std::vector<unsigned char>();
  std::vector<unsigned char> bytes(text.size());
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string keyed_hash(std::string_view bytes, const unsigned char* key, std::size_t key_size) {
  std::array<char, half> hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), bytes_of(bytes),
                     bytes.size(), key, key_size);
  return base::to_hex({hash.data(), hash.size()});
}

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

base::Error key_file_error(const std::filesystem::path& file, std::string_view zh,
                           std::string_view en) {
  return {base::Code::failed_precondition,
          {fmt::format("密钥文件 {} {}", file.string(), zh),
           fmt::format("the key file {} {}", file.string(), en)}};
}

base::Error key_file_error(const std::filesystem::path& file, int error_number) {
  const std::string why = std::generic_category().message(error_number);
  return key_file_error(file, fmt::format("不能读写：{}", why),
                        fmt::format("cannot be read or written: {}", why));
}

void flush_folder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.ok()) ::fsync(fd.get());
}

/// Makes the file whole or not at all; does nothing when it exists already.
void make_key_file(const std::filesystem::path& file) {
  std::array<unsigned char, 2 * half> key{};
  randombytes_buf(key.data(), key.size());
  const std::string line = fmt::format("{}{}\n", key_mark, to_base64(key.data(), key.size()));
  std::filesystem::path draft = file;
  draft += fmt::format(".{:08x}.new", randombytes_random());
  {
    const Descriptor fd(
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd.ok()) throw key_file_error(file, errno);
    const bool written =
        ::write(fd.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (!written || ::fsync(fd.get()) != 0) {
      const int error_number = errno;
      ::unlink(draft.c_str());
      throw key_file_error(file, error_number);
    }
  }
  // A link, unlike a rename, never replaces the key that another process made meanwhile.
  const int linked = ::link(draft.c_str(), file.c_str());
  const int error_number = errno;
  ::unlink(draft.c_str());
  if (linked != 0 && error_number != EEXIST) throw key_file_error(file, error_number);
  flush_folder(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
}

std::string read_key_file(const std::filesystem::path& file) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok()) throw key_file_error(file, errno);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) throw key_file_error(file, errno);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw key_file_error(file, "别的用户也能读写，请先执行 chmod 600",
                         "may be read or written by others: run chmod 600 on it first");
  }
  std::string content(256, '\0');
  const ssize_t size = ::read(fd.get(), content.data(), content.size());
  if (size < 0) throw key_file_error(file, errno);
  content.resize(static_cast<std::size_t>(size));
  return content;
}

}  // namespace

std::string random_token() {
  prepare_sodium();
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return to_base64(bytes.data(), bytes.size());
}

std::string token_hash(std::string_view token) { return digest(token); }

std::string digest(std::string_view bytes) {
  prepare_sodium();
  return keyed_hash(bytes, nullptr, 0);
}

std::string digest_of_file(const std::filesystem::path& file) {
  prepare_sodium();
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES);
  std::ifstream in(file, std::ios::binary);
  std::vector<char> block(1 << 20);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(block.data()),
                              static_cast<unsigned long long>(in.gcount()));
  }
  if (!in.eof()) {
    const std::string name = file.string();
    throw base::Error(base::Code::failed_precondition,
                      {"读不了文件 " + name, "The file " + name + " cannot be read"});
  }
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash_final(&state, hash.data(), hash.size());
  return base::to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Sealer Sealer::open(const std::filesystem::path& key_file) {
  prepare_sodium();
  std::error_code unreachable;
  if (!std::filesystem::exists(key_file, unreachable)) make_key_file(key_file);
  const std::string content = read_key_file(key_file);
  std::string_view line = content;
  if (line.ends_with('\n')) line.remove_suffix(1);
  const bool has_mark = line.starts_with(key_mark);
  const auto bytes = from_base64(has_mark ? line.substr(key_mark.size()) : line);
  if (!has_mark || !bytes || bytes->size() != sizeof(Key)) {
    throw key_file_error(key_file, "已损坏，请从备份中恢复：没有它，已保存的身份证号无法读出",
                         "is damaged: restore it from a backup, for without it the stored ID-card "
                         "numbers cannot be read");
  }
  Key key{};
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return Sealer(key);
}

Sealer::~Sealer() { sodium_memzero(key_.data(), key_.size()); }

std::string Sealer::seal(std::string_view plain, std::string_view context) const {
  std::vector<unsigned char> box(nonce_bytes + plain.size() + tag_bytes);
  randombytes_buf(box.data(), nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + nonce_bytes, nullptr, bytes_of(plain),
                                             plain.size(), bytes_of(context), context.size(),
                                             nullptr, box.data(), key_.data());
  return std::string(sealed_mark) + to_base64(box.data(), box.size());
}

std::optional<std::string> Sealer::open_sealed(std::string_view sealed,
                                               std::string_view context) const {
  if (!sealed.starts_with(sealed_mark)) return std::nullopt;
  const auto box = from_base64(sealed.substr(sealed_mark.size()));
  if (!box || box->size() < nonce_bytes + tag_bytes) return std::nullopt;
  std::string plain(box->size() - nonce_bytes - tag_bytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, box->data() + nonce_bytes,
      box->size() - nonce_bytes, bytes_of(context), context.size(), box->data(), key_.data());
  if (failed != 0) return std::nullopt;
  return plain;
}

std::string Sealer::lookup_hash(std::string_view plain) const {
  return keyed_hash(plain, key_.data() + half, half);
}

}  // namespace kaibo::security
