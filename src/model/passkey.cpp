#include "postern/model/passkey.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"
#include "postern/model/one_line.hpp"

namespace postern {

std::string_view to_text(PasskeyKind kind) noexcept {
    switch (kind) {
        case PasskeyKind::Passkey:
            return "passkey";
        case PasskeyKind::SecurityKey:
            return "security_key";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<PasskeyKind> parse_passkey_kind(std::string_view text) noexcept {
    return find_by_text(std::array{PasskeyKind::Passkey, PasskeyKind::SecurityKey}, text);
}

std::optional<std::string> passkey_name(std::string_view text) {
    return one_line(text, kMaxPasskeyNameCodePoints);
}

std::string passkey_transports(const std::vector<std::string>& said) {
    constexpr std::size_t kMaxBytes = 80;
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    std::string words;
    for (const std::string& word : said) {
        if (word.empty() || !std::ranges::all_of(word, is_plain)) continue;
        if (words.size() + 1 + word.size() > kMaxBytes) break;
        if (!words.empty()) words += ',';
        words += word;
    }
    return words;
}

}  // namespace postern
