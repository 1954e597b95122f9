#include "postern/service/session/form_tokens.hpp"

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::service {

namespace {

constexpr std::size_t kNonceBytes = 16;
/// Keeps these MACs apart from every other use of the cookie value.
constexpr std::string_view kPurpose = "postern form token 1:";

std::string mac(std::string_view nonce, std::string_view cookie_value) {
    const Digest digest = crypto::hmac_sha256(cookie_value, std::string{kPurpose}.append(nonce));
    return std::string{as_bytes(digest)};
}

}  // namespace

std::string make_form_token(std::string_view cookie_value, Entropy& entropy) {
    POSTERN_CHECK(!cookie_value.empty());
    const std::string nonce = entropy.bytes(kNonceBytes);
    return to_base64url(nonce + mac(nonce, cookie_value));
}

bool form_token_fits(std::string_view token, std::string_view cookie_value) {
    if (cookie_value.empty()) return false;
    const auto raw = from_base64url(token);
    if (!raw || raw->size() != kNonceBytes + Digest{}.size()) return false;
    const std::string_view bytes{*raw};
    return crypto::equal_constant_time(bytes.substr(kNonceBytes),
                                       mac(bytes.substr(0, kNonceBytes), cookie_value));
}

std::string make_form_cookie_value(Entropy& entropy) { return crypto::make_token(entropy); }

}  // namespace postern::service
