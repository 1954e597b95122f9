#include "postern/crypto/password/any_password_hasher.hpp"

#include <argon2.h>
#include <crypt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <variant>

#include "crypto/password/base64.hpp"
#include "crypto/password/phc_string.hpp"
#include "crypto/password/stored_hash.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// crypt(3)'s working memory holds the password afterwards.
struct CryptDeleter {
    void operator()(crypt_data* data) const {
        ::sodium_memzero(data, sizeof *data);
        delete data;
    }
};

/// WordPress since 6.8, wp_hash_password(): base64 of HMAC-SHA-384 under a fixed key, of the
/// password without white space at its ends (PHP's trim).
std::string wordpress_input(std::string_view password) {
    constexpr std::string_view kTrimmed{" \t\n\r\0\x0B", 6};
    constexpr std::string_view kKey = "wp-sha384";
    const auto first = std::min(password.find_first_not_of(kTrimmed), password.size());
    password.remove_prefix(first);
    password = password.substr(0, password.find_last_not_of(kTrimmed) + 1);
    std::string mac(48, '\0');
    unsigned int size = 0;
    if (::HMAC(::EVP_sha384(), kKey.data(), static_cast<int>(kKey.size()),
               reinterpret_cast<const unsigned char*>(password.data()), password.size(),
               bytes_of(mac), &size) == nullptr)
        throw CryptoError{"HMAC failed"};
    std::string text = to_plain_base64(mac);  // 48 bytes: there is no padding
    wipe(mac);
    return text;
}

std::string crypt_input(std::string_view password, CryptHash::Input input) {
    switch (input) {
        case CryptHash::Input::Password:
            return std::string{password};
        case CryptHash::Input::Sha256Hex:
            return to_hex(as_bytes(sha256(password)));
        case CryptHash::Input::WordPress:
            return wordpress_input(password);
    }
    std::abort();  // a value outside the enum is a bug
}

/// The password as the C string that crypt(3) takes.
Secret crypt_phrase(const Secret& password, CryptHash::Input input) {
    std::string phrase = crypt_input(password.reveal(), input);
    phrase.push_back('\0');
    return Secret{std::move(phrase)};
}

bool matches(const Secret& password, const CryptHash& stored) {
    const Secret phrase = crypt_phrase(password, stored.input);
    const std::unique_ptr<crypt_data, CryptDeleter> data{new crypt_data{}};
    // nullptr: longer than any of the hashes takes, or the C library does not know this one.
    const char* computed = ::crypt_rn(phrase.reveal().data(), stored.text.c_str(), data.get(),
                                      static_cast<int>(sizeof *data));
    const bool cut = phrase.reveal().find('\0') + 1 != phrase.size();
    return computed != nullptr && equal_constant_time(computed, stored.text) && !cut;
}

argon2_type type_of(Argon2Hash::Kind kind) {
    switch (kind) {
        case Argon2Hash::Kind::D:
            return Argon2_d;
        case Argon2Hash::Kind::I:
            return Argon2_i;
        case Argon2Hash::Kind::Id:
            return Argon2_id;
    }
    std::abort();  // a value outside the enum is a bug
}

bool matches(const Secret& password, const Argon2Hash& stored) {
    std::string tag(stored.tag.size(), '\0');
    std::string salt = stored.salt;
    std::string copy{password.reveal()};
    argon2_context context{};
    context.out = bytes_of(tag);
    context.outlen = static_cast<std::uint32_t>(tag.size());
    context.pwd = bytes_of(copy);
    context.pwdlen = static_cast<std::uint32_t>(copy.size());
    context.salt = bytes_of(salt);
    context.saltlen = static_cast<std::uint32_t>(salt.size());
    context.t_cost = stored.passes;
    context.m_cost = stored.memory_kib;
    context.lanes = stored.lanes;
    context.threads = 1;  // a worker is one process for one request: no more cores than its slot
    context.version = stored.version;
    const int result = ::argon2_ctx(&context, type_of(stored.kind));
    wipe(copy);
    if (result != ARGON2_OK) throw CryptoError{"Argon2 failed; memory may be short"};
    return equal_constant_time(tag, stored.tag);
}

