/// soft_passkey: an authenticator with one key in software (ES256), and the browser before it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "postern/crypto/factor/webauthn.hpp"

namespace postern::test {

/// What it says and signs can be changed before each answer.
class SoftPasskey {
public:
    /// Its credential id, and what it takes for its user, follow from `n`.
    explicit SoftPasskey(unsigned n = 1);
    ~SoftPasskey();
    SoftPasskey(SoftPasskey&&) noexcept;

    std::string origin = "https://auth.example.org";
    std::string rp_id = "auth.example.org";
    std::string user_handle{};  ///< empty: it does not say
    bool present = true;
    bool verified = true;
    bool eligible = false;  ///< for backup
    bool backed_up = false;
    bool cross_origin = false;
    bool good_signature = true;
    std::uint32_t count = 0;  ///< 0: it does not count

    const std::string& id() const noexcept { return id_; }

    crypto::RegistrationResponse create(std::string_view challenge) const;
    crypto::AssertionResponse get(std::string_view challenge) const;

private:
    struct Key;
    std::string client_data(std::string_view type, std::string_view challenge) const;
    std::string authenticator_data(bool with_credential) const;

    std::string id_;
    std::unique_ptr<Key> key_;
};

}  // namespace postern::test
