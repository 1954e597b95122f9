/// RevocationStore: the log by which every host learns what ended on any host.
///
/// Whatever ends sessions before their time, or changes what somebody may do, writes a row in the
/// same transaction: the other stores do that by themselves. Rows get their ids before they commit,
/// so a later id can be visible before an earlier one: a reader asks again for what is younger than
/// kRevocationOverlap and forgets what it has seen already. Throws StoreError.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"

namespace postern::store {

/// No transaction that writes a revocation is open for longer.
inline constexpr std::chrono::seconds kRevocationOverlap{60};

/// A host that has not polled for about this long revokes all that it has cached: what it missed
/// may be gone.
inline constexpr std::chrono::hours kRevocationsKept{24};

struct Revocation {
    std::uint64_t id;
    std::optional<Digest> token_hash;  ///< this session ended
    std::optional<UserId> user_id;     ///< or what is known of this user; neither: of everybody
    TimePoint created_at;              ///< by the database's clock
};

struct RevocationPage {
    std::vector<Revocation> revocations;  ///< by id
    std::uint64_t sites_revision;         ///< of the catalogue of sites, at the same moment
    TimePoint read_at;                    ///< by the database's clock
};

/// When a session was last seen.
struct LastSeen {
    SessionId id;
    TimePoint seen_at;
};

class RevocationStore {
public:
    virtual ~RevocationStore() = default;

    /// Revocations with ids above `after`, in their order, at most `limit`. One round trip.
    virtual RevocationPage find_after(std::uint64_t after, std::size_t limit) = 0;

    /// Removes at most `limit` revocations older than kRevocationsKept; returns how many. `now`: by
    /// the database's clock.
    virtual std::size_t remove_old(TimePoint now, std::size_t limit) = 0;

    /// Moves last_seen_at of many sessions forward, never back: one statement for each hundred.
    /// Passes over sessions that have ended. The same session may come more than once.
    virtual void set_last_seen(std::span<const LastSeen> seen) = 0;
};

}  // namespace postern::store
