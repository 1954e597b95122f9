// SHA-256, HMAC-SHA-256 and constant-time comparison.
#include "postern/crypto/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "crypto/evp.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

const EVP_MD* sha256_method() {
    const EVP_MD* const method = find_sha256();
    if (method == nullptr) throw CryptoError{"OpenSSL offers no SHA-256"};
    return method;
}

}  // namespace

Digest sha256(std::string_view bytes) {
    Digest digest{};
    if (::EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256_method(),
                     nullptr) != 1)
        throw CryptoError{"SHA-256 failed"};
    return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
    // A null key would mean "reuse the last one" to OpenSSL.
    const std::string_view safe_key = key.empty() ? std::string_view{""} : key;
    Digest digest{};
    if (::HMAC(sha256_method(), safe_key.data(), static_cast<int>(safe_key.size()),
               as_unsigned(message), message.size(), digest.data(), nullptr) == nullptr)
        throw CryptoError{"HMAC-SHA-256 failed"};
    return digest;
}

std::string sha1_for_lists(std::string_view bytes) {
    std::string digest(20, '\0');
    auto* out = reinterpret_cast<unsigned char*>(digest.data());
    if (::EVP_Digest(bytes.data(), bytes.size(), out, nullptr, ::EVP_sha1(), nullptr) != 1)
        throw CryptoError{"SHA-1 failed"};
    return digest;
}

bool equal_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace postern::crypto
