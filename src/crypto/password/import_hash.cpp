// The spellings in which other systems write the same hashes: wrappers, columns in one, JSON,
// blobs.
#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <map>

#include "crypto/password/base64.hpp"
#include "crypto/password/stored_hash.hpp"
#include "crypto/scan.hpp"
#include "postern/crypto/password/imported_hash.hpp"
#include "postern/json/json.hpp"

namespace postern::crypto {

namespace {

using Imported = Result<std::string, HashRefusal>;

/// Words that stand in braces before a hash of crypt(3) or Argon2: LDAP (RFC 2307), Dovecot,
/// Spring.
constexpr std::array<std::string_view, 10> kWrappers{
    "CRYPT",  "BLF-CRYPT", "BCRYPT",  "SHA256-CRYPT", "SHA512-CRYPT",
    "ARGON2", "ARGON2I",   "ARGON2D", "ARGON2ID",     "YESCRYPT"};

/// Words of kinds that a graphics card tries billions of in a second, or that are the password
/// itself.
constexpr std::array<std::string_view, 27> kWeakWrappers{
    "PLAIN",     "CLEAR",       "CLEARTEXT", "NOOP",      "SHA",         "SSHA", "SHA1",
    "SHA256",    "SSHA256",     "SHA512",    "SSHA512",   "MD5",         "SMD5", "LDAP-MD5",
    "PLAIN-MD5", "PLAIN-TRUNC", "MD5-CRYPT", "DES-CRYPT", "CRAM-MD5",    "NTLM", "DIGEST-MD5",
    "LANMAN",    "HMAC-MD5",    "PBKDF2",    "RPA",       "PBKDF2-SHA1", "NT"};

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
    return std::ranges::any_of(
        words, [word](std::string_view one) { return equals_ignoring_ascii_case(one, word); });
}

std::string pbkdf2_text(std::string_view digest, std::string_view iterations, std::string_view salt,
                        std::string_view tag) {
    return std::string{"$pbkdf2-"}
        .append(digest)
        .append("$")
        .append(iterations)
        .append("$")
        .append(to_adapted_base64(salt))
        .append("$")
        .append(to_adapted_base64(tag));
}

std::string scrypt_text(std::uint32_t log2_n, std::uint32_t r, std::uint32_t p,
                        std::string_view salt, std::string_view tag) {
    return std::string{"$scrypt$ln="}
        .append(std::to_string(log2_n))
        .append(",r=")
        .append(std::to_string(r))
        .append(",p=")
        .append(std::to_string(p))
        .append("$")
        .append(to_plain_base64(salt))
        .append("$")
        .append(to_plain_base64(tag));
}

/// Spring Security's encoders, of which `{pbkdf2}` and `{scrypt}` have formats of their own: salt
/// and tag in hexadecimal, PBKDF2 of SHA-256 with 310 000 iterations (Pbkdf2PasswordEncoder.java);
/// and
/// `$PARAMETERS$SALT$TAG`, with log2 of N, r and p in one hexadecimal number
/// (SCryptPasswordEncoder).
std::optional<Imported> from_spring(std::string_view word, std::string_view text) {
    constexpr std::size_t kSaltBytes = 16;
    if (word == "pbkdf2@SpringSecurity_v5_8") {
        const auto bytes = from_hex(text);
        if (!bytes || bytes->size() != kSaltBytes + 32) return fail(HashRefusal::Malformed);
        return pbkdf2_text("sha256", "310000", bytes->substr(0, kSaltBytes),
                           bytes->substr(kSaltBytes));
    }
    if (!take(text, "$") || (word != "scrypt" && word != "scrypt@SpringSecurity_v5_8"))
        return std::nullopt;
    std::uint32_t parameters = 0;
    const auto digits = take_until(text, '$').value_or("");
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), parameters, 16);
    const auto salt = from_padded_base64(take_until(text, '$').value_or(""));
    const auto tag = from_padded_base64(text);
    if (end.ec != std::errc{} || end.ptr != digits.data() + digits.size() || !salt || !tag)
        return fail(HashRefusal::Malformed);
    return scrypt_text(parameters >> 16, parameters >> 8 & 0xFF, parameters & 0xFF, *salt, *tag);
}

