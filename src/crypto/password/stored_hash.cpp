#include "crypto/password/stored_hash.hpp"

#include <sodium.h>

#include <algorithm>
#include <bit>

#include "crypto/password/crypt_format.hpp"
#include "crypto/scan.hpp"

namespace postern::crypto {

namespace {

using Parsed = Result<StoredHash, HashRefusal>;

constexpr std::size_t kMaxTextBytes = 512;
constexpr std::size_t kMinSaltBytes = 1;
constexpr std::size_t kMinTagBytes = 16;
constexpr std::size_t kMaxTagBytes = 64;

std::optional<std::string> from_base64(std::string_view text, int variant) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (::sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                            text.data(), text.size(), nullptr, &length, &end, variant) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(length);
    return bytes;
}

std::optional<std::string> from_plain_base64(std::string_view text) {
    return from_base64(text, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

std::optional<std::string> from_padded_base64(std::string_view text) {
    return from_base64(text, sodium_base64_VARIANT_ORIGINAL);
}

/// Passlib's: `.` in the place of `+`, no padding.
std::optional<std::string> from_adapted_base64(std::string_view text) {
    std::string plain{text};
    std::ranges::replace(plain, '.', '+');
    return from_plain_base64(plain);
}

std::optional<std::string> from_hex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (::sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                         text.size(), nullptr, &length, &end) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    return bytes;
}

bool is_salt_and_tag(const std::string& salt, const std::string& tag) {
    return salt.size() >= kMinSaltBytes && tag.size() >= kMinTagBytes && tag.size() <= kMaxTagBytes;
}

/// `argon2id$v=19$m=65536,t=3,p=4$SALT$TAG`, behind the first `$`.
Parsed parse_argon2(std::string_view text) {
    Argon2Hash hash{};
    const auto kind = take_until(text, '$');
    if (kind == "argon2id")
        hash.kind = Argon2Hash::Kind::Id;
    else if (kind == "argon2i")
        hash.kind = Argon2Hash::Kind::I;
    else if (kind == "argon2d")
        hash.kind = Argon2Hash::Kind::D;
    else
        return fail(HashRefusal::Malformed);
    if (!take(text, "v=19$m=") || !take_number(text, ',', hash.memory_kib) || !take(text, "t=") ||
        !take_number(text, ',', hash.passes) || !take(text, "p=") ||
        !take_number(text, '$', hash.lanes))
        return fail(HashRefusal::Malformed);
    const auto salt = from_plain_base64(take_until(text, '$').value_or(""));
    const auto tag = from_plain_base64(text);
    if (!salt || !tag || !is_salt_and_tag(*salt, *tag) || salt->size() < 8 || hash.passes == 0 ||
        hash.lanes == 0 || hash.lanes > 64 || hash.memory_kib < 8 * hash.lanes)
        return fail(HashRefusal::Malformed);
    const std::uint64_t memory = std::uint64_t{hash.memory_kib} * 1024;
    if (memory > kMaxMemoryBytes || memory * hash.passes > kMaxArgon2Work)
        return fail(HashRefusal::TooCostly);
    hash.salt = *salt;
    hash.tag = *tag;
    return StoredHash{std::move(hash)};
}

using Decoder = std::optional<std::string> (*)(std::string_view text);

Parsed make_pbkdf2(Pbkdf2Hash::Digest digest, std::uint32_t iterations,
                   std::optional<std::string> salt, std::optional<std::string> tag) {
    const std::size_t tag_bytes = digest == Pbkdf2Hash::Digest::Sha256 ? 32 : 64;
    if (!salt || !tag || salt->empty() || tag->size() != tag_bytes || iterations == 0)
        return fail(HashRefusal::Malformed);
    if (iterations > kMaxPbkdf2Iterations) return fail(HashRefusal::TooCostly);
    return StoredHash{Pbkdf2Hash{digest, iterations, std::move(*salt), std::move(*tag)}};
}

/// `ITERATIONS$SALT$TAG`; the salt is the bytes of the text itself where `decode_salt` is null.
Parsed parse_pbkdf2(std::string_view text, Pbkdf2Hash::Digest digest, Decoder decode_salt,
                    Decoder decode_tag) {
    std::uint32_t iterations = 0;
    if (!take_number(text, '$', iterations)) return fail(HashRefusal::Malformed);
    const auto salt = take_until(text, '$').value_or("");
    return make_pbkdf2(digest, iterations,
                       decode_salt != nullptr ? decode_salt(salt) : std::string{salt},
                       decode_tag(text));
}

Parsed make_scrypt(ScryptHash hash, std::optional<std::string> salt,
                   std::optional<std::string> tag) {
    if (!salt || !tag || !is_salt_and_tag(*salt, *tag) || hash.n < 2 ||
        !std::has_single_bit(hash.n) || hash.r == 0 || hash.p == 0)
        return fail(HashRefusal::Malformed);
    constexpr std::uint64_t kMost = kMaxMemoryBytes / 128;
    if (hash.n > kMost || hash.r > kMost / hash.n || hash.p > kMost / (hash.n * hash.r))
        return fail(HashRefusal::TooCostly);
    hash.salt = std::move(*salt);
    hash.tag = std::move(*tag);
    return StoredHash{std::move(hash)};
}

/// Werkzeug: `N:r:p$SALT$HEX`.
Parsed parse_werkzeug_scrypt(std::string_view text) {
    std::uint32_t n = 0;
    ScryptHash hash{};
    if (!take_number(text, ':', n) || !take_number(text, ':', hash.r) ||
        !take_number(text, '$', hash.p))
        return fail(HashRefusal::Malformed);
    hash.n = n;
    const auto salt = take_until(text, '$').value_or("");
    return make_scrypt(std::move(hash), std::string{salt}, from_hex(text));
}

/// Django: `N$SALT$r$p$BASE64`.
Parsed parse_django_scrypt(std::string_view text) {
    std::uint32_t n = 0;
    ScryptHash hash{};
    if (!take_number(text, '$', n)) return fail(HashRefusal::Malformed);
    const auto salt = take_until(text, '$').value_or("");
    if (!take_number(text, '$', hash.r) || !take_number(text, '$', hash.p))
        return fail(HashRefusal::Malformed);
    hash.n = n;
    return make_scrypt(std::move(hash), std::string{salt}, from_padded_base64(text));
}

/// Passlib: `ln=16,r=8,p=1$SALT$TAG`.
Parsed parse_passlib_scrypt(std::string_view text) {
    std::uint32_t log2_n = 0;
    ScryptHash hash{};
    if (!take(text, "ln=") || !take_number(text, ',', log2_n) || !take(text, "r=") ||
        !take_number(text, ',', hash.r) || !take(text, "p=") || !take_number(text, '$', hash.p))
        return fail(HashRefusal::Malformed);
    if (log2_n > 31) return fail(HashRefusal::TooCostly);
    hash.n = std::uint64_t{1} << log2_n;
    const auto salt = take_until(text, '$').value_or("");
    return make_scrypt(std::move(hash), from_plain_base64(salt), from_plain_base64(text));
}

Parsed parse_crypt(std::string_view text, bool of_sha256_hex) {
    if (!is_crypt_format(text)) return fail(HashRefusal::Malformed);
    if (const auto refusal = crypt_refusal_of(text)) return fail(*refusal);
    return StoredHash{CryptHash{std::string{text}, of_sha256_hex}};
}

/// DES of crypt(3) and BSDi, LDAP's {SHA} and its kin, bare digests in hexadecimal.
bool is_weak(std::string_view text) {
    const auto all_of = [text](std::string_view set) {
        return text.find_first_not_of(set) == std::string_view::npos;
    };
    constexpr std::string_view kCrypt =
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (const char* prefix : {"pbkdf2:sha1", "pbkdf2_sha1$", "$pbkdf2$", "sha1$", "md5$", "{SHA}",
                               "{SSHA}", "{MD5}", "{SMD5}", "unsalted_", "crypt$"})
        if (text.starts_with(prefix)) return true;
    return (text.size() == 13 && all_of(kCrypt)) ||
           (text.size() == 20 && text[0] == '_' &&
            text.substr(1).find_first_not_of(kCrypt) == std::string_view::npos) ||
           ((text.size() == 32 || text.size() == 40) && all_of("0123456789abcdefABCDEF"));
}

}  // namespace

Parsed parse_stored_hash(std::string_view text) {
    using enum Pbkdf2Hash::Digest;
    if (text.size() > kMaxTextBytes || text.find('\0') != std::string_view::npos)
        return fail(HashRefusal::Malformed);
    take(text, "{CRYPT}");  // LDAP's and Authelia's word for what follows
    if (is_crypt_format(text)) return parse_crypt(text, false);
    if (take(text, "bcrypt_sha256$")) return parse_crypt(text, true);
    if (take(text, "bcrypt$")) return parse_crypt(text, false);
    if (text.starts_with("$argon2")) return parse_argon2(text.substr(1));
    if (take(text, "argon2$")) return parse_argon2(text);
    if (take(text, "pbkdf2_sha256$"))
        return parse_pbkdf2(text, Sha256, nullptr, from_padded_base64);
    if (take(text, "pbkdf2:sha256:")) return parse_pbkdf2(text, Sha256, nullptr, from_hex);
    if (take(text, "pbkdf2:sha512:")) return parse_pbkdf2(text, Sha512, nullptr, from_hex);
    if (take(text, "$pbkdf2-sha256$"))
        return parse_pbkdf2(text, Sha256, from_adapted_base64, from_adapted_base64);
    if (take(text, "$pbkdf2-sha512$"))
        return parse_pbkdf2(text, Sha512, from_adapted_base64, from_adapted_base64);
    if (take(text, "scrypt:")) return parse_werkzeug_scrypt(text);
    if (take(text, "scrypt$")) return parse_django_scrypt(text);
    if (take(text, "$scrypt$")) return parse_passlib_scrypt(text);
    return fail(is_weak(text) ? HashRefusal::Weak : HashRefusal::Unknown);
}

std::optional<HashRefusal> refusal_of(std::string_view hash) {
    const auto parsed = parse_stored_hash(hash);
    return parsed ? std::nullopt : std::optional{parsed.error()};
}

}  // namespace postern::crypto
