/// RequestThrottle: how often a network address may do what causes work or mail for somebody else.
///
/// Token buckets in shared memory, per network (IPv4 /32, IPv6 /64; also /48) and kind. Pure
/// counting: no round trip, nothing that depends on whether an account exists.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/base/result.hpp"
#include "postern/service/throttle/network_keys.hpp"
#include "postern/shm/attempt_table.hpp"

namespace postern::service {

enum class RequestKind { Registration, Mail, PasswordCheck };

struct RequestLimits {
    std::uint32_t registrations_per_hour = 20;
    std::uint32_t mails_per_hour = 20;
    std::uint32_t password_checks_per_minute = 120;
};

class RequestThrottle {
public:
    RequestThrottle(shm::AttemptTable& attempts, RequestLimits limits);

    /// One request that was counted; see CountedAttempt.
    struct Attempt {
        RequestKind kind;
        NetworkKeys keys;
    };

    /// Counts one; or how long to wait, and nothing is counted. All of an hour's may come at once.
    Result<Attempt, std::chrono::seconds> admit(RequestKind kind, std::string_view address,
                                                TimePoint now) const;

    /// Gives back what was counted.
    void withdraw(const Attempt& attempt) const;

private:
    shm::AttemptTable& attempts_;
    RequestLimits limits_;
};

}  // namespace postern::service
