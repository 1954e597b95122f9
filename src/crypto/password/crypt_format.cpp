#include "crypto/password/crypt_format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "crypto/password/stored_hash.hpp"
#include "crypto/scan.hpp"

namespace postern::crypto {

namespace {

using Refusal = std::optional<HashRefusal>;

/// crypt(3)'s own base 64, in the order of its values.
constexpr std::string_view kDigits =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool are_digits(std::string_view text) { return are_crypt_digits(text); }

std::uint32_t value_of(char digit) { return crypt_digit_value(digit); }

/// What SHA-crypt takes as a salt, which may come from systems that use other letters than the
/// digits: what libxcrypt does not refuse, and no separator.
bool is_sha_crypt_salt(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return c > ' ' && c <= '~' && std::string_view{"$:;*!\\"}.find(c) == std::string_view::npos;
    });
}

/// `SALT$HASH`, the salt of at most `max_salt` characters.
bool is_salt_and_hash(std::string_view text, std::size_t max_salt, std::size_t hash_length) {
    const auto salt = take_until(text, '$');
    return salt && salt->size() <= max_salt && is_sha_crypt_salt(*salt) &&
           text.size() == hash_length && are_digits(text);
}

/// `$2b$12$` and 22 + 31 characters.
Refusal bcrypt_refusal(std::string_view text) {
    text.remove_prefix(4);
    const auto digits = take_until(text, '$').value_or("");
    const auto is_decimal = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.size() != 2 || !std::ranges::all_of(digits, is_decimal) || text.size() != 53 ||
        !are_digits(text))
        return HashRefusal::Malformed;
    const auto cost = static_cast<std::uint32_t>((digits[0] - '0') * 10 + (digits[1] - '0'));
    if (cost < 4) return HashRefusal::Malformed;
    return cost > kMaxBcryptCost ? Refusal{HashRefusal::TooCostly} : std::nullopt;
}

/// `$5$` or `$6$`, perhaps `rounds=N$`, salt and hash.
Refusal sha_crypt_refusal(std::string_view text) {
    const std::size_t hash_length = text[1] == '5' ? 43 : 86;
    text.remove_prefix(3);
    std::uint32_t rounds = 5000;
    if (take(text, "rounds=") && (!take_number(text, '$', rounds) || rounds < 1000))
        return HashRefusal::Malformed;
    if (!is_salt_and_hash(text, 16, hash_length)) return HashRefusal::Malformed;
    return rounds > kMaxShaCryptRounds ? Refusal{HashRefusal::TooCostly} : std::nullopt;
}

/// Thirty bits in five digits, the lowest first.
std::uint32_t thirty_bits(std::string_view digits) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) value |= value_of(digits[i]) << (6 * i);
    return value;
}

Refusal memory_refusal(std::uint32_t log2_n, std::uint64_t r, std::uint64_t p) {
    if (log2_n == 0 || r == 0 || p == 0) return HashRefusal::Malformed;
    // Each factor is bounded first, so that no product overflows.
    constexpr std::uint32_t kMaxLog2 = 21;
    if (log2_n > kMaxLog2 || r > kMaxMemoryBytes / 128 || p > kMaxMemoryBytes)
        return HashRefusal::TooCostly;
    const std::uint64_t memory = (std::uint64_t{128} << log2_n) * r;
    return memory > kMaxMemoryBytes || memory * p > kMaxMemoryBytes
               ? Refusal{HashRefusal::TooCostly}
               : std::nullopt;
}

/// `$7$`, one digit for log2 N, five each for r and p.
Refusal scrypt_refusal(std::string_view text) {
    text.remove_prefix(3);
    const auto parameters = text.substr(0, 11);
    if (parameters.size() != 11 || !are_digits(parameters)) return HashRefusal::Malformed;
    text.remove_prefix(11);
    if (!is_salt_and_hash(text, 64, 43)) return HashRefusal::Malformed;
    return memory_refusal(value_of(parameters[0]), thirty_bits(parameters.substr(1, 5)),
                          thirty_bits(parameters.substr(6, 5)));
}

/// `$y$j9T$`: flavour, log2 N less one, r less one, each one digit below 48, as crypt_gensalt(3)
/// writes them. Longer forms are for parameters that nobody's passwd has.
Refusal yescrypt_refusal(std::string_view text) {
    text.remove_prefix(text.find('$', 1) + 1);
    const auto parameters = take_until(text, '$');
    const auto is_short = [](char c) { return kDigits.substr(0, 48).find(c) != kDigits.npos; };
    if (!parameters || parameters->size() != 3 || parameters->front() != 'j' ||
        !std::ranges::all_of(parameters->substr(1), is_short) || !is_salt_and_hash(text, 86, 43))
        return HashRefusal::Malformed;
    return memory_refusal(value_of((*parameters)[1]) + 1, value_of((*parameters)[2]) + 1, 1);
}

Refusal weak(std::string_view) { return HashRefusal::Weak; }

struct Format {
    std::string_view prefix;
    Refusal (*refusal)(std::string_view text);
};

constexpr std::array<Format, 13> kFormats{{{"$2a$", bcrypt_refusal},
                                           {"$2b$", bcrypt_refusal},
                                           {"$2y$", bcrypt_refusal},
                                           {"$5$", sha_crypt_refusal},
                                           {"$6$", sha_crypt_refusal},
                                           {"$7$", scrypt_refusal},
                                           {"$y$", yescrypt_refusal},
                                           {"$gy$", yescrypt_refusal},
                                           {"$1$", weak},
                                           {"$2x$", weak},  // made with a bug
                                           {"$3$", weak},
                                           {"$apr1$", weak},
                                           {"$md5", weak}}};

const Format* format_of(std::string_view text) {
    const auto* found = std::ranges::find_if(
        kFormats, [text](const Format& format) { return text.starts_with(format.prefix); });
    return found == kFormats.end() ? nullptr : found;
}

}  // namespace

bool are_crypt_digits(std::string_view text) {
    return text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::uint32_t crypt_digit_value(char digit) {
    return static_cast<std::uint32_t>(kDigits.find(digit));
}

bool is_crypt_format(std::string_view text) { return format_of(text) != nullptr; }

Refusal crypt_refusal_of(std::string_view text) { return format_of(text)->refusal(text); }

}  // namespace postern::crypto
