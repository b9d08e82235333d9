#include "common/net/certificate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "common/base/clock.h"
#include "common/base/error.h"

namespace kaibo::net {
namespace {

/// The longest that browsers accept.
constexpr int valid_days = 825;
constexpr int renew_days = 30;
constexpr int serial_bits = 127;

template <auto release>
struct Releaser {
  template <typename T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using X509Ptr = std::unique_ptr<X509, Releaser<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;
using FilePtr = std::unique_ptr<std::FILE, Releaser<std::fclose>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Releaser<BN_free>>;

void check(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a certificate");
}

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

bool covers(X509* certificate, const std::string& name) {
  return is_address(name) ? X509_check_ip_asc(certificate, name.c_str(), 0) == 1
                          : X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

bool is_good(const Certificate& files, const std::vector<std::string>& names, base::Millis now) {
  const FilePtr chain(std::fopen(files.chain.c_str(), "re"));
  const FilePtr key_file(std::fopen(files.key.c_str(), "re"));
  if (!chain || !key_file) return false;
  const X509Ptr certificate(PEM_read_X509(chain.get(), nullptr, nullptr, nullptr));
  const KeyPtr key(PEM_read_PrivateKey(key_file.get(), nullptr, nullptr, nullptr));
  if (!certificate || !key || X509_check_private_key(certificate.get(), key.get()) != 1) {
    return false;
  }
  auto limit = static_cast<std::time_t>((now + renew_days * base::day) / 1000);
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &limit) <= 0) return false;
  return std::all_of(names.begin(), names.end(),
                     [&](const std::string& name) { return covers(certificate.get(), name); });
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  check(extension != nullptr);
  check(X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string subject_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list += fmt::format("{}{}:{}", list.empty() ? "" : ",", is_address(name) ? "IP" : "DNS", name);
  }
  return list;
}

X509Ptr make_certificate(EVP_PKEY* key, const std::vector<std::string>& names, base::Millis now) {
  X509Ptr certificate(X509_new());
  check(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  const NumberPtr serial(BN_new());
  check(BN_rand(serial.get(), serial_bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get()));
  // A day back, for phones whose clock is slow.
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()),
                static_cast<std::time_t>((now - base::day) / 1000));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()),
                static_cast<std::time_t>((now + (valid_days - 1) * base::day) / 1000));
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::string common_name = "Kaibo";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  check(X509_set_issuer_name(certificate.get(), name) == 1);
  check(X509_set_pubkey(certificate.get(), key) == 1);
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
  add_extension(certificate.get(), NID_subject_alt_name, subject_names(names));
  check(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

base::Error cannot_write(const std::filesystem::path& path) {
  return {base::Code::failed_precondition,
          {fmt::format("写不了文件 {}，请检查文件夹的权限和磁盘空间。", path.string()),
           fmt::format("Cannot write {}: check the folder's permissions and the disk.",
                       path.string())}};
}

/// Opens a new file beside `path`, to be renamed to it when it is whole.
FilePtr open_new(const std::filesystem::path& path, mode_t mode) {
  ::unlink(path.c_str());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) throw cannot_write(path);
  return FilePtr(::fdopen(file, "w"));
}

template <typename F>
void write_file(const std::filesystem::path& path, mode_t mode, F write) {
  const std::filesystem::path unfinished = path.string() + ".new";
  FilePtr out = open_new(unfinished, mode);
  const bool written = write(out.get()) == 1 && std::fflush(out.get()) == 0;
  if (!written || ::fsync(::fileno(out.get())) != 0) throw cannot_write(path);
  out.reset();
  std::filesystem::rename(unfinished, path);
}

}  // namespace

std::vector<std::string> own_names() {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  std::array<char, 256> host{};
  const bool usual = gethostname(host.data(), host.size() - 1) == 0 && host[0] != '\0';
  if (usual && std::string(host.data()) != "localhost") {
    names.emplace_back(host.data());
    if (std::string_view(host.data()).find('.') == std::string_view::npos) {
      names.push_back(std::string(host.data()) + ".local");
    }
  }
  ifaddrs* cards = nullptr;
  if (getifaddrs(&cards) != 0) return names;
  const std::unique_ptr<ifaddrs, Releaser<freeifaddrs>> owner(cards);
  for (const ifaddrs* card = cards; card != nullptr; card = card->ifa_next) {
    if (card->ifa_addr == nullptr || (card->ifa_flags & IFF_UP) == 0) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (card->ifa_addr->sa_family == AF_INET) {
      const auto* v4 = reinterpret_cast<const sockaddr_in*>(card->ifa_addr);
      inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
    } else if (card->ifa_addr->sa_family == AF_INET6) {
      const auto* v6 = reinterpret_cast<const sockaddr_in6*>(card->ifa_addr);
      if (IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr)) continue;
      inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
    }
    const std::string name = text.data();
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

Certificate own_certificate(const std::filesystem::path& folder,
                            const std::vector<std::string>& names, base::Millis now) {
  Certificate files{folder / "certificate.pem", folder / "key.pem"};
  if (is_good(files, names, now)) return files;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw cannot_write(folder);
  const KeyPtr key(EVP_EC_gen("P-256"));
  check(key != nullptr);
  const X509Ptr certificate = make_certificate(key.get(), names, now);
  constexpr mode_t owner_only = 0600;
  constexpr mode_t readable = 0644;
  write_file(files.key, owner_only, [&](std::FILE* out) {
    return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  write_file(files.chain, readable,
             [&](std::FILE* out) { return PEM_write_X509(out, certificate.get()); });
  return files;
}

}  // namespace kaibo::net
