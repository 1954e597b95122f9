/// DeviceService: signs users out on their other devices, once they prove who they are.
///
/// A stranger at an unattended device must not be able to sign its owner out everywhere else, so
/// a fresh proof is asked for (ASVS 7.5.2). Signing out the device in use is SignOutService's job
/// and asks nothing. Throws store::StoreError.
#pragma once

#include <optional>
#include <string_view>

#include "postern/service/account/account_service.hpp"
#include "postern/service/session/sign_out_service.hpp"

namespace postern::service {

/// Which of their sessions a user ends.
struct SessionsToEnd {
    enum class Scope { One, Others, Everywhere };

    Scope scope;
    std::optional<PublicId> id;  ///< of the session; for One
};

class DeviceService {
public:
    /// Every reference must outlive *this.
    DeviceService(const AccountService& account, const SignOutService& sign_out);

    /// Ends them; returns how many: none when the session is not theirs or is gone.
    /// `current_password`: as AccountService takes it.
    Result<std::size_t, AccountRefusal> end(const SessionWithUser& visitor,
                                            std::string_view current_password,
                                            const SessionsToEnd& which, const Client& client,
                                            TimePoint now) const;

private:
    const AccountService& account_;
    const SignOutService& sign_out_;
};

}  // namespace postern::service
