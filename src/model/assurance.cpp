#include "postern/model/assurance.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "postern/base/bytes.hpp"

namespace postern {

namespace {

constexpr std::array kLevels{Level::One, Level::Two, Level::PhishingResistant};
constexpr std::array kMethods{ProofMethod::Password,     ProofMethod::Totp,
                              ProofMethod::RecoveryCode, ProofMethod::Passkey,
                              ProofMethod::SecurityKey,  ProofMethod::TrustedDevice,
                              ProofMethod::MailedCode};

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
        case ProofMethod::MailedCode:
            return "mailed_code";
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

std::string demand_prefix(const Demand& demand) {
    if (demand == Demand{}) return {};
    std::string text = std::to_string(to_number(demand.level));
    if (demand.max_age) text.append(",").append(std::to_string(demand.max_age->count()));
    return text.append(":");
}

std::optional<Demand> take_demand_prefix(std::string_view& link) noexcept {
    const auto colon = link.substr(0, 16).find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto words = link.substr(0, colon);
    const auto comma = words.find(',');
    const auto number = to_number(words.substr(0, comma));
    const auto level = number ? to_level(*number) : std::nullopt;
    if (!level) return std::nullopt;
    Demand demand{.level = *level};
    if (comma != std::string_view::npos) {
        const auto seconds = to_number(words.substr(comma + 1));
        if (!seconds || *seconds > static_cast<std::uint64_t>(kMaxMaxAge.count()))
            return std::nullopt;
        demand.max_age = std::chrono::seconds{static_cast<std::int64_t>(*seconds)};
        if (!is_max_age(*demand.max_age)) return std::nullopt;
    }
    link.remove_prefix(colon + 1);
    return demand;
}

}  // namespace postern
