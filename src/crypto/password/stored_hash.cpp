#include "crypto/password/stored_hash.hpp"

#include <algorithm>
#include <bit>

#include "crypto/password/base64.hpp"
#include "crypto/password/crypt_format.hpp"
#include "crypto/scan.hpp"

namespace postern::crypto {

namespace {

using Parsed = Result<StoredHash, HashRefusal>;

constexpr std::size_t kMaxTextBytes = 512;
constexpr std::size_t kMinSaltBytes = 1;
constexpr std::size_t kMinTagBytes = 16;
constexpr std::size_t kMaxTagBytes = 64;

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
    // Hashes from before version 1.3 name none.
    hash.version = take(text, "v=19$") ? 19 : 16;
    if (hash.version == 16) take(text, "v=16$");
    if (!take(text, "m=") || !take_number(text, ',', hash.memory_kib) || !take(text, "t=") ||
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
    // As long as a digest, or what Keycloak (64 of SHA-256) and ASP.NET (32 of SHA-512) ask for.
    // Nothing in between: the beginning of a tag would fit as the tag does, and a hash that was cut
    // must not.
    const bool is_whole = tag && (tag->size() == 32 || tag->size() == 64);
    if (!salt || salt->empty() || !is_whole || iterations == 0) return fail(HashRefusal::Malformed);
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

Parsed parse_crypt(std::string_view text, CryptHash::Input input) {
    if (!is_crypt_format(text)) return fail(HashRefusal::Malformed);
    if (const auto refusal = crypt_refusal_of(text)) return fail(*refusal);
    return StoredHash{CryptHash{std::string{text}, input}};
}

/// phpass (WordPress before 6.8 and phpBB: `$P$`, `$H$`, MD5) and Drupal 7 (`$S$`, SHA-512): a
/// digit for log2 of the rounds, eight of salt, the tag.
Parsed parse_portable(std::string_view text) {
    PortableHash hash{.is_sha512 = text[1] == 'S'};
    const std::size_t tag_length = hash.is_sha512 ? 43 : 22;
    const std::string_view body = text.substr(3);
    if (body.size() != 9 + tag_length || !are_crypt_digits(body))
        return fail(HashRefusal::Malformed);
    hash.log2_rounds = crypt_digit_value(body[0]);
    if (hash.log2_rounds < 7) return fail(HashRefusal::Weak);
    if (hash.log2_rounds > kMaxPortableLog2Rounds) return fail(HashRefusal::TooCostly);
    hash.salt = body.substr(1, 8);
    hash.tag = body.substr(9);
    return StoredHash{std::move(hash)};
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
    if (is_crypt_format(text)) return parse_crypt(text, CryptHash::Input::Password);
    if (take(text, "bcrypt_sha256$")) return parse_crypt(text, CryptHash::Input::Sha256Hex);
    if (take(text, "bcrypt$")) return parse_crypt(text, CryptHash::Input::Password);
    if (text.starts_with("$wp$2y$"))
        return parse_crypt(text.substr(3), CryptHash::Input::WordPress);
    if (text.starts_with("$P$") || text.starts_with("$H$") || text.starts_with("$S$"))
        return parse_portable(text);
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
