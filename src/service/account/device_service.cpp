#include "postern/service/account/device_service.hpp"

#include <cstdlib>

namespace postern::service {

DeviceService::DeviceService(const AccountService& account, const SignOutService& sign_out)
    : account_{account}, sign_out_{sign_out} {}

Result<std::size_t, AccountRefusal> DeviceService::end(const SessionWithUser& visitor,
                                                       std::string_view current_password,
                                                       const SessionsToEnd& which,
                                                       const Client& client, TimePoint now) const {
    const auto confirmed =
        account_.confirm_password(AuditEvent::SessionEnded, visitor, current_password, client, now);
    if (!confirmed) return fail(confirmed.error());
    switch (which.scope) {
        case SessionsToEnd::Scope::One:
            return sign_out_.end_one(visitor, which.id.value(), client, now) ? 1 : 0;
        case SessionsToEnd::Scope::Others:
            return sign_out_.end_others(visitor, client, now);
        case SessionsToEnd::Scope::Everywhere:
            return sign_out_.end_all(visitor, client, now);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::service
