#include "gate/credential.hpp"

#include <array>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/token.hpp"
#include "postern/crypto/token/personal_token.hpp"
#include "postern/crypto/token/refresh_token.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/username.hpp"

namespace postern::gate {

namespace {

using Kind = PresentedCredential::Kind;

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kBasic = "Basic ";
constexpr std::size_t kMaxDecodedBytes = 1024;

bool has_scheme(std::string_view authorization, std::string_view scheme_and_space) noexcept {
    return equals_ignoring_ascii_case(authorization.substr(0, scheme_and_space.size()),
                                      scheme_and_space);
}

constexpr bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Which bytes a b64token may have: an access token has hundreds, and each is looked at with every
/// request.
constexpr auto kIsOfToken = [] {
    std::array<bool, 256> is{};
    for (std::size_t byte = 0; byte < is.size(); ++byte) {
        const char c = static_cast<char>(byte);
        is[byte] =
            is_letter_or_digit(c) || std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
    }
    return is;
}();

/// RFC 6750, section 2.1: `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
bool is_b64token(std::string_view text) noexcept {
    const std::size_t end = text.find_last_not_of('=');
    if (end == std::string_view::npos) return false;
    bool is = true;
    for (const char c : text.substr(0, end + 1)) is &= kIsOfToken[static_cast<unsigned char>(c)];
    return is;
}

/// base64 with padding (RFC 4648, section 4); one text for one value. The caller wipes the bytes.
std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string same{text.substr(0, text.size() - padding)};
    bool is_base64 = true;
    for (char& c : same) {
        is_base64 = is_base64 && (is_letter_or_digit(c) || c == '+' || c == '/');
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    auto bytes = is_base64 ? from_base64url(same) : std::nullopt;
    wipe(same);
    return bytes;
}

/// Of ISO 8859-1, which older clients send.
std::string from_latin_1(std::string_view text) {
    std::string utf8;
    utf8.reserve(2 * text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            utf8 += c;
        } else {
            utf8 += static_cast<char>(0xC0 | byte >> 6);
            utf8 += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return utf8;
}

/// Windows puts its domain in front.
std::string_view without_domain(std::string_view name) noexcept {
    const std::size_t backslash = name.find('\\');
    return backslash == std::string_view::npos ? name : name.substr(backslash + 1);
}

bool is_refresh_token(std::string_view text) {
    return crypto::parse_refresh_token(text).has_value();
}

/// What may not go on to the site, though it is good for nothing.
bool is_ours_mistyped(std::string_view password) {
    return is_refresh_token(password) || (password.starts_with(crypto::kPersonalTokenPrefix) &&
                                          password.size() == crypto::kPersonalTokenLength);
}

PresentedCredential read_bearer(std::string_view token) {
    if (!is_b64token(token)) return {.kind = Kind::Foreign};
    if (!token.starts_with(crypto::kPersonalTokenPrefix))
        return {.kind = is_refresh_token(token) ? Kind::Mistyped : Kind::Bearer,
                .text = Secret{token}};
    return {.kind = crypto::is_personal_token(token) ? Kind::Personal : Kind::Mistyped,
            .text = Secret{token}};
}

/// `pair`: name, colon and password, in UTF-8.
PresentedCredential read_pair(std::string_view pair) {
    const std::size_t colon = pair.find(':');
    if (colon == std::string_view::npos || has_control(pair))
        return {.kind = Kind::Foreign, .is_basic = true};
    const std::string_view password = pair.substr(colon + 1);
    return {.kind = crypto::is_personal_token(password) ? Kind::Personal
                    : is_ours_mistyped(password)        ? Kind::Mistyped
                                                        : Kind::Password,
            .is_basic = true,
            .text = Secret{password},
            .name = std::string{without_domain(pair.substr(0, colon))}};
}

PresentedCredential read_basic(std::string_view encoded) {
    if (encoded.size() > (kMaxDecodedBytes + 2) / 3 * 4)
        return {.kind = Kind::Foreign, .is_basic = true};
    auto bytes = from_base64(encoded);
    if (!bytes || bytes->size() > kMaxDecodedBytes)
        return {.kind = Kind::Foreign, .is_basic = true};
    const Secret decoded{std::move(*bytes)};
    if (is_utf8(decoded.reveal())) return read_pair(decoded.reveal());
    const Secret converted{from_latin_1(decoded.reveal())};
    return read_pair(converted.reveal());
}

}  // namespace

std::optional<Digest> presented_session(const http::Parameters& parameters,
                                        const http::SessionCookies& cookies) {
    const auto cookie = cookies.find_session(parameters.get("HTTP_COOKIE"));
    return cookie.value ? crypto::token_hash(*cookie.value) : std::nullopt;
}

PresentedCredential read_credential(std::string_view authorization) {
    if (authorization.empty()) return {};
    if (has_scheme(authorization, kBearer))
        return read_bearer(authorization.substr(kBearer.size()));
    if (has_scheme(authorization, kBasic)) return read_basic(authorization.substr(kBasic.size()));
    return {.kind = Kind::Foreign};
}

bool has_bearer_scheme(std::string_view authorization) noexcept {
    return has_scheme(authorization, kBearer);
}

bool fits_user(std::string_view name, std::string_view email, std::string_view public_id,
               std::string_view username) {
    if (name.empty() || name == public_id || equals_ignoring_ascii_case(name, "token")) return true;
    if (const auto address = EmailAddress::parse(name)) return address->text() == email;
    const auto typed = Username::parse(name);
    return typed && typed->text() == username;
}

}  // namespace postern::gate