/// `{WORD}REST`. Dovecot adds to WORD how REST is encoded, Spring the version of its defaults.
Imported unwrap(std::string_view text) {
    take(text, "{");
    auto word = take_until(text, '}').value_or("");
    if (auto imported = from_spring(word, text)) return *std::move(imported);
    std::string decoded;
    if (const auto dot = word.find('.'); dot != std::string_view::npos) {
        const auto encoding = word.substr(dot + 1);
        const bool is_hex = equals_ignoring_ascii_case(encoding, "hex");
        auto bytes = is_hex ? from_hex(text) : from_padded_base64(text);
        if (!bytes) return fail(HashRefusal::Malformed);
        decoded = *std::move(bytes);
        text = decoded;
        word = word.substr(0, dot);
    }
    word = word.substr(0, word.find("@SpringSecurity_"));
    if (equals_ignoring_ascii_case(word, "PBKDF2-SHA256"))
        return "$pbkdf2-sha256$" + std::string{text};  // OpenLDAP's pw-pbkdf2
    if (equals_ignoring_ascii_case(word, "PBKDF2-SHA512"))
        return "$pbkdf2-sha512$" + std::string{text};
    if (is_one_of(kWeakWrappers, word)) return fail(HashRefusal::Weak);
    if (!is_one_of(kWrappers, word)) return fail(HashRefusal::Unknown);
    return std::string{text};
}

/// MediaWiki: `:pbkdf2:sha512:30000:64:SALT:TAG`, `:argon2:$argon2id$...`, `:B:SALT:MD5`.
Imported from_mediawiki(std::string_view text) {
    take(text, ":");
    const auto kind = take_until(text, ':').value_or("");
    if (kind == "argon2") return std::string{text};
    if (kind == "A" || kind == "B") return fail(HashRefusal::Weak);
    if (kind != "pbkdf2") return fail(HashRefusal::Unknown);
    const auto digest = take_until(text, ':').value_or("");
    if (digest == "sha1" || digest == "md5") return fail(HashRefusal::Weak);
    const auto iterations = take_until(text, ':').value_or("");
    take_until(text, ':');  // the length of the tag
    const auto salt = from_padded_base64(take_until(text, ':').value_or(""));
    const auto tag = from_padded_base64(text);
    if (!salt || !tag) return fail(HashRefusal::Malformed);
    return pbkdf2_text(digest, iterations, *salt, *tag);
}

/// Any of the spellings: with or without padding, `+/`, `-_` (URL-safe) or `./` (Passlib).
std::optional<std::string> from_any_base64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string plain{text};
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    std::ranges::replace(plain, '.', '+');
    return from_plain_base64(plain);
}

/// `i=100000,l=32`: the number of each name, in any order.
std::optional<std::map<std::string, std::uint32_t, std::less<>>> named_numbers(
    std::string_view text) {
    std::map<std::string, std::uint32_t, std::less<>> numbers;
    for (std::string rest = std::string{text} + ','; !rest.empty();) {
        std::string_view one = std::string_view{rest}.substr(0, rest.find(',') + 1);
        const std::size_t size = one.size();
        const auto name = take_until(one, '=');
        std::uint32_t number = 0;
        if (!name || !take_number(one, ',', number)) return std::nullopt;
        numbers.emplace(*name, number);
        rest.erase(0, size);
    }
    return numbers;
}