bool matches(const Secret& password, const Pbkdf2Hash& stored) {
    std::string tag(stored.tag.size(), '\0');
    const auto* digest =
        stored.digest == Pbkdf2Hash::Digest::Sha256 ? ::EVP_sha256() : ::EVP_sha512();
    const std::string_view typed = password.reveal();
    if (::PKCS5_PBKDF2_HMAC(typed.data(), static_cast<int>(typed.size()), bytes_of(stored.salt),
                            static_cast<int>(stored.salt.size()),
                            static_cast<int>(stored.iterations), digest,
                            static_cast<int>(tag.size()), bytes_of(tag)) != 1)
        throw CryptoError{"PBKDF2 failed"};
    return equal_constant_time(tag, stored.tag);
}

bool matches(const Secret& password, const ScryptHash& stored) {
    std::string tag(stored.tag.size(), '\0');
    const std::string_view typed = password.reveal();
    constexpr std::uint64_t kBookkeeping = 32 * 1024 * 1024;
    if (::EVP_PBE_scrypt(typed.data(), typed.size(), bytes_of(stored.salt), stored.salt.size(),
                         stored.n, stored.r, stored.p, kMaxMemoryBytes + kBookkeeping,
                         bytes_of(tag), tag.size()) != 1)
        throw CryptoError{"scrypt failed; memory may be short"};
    return equal_constant_time(tag, stored.tag);
}

/// Three bytes make four digits of crypt(3)'s base 64, the lowest bits first.
std::string to_portable_base64(std::string_view bytes) {
    constexpr std::string_view kDigits =
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < group.size(); ++k)
            bits |= std::uint32_t{static_cast<unsigned char>(group[k])} << (8 * k);
        for (std::size_t k = 0; k <= group.size(); ++k) text += kDigits[bits >> (6 * k) & 0x3F];
    }
    return text;
}

struct DigestDeleter {
    void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};

/// phpass 0.5, crypt_private(): digest of salt and password, then of the last digest and the
/// password.
bool matches(const Secret& password, const PortableHash& stored) {
    const auto* kind = stored.is_sha512 ? ::EVP_sha512() : ::EVP_md5();
    const std::unique_ptr<EVP_MD_CTX, DigestDeleter> context{::EVP_MD_CTX_new()};
    std::string digest(static_cast<std::size_t>(::EVP_MD_get_size(kind)), '\0');
    const auto digest_of = [&](std::string_view before) {
        const std::string_view typed = password.reveal();
        if (context == nullptr || ::EVP_DigestInit_ex(context.get(), kind, nullptr) != 1 ||
            ::EVP_DigestUpdate(context.get(), before.data(), before.size()) != 1 ||
            ::EVP_DigestUpdate(context.get(), typed.data(), typed.size()) != 1 ||
            ::EVP_DigestFinal_ex(context.get(), bytes_of(digest), nullptr) != 1)
            throw CryptoError{"a digest failed"};
    };
    digest_of(stored.salt);
    for (std::uint64_t round = 0; round < std::uint64_t{1} << stored.log2_rounds; ++round)
        digest_of(digest);
    return equal_constant_time(to_portable_base64(digest).substr(0, stored.tag.size()), stored.tag);
}

}  // namespace

AnyPasswordHasher::AnyPasswordHasher(Argon2idCost cost) : own_{cost} {}

bool AnyPasswordHasher::is_foreign(std::string_view phc) const {
    return !parse_phc(phc) && parse_stored_hash(phc).has_value();
}

bool AnyPasswordHasher::verify(const Secret& password, std::string_view phc) {
    if (parse_phc(phc)) return own_.verify(password, phc);
    const auto stored = parse_stored_hash(phc);
    if (!stored) return own_.verify(password, phc);  // false, at the cost of a decoy
    return std::visit([&password](const auto& hash) { return matches(password, hash); }, *stored);
}

}  // namespace postern::crypto
