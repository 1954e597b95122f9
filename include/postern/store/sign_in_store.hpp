/// SignInStore: what is remembered about signing in besides sessions: failures in a row, and
/// browsers that are known.
///
/// Failures are kept under a key that the caller derives, of an account whether or not there is
/// such an account, or of one of its devices. Throws StoreError.
#pragma once

#include <cstdint>
#include <optional>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"

namespace postern::store {

struct Failures {
    std::uint32_t consecutive = 0;
    TimePoint last_at{};
};

class SignInStore {
public:
    virtual ~SignInStore() = default;

    /// Zero when nothing is stored.
    virtual Failures find_failures(const Digest& key) = 0;
    /// Counts one more; returns how many in a row that makes.
    virtual std::uint32_t add_failure(const Digest& key, TimePoint now) = 0;
    virtual void clear_failures(const Digest& key) = 0;
    /// Removes at most `limit` counters that are below `fewer_than` and had nothing added since
    /// then; returns how many.
    virtual std::size_t remove_old_failures(TimePoint before, std::uint32_t fewer_than,
                                            std::size_t limit) = 0;

    virtual bool is_known_device(UserId user, const Digest& device_hash) = 0;
    /// Whether it is known, and became so at `before` or earlier. One that was forgotten and is
    /// known again counts from then.
    virtual bool is_device_known_since(UserId user, const Digest& device_hash,
                                       TimePoint before) = 0;
    /// Whether the user has any known device: at the first sign-in none can be known.
    virtual bool has_known_device(UserId user) = 0;
    /// Adds the device, or notes that it was used. Does nothing when the user is gone.
    virtual void add_known_device(UserId user, const Digest& device_hash, TimePoint now) = 0;
    // A trusted device is a known one in which no second factor is asked for at sign-in. What ends
    // all sessions of the user, or all but one, or forgets their devices, ends the trust, too. So
    // does SessionStore::end_some_trust, before the sessions of everybody end.

    /// Trusts a known device until then. Does nothing when it is not known.
    virtual void trust_device(UserId user, const Digest& device_hash, TimePoint until) = 0;
    virtual bool is_trusted_device(UserId user, const Digest& device_hash, TimePoint now) = 0;
    virtual std::size_t count_trusted_devices(UserId user, TimePoint now) = 0;
    /// Of all devices of the user; returns how many were trusted.
    virtual std::size_t end_device_trust(UserId user) = 0;

    /// Forgets at most kMostAtOnce of the devices that are not among the `kept` used last; returns
    /// how many went. Reads no more than `kept` + kMostAtOnce.
    virtual std::size_t remove_oldest_devices(UserId user, std::size_t kept) = 0;
    static constexpr std::size_t kMostAtOnce = 10;
    /// At most `limit` of those not used since then; returns how many went.
    virtual std::size_t remove_old_devices(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