/// `$pbkdf2-sha256$PARAMETERS$SALT$TAG` and `$scrypt$PARAMETERS$SALT$TAG` of Ory Kratos, Discourse,
/// Zitadel, Pow and others, with `i=100000,l=32` or a number, and `ln=14,r=8,p=1` with N itself
/// (16384) or its logarithm. The length `l` is that of the tag.
std::optional<Imported> from_modular(std::string_view text) {
    std::string_view digest;
    for (const std::string_view one : {"sha256", "sha512"})
        if (text.starts_with("$pbkdf2-" + std::string{one} + "$")) digest = one;
    if (digest.empty() && !text.starts_with("$scrypt$")) return std::nullopt;
    take(text, "$");
    take_until(text, '$');
    const auto parameters = take_until(text, '$').value_or("");
    const auto salt = from_any_base64(take_until(text, '$').value_or(""));
    const auto tag = from_any_base64(text);
    if (!salt || !tag) return fail(HashRefusal::Malformed);
    if (!digest.empty() && to_number(parameters))
        return pbkdf2_text(digest, parameters, *salt, *tag);
    const auto numbers = named_numbers(parameters);
    const auto number = [&numbers](std::string_view name) {
        const auto found = numbers->find(name);
        return found == numbers->end() ? 0 : found->second;
    };
    if (!numbers) return fail(HashRefusal::Malformed);
    if (!digest.empty()) return pbkdf2_text(digest, std::to_string(number("i")), *salt, *tag);
    std::uint32_t log2_n = number("ln");
    constexpr std::uint32_t kLeastN = 64;  // no logarithm is so large
    if (log2_n >= kLeastN) {
        if (!std::has_single_bit(log2_n)) return fail(HashRefusal::Malformed);
        log2_n = static_cast<std::uint32_t>(std::countr_zero(log2_n));
    }
    return scrypt_text(log2_n, number("r"), number("p"), *salt, *tag);
}

/// Better Auth: `SALT:TAG` in hexadecimal, scrypt with N = 2^14, r = 16, p = 1; the salt is the
/// bytes of its own text.
bool is_better_auth(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    return text.size() == 161 && text[32] == ':' &&
           text.substr(0, 32).find_first_not_of(kHex) == std::string_view::npos &&
           text.substr(33).find_first_not_of(kHex) == std::string_view::npos;
}

