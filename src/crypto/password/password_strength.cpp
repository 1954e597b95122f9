#include "postern/crypto/password/password_strength.hpp"

#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <utility>

#include "postern/base/secret.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kMaxBytes = 100;  // the time grows faster than the length
constexpr std::size_t kMaxWords = 16;
/// log2 of 10^3, 10^6, 10^8 and 10^10 guesses.
constexpr std::array kScoreBits{9.97, 19.93, 26.58, 33.22};

/// A C string, as the library takes it: a NUL inside must not hide what comes after it.
Secret as_c_string(std::string_view text) {
    std::string copy{text.substr(0, kMaxBytes)};
    std::ranges::replace(copy, '\0', '\x01');
    copy.push_back('\0');
    return Secret{std::move(copy)};
}

}  // namespace

int password_strength(std::string_view password, const std::vector<std::string>& words) {
    std::array<const char*, kMaxWords + 1> known{};
    for (std::size_t i = 0; i < std::min(words.size(), kMaxWords); ++i) known[i] = words[i].c_str();
    const Secret looked_at = as_c_string(password);
    const double bits = ::ZxcvbnMatch(looked_at.reveal().data(), known.data(), nullptr);
    return static_cast<int>(
        std::ranges::count_if(kScoreBits, [bits](double least) { return bits >= least; }));
}

}  // namespace postern::crypto
