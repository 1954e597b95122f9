/// PasswordData: the lists that new passwords are looked up in, loaded once for all workers.
#pragma once

#include <optional>

#include "postern/config/config.hpp"
#include "postern/crypto/password/breached_passwords.hpp"
#include "postern/crypto/password/common_passwords.hpp"
#include "postern/service/password/password_service.hpp"

namespace postern::app {

struct PasswordData {
    crypto::CommonPasswords common;
    std::optional<crypto::BreachedPasswords> breached;

    /// Good as long as *this lives where it is.
    service::PasswordLists lists() const {
        return {.common = &common, .breached = breached ? &*breached : nullptr};
    }

    /// Throws std::runtime_error, naming the file that is missing or broken.
    static PasswordData load(const config::Config& config);
};

}  // namespace postern::app
