// Refresh tokens and personal tokens: a refresh token that is read is made again to the same text;
// the checksum of a personal token is computed a second time, bit by bit.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/token/personal_token.hpp"
#include "postern/crypto/token/refresh_token.hpp"

namespace {

using namespace postern;
using namespace postern::crypto;

constexpr std::string_view kAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const Secret& seed() {
    static const Secret one{std::string(32, 's')};
    return one;
}

void check_refresh_token(std::string_view text) {
    const auto token = parse_refresh_token(text);
    if (!token) return;
    POSTERN_CHECK(token->family.size() == 22 && token->mac.size() == 16);
    std::string bytes = "\x01" + *from_base64url(token->family);
    for (const int shift : {24, 16, 8, 0})
        bytes += static_cast<char>(static_cast<unsigned char>(token->counter >> shift));
    bytes += token->mac;
    const auto sum = sha256(bytes);
    bytes += as_bytes(sum).substr(0, 4);
    POSTERN_CHECK("psr_" + to_base64url(bytes) == text);
    const auto ours = make_refresh_token(seed(), token->family, token->counter);
    POSTERN_CHECK(has_right_mac(*token, seed()) == (ours.reveal() == text));
    POSTERN_CHECK(has_right_mac(*parse_refresh_token(ours.reveal()), seed()));
}

std::uint32_t plain_crc32(std::string_view text) {
    std::uint32_t crc = 0xFFFF'FFFFU;
    for (const char c : text)
        for (unsigned bit = 0; bit < 8; ++bit) {
            const std::uint32_t lowest = (crc ^ (static_cast<unsigned char>(c) >> bit)) & 1U;
            crc = (crc >> 1) ^ (lowest * 0xEDB8'8320U);
        }
    return ~crc;
}

bool is_plainly_personal(std::string_view text) {
    if (text.size() != 53 || text.substr(0, 4) != "pst_") return false;
    const auto rest = text.substr(4);
    if (rest.find_first_not_of(kAlphabet) != std::string_view::npos) return false;
    std::uint64_t sum = 0;
    for (const char c : rest.substr(43)) sum = sum * 62 + kAlphabet.find(c);
    return sum == plain_crc32(rest.substr(0, 43));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check_refresh_token(text);
    POSTERN_CHECK(is_personal_token(text) == is_plainly_personal(text));
    if (size == 32) POSTERN_CHECK(is_personal_token(to_personal_token(text).reveal()));
    return 0;
}
