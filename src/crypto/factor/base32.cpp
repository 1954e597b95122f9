#include "postern/crypto/factor/base32.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "crypto/factor/five_bits.hpp"

namespace postern::crypto {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

Secret in_five_bits(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 5; count -= 5) text += alphabet[(bits >> (count - 5)) & 0x1F];
    }
    if (count > 0) text += alphabet[(bits << (5 - count)) & 0x1F];
    return Secret{std::move(text)};
}

Secret to_base32(std::string_view bytes) { return in_five_bits(bytes, kAlphabet); }

std::optional<Secret> from_base32(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 5 / 8);
    std::uint32_t bits = 0;
    int count = 0;
    bool is_good = true;
    for (const char c : text) {
        const auto value = kAlphabet.find(c);
        is_good = is_good && value != std::string_view::npos;
        bits = (bits << 5) | static_cast<std::uint32_t>(value & 0x1F);
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(static_cast<unsigned char>(bits >> count));
    }
    Secret decoded{std::move(bytes)};
    const bool has_rest = count >= 5 || (bits & ((1U << count) - 1)) != 0;
    if (!is_good || has_rest) return std::nullopt;
    return decoded;
}

}  // namespace postern::crypto
