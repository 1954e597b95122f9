// Sites: names; policies, and what programs may bring, as text and as numbers.
#include "postern/model/site.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"

namespace postern {

namespace {

constexpr std::array kPolicies{SitePolicy::SignedIn, SitePolicy::Public};
constexpr std::array kBasics{SiteBasic::Off, SiteBasic::Token, SiteBasic::Password};
constexpr std::array kAudiences{TokenAudience::Issuer, TokenAudience::Site};
constexpr std::array kIdentities{SiteIdentity::Email, SiteIdentity::Username, SiteIdentity::Id};
constexpr std::size_t kMaxSiteNameBytes = 64;

// SiteTokens as a number: these bits, with SiteBasic between them and SiteIdentity behind them.
constexpr std::uint32_t kCookieBit = 1U << 0;
constexpr std::uint32_t kTokenBit = 1U << 1;
constexpr std::uint32_t kBasicBit = 1U << 2;
constexpr unsigned kBasicShift = 3;  // two bits
constexpr std::uint32_t kSiteAudienceBit = 1U << 5;
constexpr std::uint32_t kAssertionBit = 1U << 6;
constexpr unsigned kIdentityShift = 7;  // two bits
constexpr std::uint32_t kTokensEnd = 1U << 9;

constexpr std::string_view kCookieWord = "cookie";
constexpr std::string_view kTokenWord = "token";
constexpr std::string_view kBasicWord = "basic";
constexpr std::string_view kBetweenWords = " ,";

bool is_lower_alphanumeric(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string_view to_text(SitePolicy policy) noexcept {
    switch (policy) {
        case SitePolicy::SignedIn:
            return "signed_in";
        case SitePolicy::Public:
            return "public";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<SitePolicy> parse_site_policy(std::string_view text) noexcept {
    return find_by_text(kPolicies, text);
}

std::uint32_t to_number(SitePolicy policy) noexcept { return static_cast<std::uint32_t>(policy); }

std::optional<SitePolicy> to_site_policy(std::uint32_t number) noexcept {
    for (const SitePolicy policy : kPolicies)
        if (to_number(policy) == number) return policy;
    return std::nullopt;
}

bool is_site_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > kMaxSiteNameBytes) return false;
    return is_lower_alphanumeric(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
               return is_lower_alphanumeric(c) || c == '-' || c == '_';
           });
}

std::string to_text(const SiteCredentials& credentials) {
    std::string text;
    const auto add = [&text](bool is_taken, std::string_view word) {
        if (is_taken) text.append(text.empty() ? "" : " ").append(word);
    };
    add(credentials.cookie, kCookieWord);
    add(credentials.token, kTokenWord);
    add(credentials.basic, kBasicWord);
    return text;
}

std::optional<SiteCredentials> parse_site_credentials(std::string_view text) {
    SiteCredentials credentials{.cookie = false, .token = false, .basic = false};
    while (true) {
        text.remove_prefix(std::min(text.size(), text.find_first_not_of(kBetweenWords)));
        if (text.empty()) break;
        const auto word = text.substr(0, text.find_first_of(kBetweenWords));
        text.remove_prefix(word.size());
        bool* const taken = word == kCookieWord  ? &credentials.cookie
                            : word == kTokenWord ? &credentials.token
                            : word == kBasicWord ? &credentials.basic
                                                 : nullptr;
        if (taken == nullptr) return std::nullopt;
        *taken = true;
    }
    if (!credentials.any()) return std::nullopt;
    return credentials;
}

std::string_view to_text(SiteBasic basic) noexcept {
    switch (basic) {
        case SiteBasic::Off:
            return "off";
        case SiteBasic::Token:
            return "token";
        case SiteBasic::Password:
            return "password";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<SiteBasic> parse_site_basic(std::string_view text) noexcept {
    return find_by_text(kBasics, text);
}

std::string_view to_text(TokenAudience audience) noexcept {
    switch (audience) {
        case TokenAudience::Issuer:
            return "issuer";
        case TokenAudience::Site:
            return "site";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<TokenAudience> parse_token_audience(std::string_view text) noexcept {
    return find_by_text(kAudiences, text);
}

std::string_view to_text(SiteIdentity identity) noexcept {
    switch (identity) {
        case SiteIdentity::Email:
            return "email";
        case SiteIdentity::Username:
            return "username";
        case SiteIdentity::Id:
            return "id";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string_view to_text(SiteRegistration registration) noexcept {
    return registration == SiteRegistration::Off ? "off" : "inherit";
}

std::optional<SiteRegistration> parse_site_registration(std::string_view text) noexcept {
    for (const auto one : {SiteRegistration::Inherit, SiteRegistration::Off})
        if (to_text(one) == text) return one;
    return std::nullopt;
}

std::optional<SiteIdentity> parse_site_identity(std::string_view text) noexcept {
    return find_by_text(kIdentities, text);
}

std::uint32_t to_number(const SiteTokens& tokens) noexcept {
    const auto bit = [](bool is_set, std::uint32_t value) { return is_set ? value : 0U; };
    return bit(tokens.credentials.cookie, kCookieBit) | bit(tokens.credentials.token, kTokenBit) |
           bit(tokens.credentials.basic, kBasicBit) |
           static_cast<std::uint32_t>(tokens.basic) << kBasicShift |
           bit(tokens.audience == TokenAudience::Site, kSiteAudienceBit) |
           bit(tokens.assertion, kAssertionBit) |
           static_cast<std::uint32_t>(tokens.identity) << kIdentityShift;
}

std::optional<SiteTokens> to_site_tokens(std::uint32_t number) noexcept {
    const auto has = [number](std::uint32_t bit) { return (number & bit) != 0; };
    const std::uint32_t basic = (number >> kBasicShift) & 3U;
    const std::uint32_t identity = (number >> kIdentityShift) & 3U;
    if (number >= kTokensEnd || basic >= kBasics.size() || identity >= kIdentities.size())
        return std::nullopt;
    const SiteTokens tokens{
        .credentials = {.cookie = has(kCookieBit),
                        .token = has(kTokenBit),
                        .basic = has(kBasicBit)},
        .basic = kBasics[basic],
        .audience = has(kSiteAudienceBit) ? TokenAudience::Site : TokenAudience::Issuer,
        .assertion = has(kAssertionBit),
        .identity = kIdentities[identity]};
    if (!tokens.credentials.any()) return std::nullopt;
    return tokens;
}

std::string title_of(const Site& site) { return site.title.empty() ? site.name : site.title; }

}  // namespace postern
