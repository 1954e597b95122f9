#include "postern/service/throttle/request_throttle.hpp"

#include <cstdlib>

#include "service/throttle/network_buckets.hpp"

namespace postern::service {

namespace {

using std::chrono::seconds;

Counted counted_as(RequestKind kind) {
    switch (kind) {
        case RequestKind::Registration:
            return Counted::Registrations;
        case RequestKind::Mail:
            return Counted::MailRequests;
        case RequestKind::PasswordCheck:
            return Counted::PasswordChecks;
    }
    std::abort();  // a value outside the enum is a bug
}

Rate rate_of(RequestKind kind, const RequestLimits& limits) {
    constexpr seconds kMinute{60};
    constexpr seconds kHour{3600};
    switch (kind) {
        case RequestKind::Registration:
            return {limits.registrations_per_hour, kHour, limits.registrations_per_hour};
        case RequestKind::Mail:
            return {limits.mails_per_hour, kHour, limits.mails_per_hour};
        case RequestKind::PasswordCheck:
            return {limits.password_checks_per_minute, kMinute, limits.password_checks_per_minute};
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

RequestThrottle::RequestThrottle(shm::AttemptTable& attempts, RequestLimits limits)
    : attempts_{attempts}, limits_{limits} {}

Result<RequestThrottle::Attempt, seconds> RequestThrottle::admit(RequestKind kind,
                                                                 std::string_view address,
                                                                 TimePoint now) const {
    const auto keys = network_keys(attempts_, counted_as(kind), address);
    const auto wait = take_one_of(attempts_, keys, rate_of(kind, limits_), now);
    if (wait.count() > 0) return fail(wait);
    return Attempt{kind, keys};
}

void RequestThrottle::withdraw(const Attempt& attempt) const {
    give_one_back_to(attempts_, attempt.keys, rate_of(attempt.kind, limits_));
}

}  // namespace postern::service
