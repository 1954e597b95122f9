#include "postern/crypto/token/personal_token.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "postern/base/check.hpp"

namespace postern::crypto {

namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kRandomBytes = 32;
constexpr std::size_t kBodyLength = 43;  // the least that holds 256 bits
constexpr std::size_t kSumLength = 6;    // the least that holds 32 bits
static_assert(kPersonalTokenPrefix.size() + kBodyLength + kSumLength == kPersonalTokenLength);

/// The CRC-32 of zlib (ISO/IEC 3309), byte by byte.
constexpr auto kCrcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t rest = i;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest >> 1) ^ ((rest & 1U) != 0 ? 0xEDB8'8320U : 0U);
        table[i] = rest;
    }
    return table;
}();

constexpr std::uint32_t crc32(std::string_view text) noexcept {
    std::uint32_t crc = 0xFFFF'FFFFU;
    for (const char c : text)
        crc = (crc >> 8) ^ kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xFFU];
    return ~crc;
}
static_assert(crc32("123456789") == 0xCBF4'3926U);  // the check value of the catalogues

/// Takes the last digit off a number in big-endian bytes: long division by 62.
char take_digit(std::string& number) noexcept {
    unsigned rest = 0;
    for (char& byte : number) {
        const unsigned part = rest * 256 + static_cast<unsigned char>(byte);
        byte = static_cast<char>(static_cast<unsigned char>(part / kDigits.size()));
        rest = static_cast<unsigned>(part % kDigits.size());
    }
    return kDigits[rest];
}

using Sum = std::array<char, kSumLength>;

Sum sum_of(std::string_view body) noexcept {
    std::uint32_t crc = crc32(body);
    Sum sum{};
    for (auto digit = sum.rbegin(); digit != sum.rend(); ++digit) {
        *digit = kDigits[crc % kDigits.size()];
        crc /= static_cast<std::uint32_t>(kDigits.size());
    }
    return sum;
}

}  // namespace

Secret to_personal_token(std::string_view bytes) {
    POSTERN_CHECK(bytes.size() == kRandomBytes);
    std::string number{bytes};
    std::string token(kPersonalTokenLength, '0');
    std::ranges::copy(kPersonalTokenPrefix, token.begin());
    for (std::size_t i = kBodyLength; i > 0; --i)
        token[kPersonalTokenPrefix.size() + i - 1] = take_digit(number);
    const auto body = std::string_view{token}.substr(kPersonalTokenPrefix.size(), kBodyLength);
    std::ranges::copy(sum_of(body), token.end() - kSumLength);
    return Secret{std::move(token)};  // `number` is zero by now
}

Secret make_personal_token(Entropy& entropy) {
    const Secret bytes{entropy.bytes(kRandomBytes)};
    return to_personal_token(bytes.reveal());
}

bool is_personal_token(std::string_view text) noexcept {
    if (text.size() != kPersonalTokenLength || !text.starts_with(kPersonalTokenPrefix))
        return false;
    const auto body = text.substr(kPersonalTokenPrefix.size(), kBodyLength);
    const auto sum = sum_of(body);
    return body.find_first_not_of(kDigits) == std::string_view::npos &&
           text.ends_with(std::string_view{sum.data(), sum.size()});
}

}  // namespace postern::crypto
