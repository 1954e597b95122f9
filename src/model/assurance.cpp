#include "postern/model/assurance.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace postern {

namespace {

constexpr std::array kLevels{Level::One, Level::Two, Level::PhishingResistant};
constexpr std::array kMethods{ProofMethod::Password,     ProofMethod::Totp,
                              ProofMethod::RecoveryCode, ProofMethod::Passkey,
                              ProofMethod::SecurityKey,  ProofMethod::TrustedDevice};

}  // namespace

std::optional<Level> to_level(std::uint64_t number) noexcept {
    for (const Level level : kLevels)
        if (to_number(level) == number) return level;
    return std::nullopt;
}

std::string_view to_text(ProofMethod method) noexcept {
    switch (method) {
        case ProofMethod::Password:
            return "password";
        case ProofMethod::Totp:
            return "totp";
        case ProofMethod::RecoveryCode:
            return "recovery_code";
        case ProofMethod::Passkey:
            return "passkey";
        case ProofMethod::SecurityKey:
            return "security_key";
        case ProofMethod::TrustedDevice:
            return "trusted_device";
    }
    std::abort();  // a value outside the enum is a bug
}

ProofMethods ProofMethods::parse(std::string_view text) {
    ProofMethods methods;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        for (const ProofMethod method : kMethods)
            if (to_text(method) == word) methods.add(method);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return methods;
}

std::string ProofMethods::text() const {
    std::string words;
    for (const ProofMethod method : kMethods) {
        if (!has(method)) continue;
        if (!words.empty()) words += ' ';
        words += to_text(method);
    }
    return words;
}

}  // namespace postern
