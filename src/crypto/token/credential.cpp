#include "postern/crypto/token/credential.hpp"

#include <string>
#include <utility>

#include "postern/base/secret.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

constexpr std::string_view kSeparator{"\0", 1};

/// SHA-256(domain 00 text); leaves no copy of `text`.
Digest digest_in(std::string_view domain, std::string_view text) {
    std::string message;
    message.reserve(domain.size() + kSeparator.size() + text.size());
    message.append(domain).append(kSeparator).append(text);
    const Secret whole{std::move(message)};
    return sha256(whole.reveal());
}

}  // namespace

Digest personal_token_digest(std::string_view text) { return digest_in("postern.personal", text); }

Digest access_token_digest(std::string_view text) { return digest_in("postern.access", text); }

Digest family_digest(std::string_view public_id) { return digest_in("postern.family", public_id); }

Digest token_id_digest(std::string_view id) { return digest_in("postern.jti", id); }

Digest basic_digest(std::string_view key, std::string_view site, std::string_view user,
                    std::string_view password) {
    constexpr std::string_view kDomain = "postern.basic";
    const auto user_size = std::to_string(user.size());
    const auto password_size = std::to_string(password.size());
    std::string message;
    // All at once: growing would leave a copy of the password behind.
    message.reserve(kDomain.size() + site.size() + user_size.size() + user.size() +
                    password_size.size() + password.size() + 4 * kSeparator.size());
    message.append(kDomain).append(kSeparator).append(site).append(kSeparator);
    message.append(user_size).append(kSeparator).append(user);
    message.append(password_size).append(kSeparator).append(password);
    const Secret whole{std::move(message)};
    return hmac_sha256(key, whole.reveal());
}

}  // namespace postern::crypto