Imported from_better_auth(std::string_view text) {
    return scrypt_text(14, 16, 1, text.substr(0, 32), *from_hex(text.substr(33)));
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

/// ASP.NET Core Identity, PasswordHasher.cs: base64 of a mark, and for version 3 (mark 1) digest,
/// iterations and length of the salt in four bytes each, salt, tag. Version 2 (mark 0) is PBKDF2 of
/// SHA-1.
std::optional<Imported> from_asp_net(std::string_view text) {
    constexpr std::size_t kHead = 13;
    const auto blob = from_padded_base64(text);
    if (!blob || blob->size() < kHead) return std::nullopt;
    const std::string_view bytes{*blob};
    if (bytes[0] == 0 && bytes.size() == 49) return fail(HashRefusal::Weak);
    const std::uint32_t digest = big_endian(bytes.substr(1, 4));
    const std::uint32_t salt_bytes = big_endian(bytes.substr(9, 4));
    if (bytes[0] != 1 || digest > 2 || salt_bytes < 8 || salt_bytes >= bytes.size() - kHead)
        return std::nullopt;
    if (digest == 0) return fail(HashRefusal::Weak);
    return pbkdf2_text(digest == 1 ? "sha256" : "sha512",
                       std::to_string(big_endian(bytes.substr(5, 4))),
                       bytes.substr(kHead, salt_bytes), bytes.substr(kHead + salt_bytes));
}

std::optional<json::Json> inner_json(const json::Json& outer, std::string_view name) {
    const auto* member = outer.find(name);
    if (member == nullptr) return std::nullopt;
    if (member->object() != nullptr) return *member;
    if (member->string() == nullptr) return std::nullopt;
    auto inner = json::Json::parse(*member->string());
    return inner ? std::optional{std::move(*inner)} : std::nullopt;
}

std::string_view text_of(const json::Json* value) {
    return value != nullptr && value->string() != nullptr ? std::string_view{*value->string()}
                                                          : std::string_view{};
}

/// Keycloak writes the parameters of Argon2 as lists of one text.
std::string_view parameter(const json::Json& credential, std::string_view name) {
    const auto* all = credential.find("additionalParameters");
    const auto* list = all != nullptr ? all->find(name) : nullptr;
    if (list == nullptr || list->array() == nullptr || list->array()->empty()) return {};
    return text_of(&list->array()->front());
}

Imported argon2_of_keycloak(const json::Json& credential, std::string_view passes,
                            std::string_view salt, std::string_view tag) {
    return std::string{"$argon2"}
        .append(parameter(credential, "type"))
        .append(parameter(credential, "version") == "1.0" ? "$v=16$m=" : "$v=19$m=")
        .append(parameter(credential, "memory"))
        .append(",t=")
        .append(passes)
        .append(",p=")
        .append(parameter(credential, "parallelism"))
        .append("$")
        .append(to_plain_base64(salt))
        .append("$")
        .append(to_plain_base64(tag));
}

/// Keycloak's export of a realm: `{"credentialData": ..., "secretData": ...}`, each an object or
/// its text.
Imported from_keycloak(std::string_view text) {
    const auto outer = json::Json::parse(text);
    if (!outer) return fail(HashRefusal::Malformed);
    const auto credential = inner_json(*outer, "credentialData");
    const auto secret = inner_json(*outer, "secretData");
    if (!credential || !secret) return fail(HashRefusal::Unknown);
    const auto* typed = credential->find("hashIterations");
    const auto iterations = typed != nullptr && typed->integer() != nullptr
                                ? std::optional{static_cast<std::uint64_t>(*typed->integer())}
                                : to_number(text_of(typed));
    const auto salt = from_padded_base64(text_of(secret->find("salt")));
    const auto tag = from_padded_base64(text_of(secret->find("value")));
    if (!iterations || !salt || !tag) return fail(HashRefusal::Malformed);
    const std::string count = std::to_string(*iterations);
    const auto algorithm = text_of(credential->find("algorithm"));
    if (algorithm == "pbkdf2") return fail(HashRefusal::Weak);  // of SHA-1
    if (algorithm == "pbkdf2-sha256") return pbkdf2_text("sha256", count, *salt, *tag);
    if (algorithm == "pbkdf2-sha512") return pbkdf2_text("sha512", count, *salt, *tag);
    if (algorithm == "argon2") return argon2_of_keycloak(*credential, count, *salt, *tag);
    return fail(HashRefusal::Unknown);
}

std::string_view without_blank_ends(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Imported rewrite(std::string_view text) {
    if (text.starts_with('{') && without_blank_ends(text.substr(1)).starts_with('"'))
        return from_keycloak(text);
    if (text.starts_with('{')) return unwrap(text);
    if (text.starts_with(':')) return from_mediawiki(text);
    for (const char* version_of_nextcloud : {"1|", "2|", "3|"})
        if (take(text, version_of_nextcloud)) return std::string{text};
    if (auto imported = from_modular(text)) return *std::move(imported);
    if (is_better_auth(text)) return from_better_auth(text);
    if (auto imported = from_asp_net(text)) return *std::move(imported);
    return std::string{text};
}

}  // namespace

Result<std::string, HashRefusal> import_hash(std::string_view text) {
    constexpr std::size_t kMaxTextBytes = 2048;
    if (text.size() > kMaxTextBytes) return fail(HashRefusal::Malformed);
    auto rewritten = rewrite(without_blank_ends(text));
    if (!rewritten) return rewritten;
    if (const auto refusal = refusal_of(*rewritten)) return fail(*refusal);
    return rewritten;
}

}  // namespace postern::crypto
