/// SignInThrottle: how often somebody may try a password.
///
/// Counts in shared memory, per account, per network address (IPv4 /32, IPv6 /64) and per pair,
/// with a floor per account in the database that outlives restarts and other hosts share. An
/// attempt is counted before the work and given back on success, so that parallel guesses cannot
/// slip between a check and its bookkeeping. The account is the canonical address, whether or not
/// there is one. A browser that signed in to this account before (a device) has a budget of its
/// own, which nobody else's failures touch: so nobody can be locked out by others.
///
/// Rules (pure functions in service/throttle_policy.hpp): `free_attempts` failures in a row are
/// free, then waits of 1, 2, 4 ... s up to `longest_wait`; after `max_failures` in a row nothing is
/// admitted until the password is reset.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"
#include "postern/service/client.hpp"
#include "postern/shm/attempt_table.hpp"
#include "postern/store/sign_in_store.hpp"

namespace postern::service {

struct ThrottleSettings {
    std::uint32_t free_attempts = 5;
    std::chrono::seconds longest_wait{60};
    std::uint32_t max_failures = 100;
    std::uint32_t attempts_per_address = 20;  ///< failures a minute
};

struct Refused {
    std::chrono::seconds retry_after;
    bool blocked = false;  ///< max_failures is reached: only a new password helps
};

class SignInThrottle {
public:
    /// Every reference must outlive *this.
    SignInThrottle(shm::AttemptTable& attempts, store::SignInStore& store,
                   ThrottleSettings settings);

    /// One attempt that was counted; give it back with forgive(), or let it stand with fail().
    struct Ticket {
        Digest account_key;
        std::optional<Digest> device;  ///< that signed in to this very account before
        std::string address;
    };

    /// Counts an attempt, or refuses it without counting. `user`: of the account, if there is one.
    /// One round trip, two when a device's cookie came along.
    Result<Ticket, Refused> admit(const EmailAddress& email, std::optional<UserId> user,
                                  const Client& client, TimePoint now) const;

    /// It was the right password: the account's count in a row starts anew. A round trip only when
    /// there was a failure before.
    void forgive(const Ticket& ticket, TimePoint now) const;

    /// It was the wrong one. One round trip. True when this failure is the one that blocks.
    bool fail(const Ticket& ticket, TimePoint now) const;

    /// It was not looked at after all (Busy): as if it had not been.
    void withdraw(const Ticket& ticket, TimePoint now) const;

    /// The password was reset: whatever was counted for the account is forgotten on this host.
    void forget(const EmailAddress& email) const;

private:
    shm::AttemptTable& attempts_;
    store::SignInStore& store_;
    ThrottleSettings settings_;
};

}  // namespace postern::service
