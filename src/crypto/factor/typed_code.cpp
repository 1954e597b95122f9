#include "crypto/factor/typed_code.hpp"

#include <string>
#include <utility>

#include "crypto/factor/five_bits.hpp"

namespace postern::crypto {

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kGroup = 4;

char to_digit(char typed) noexcept {
    const char lower = typed >= 'A' && typed <= 'Z' ? static_cast<char>(typed + 32) : typed;
    return lower == 'o' ? '0' : lower == 'i' || lower == 'l' ? '1' : lower;
}

}  // namespace

Secret to_typed_code(std::string_view bytes) {
    const Secret digits = in_five_bits(bytes, kAlphabet);
    std::string text;
    text.reserve(digits.size() + digits.size() / kGroup);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % kGroup == 0) text += '-';
        text += digits.reveal()[i];
    }
    return Secret{std::move(text)};
}

std::optional<Secret> normalize_typed_code(std::string_view typed, std::size_t length,
                                           std::size_t max_bytes) {
    if (typed.size() > max_bytes) return std::nullopt;
    std::string text;
    text.reserve(max_bytes);
    bool is_code = true;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        text += to_digit(c);
        is_code = is_code && kAlphabet.find(text.back()) != std::string_view::npos;
    }
    Secret code{std::move(text)};
    if (!is_code || code.size() != length) return std::nullopt;
    return code;
}

}  // namespace postern::crypto
