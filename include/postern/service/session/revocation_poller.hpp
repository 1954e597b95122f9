/// RevocationPoller: brings what ended on any host into the memory of this one.
///
/// One per host, in the courier. Each poll revokes the cached answers that it reads of, and only
/// then says that the memory can be trusted again. The first poll of a process, and one after a gap
/// in which the log may have lost something, revokes everything. Throws store::StoreError when the
/// database cannot answer; the trust then runs out by itself.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "postern/base/clock.hpp"
#include "postern/shm/generations.hpp"
#include "postern/shm/host_state.hpp"
#include "postern/store/revocation_store.hpp"

namespace postern::service {

class RevocationPoller {
public:
    /// Every reference must outlive *this.
    RevocationPoller(store::RevocationStore& revocations, shm::Generations& generations,
                     shm::HostState& host);

    /// One poll; usually one round trip. `monotonic_ms`: CLOCK_MONOTONIC when it begins.
    void poll(std::int64_t monotonic_ms);

    /// Removes at most `limit` revocations that every host has read long ago; returns how many. Old
    /// by the database's clock, as of the last poll: by this host's, if that is wrong, what others
    /// have yet to read could be gone.
    std::size_t remove_old(std::size_t limit);

private:
    void take(const store::Revocation& revocation);
    void forget_old(TimePoint read_at);
    bool may_have_missed_some(TimePoint read_at) const;

    store::RevocationStore& revocations_;
    shm::Generations& generations_;
    shm::HostState& host_;
    std::optional<TimePoint> read_at_{};  ///< the last poll, by the database's clock
    std::uint64_t settled_ = 0;  ///< everything up to this id has been read, late commits included
    std::map<std::uint64_t, TimePoint> seen_;  ///< read already, but young: earlier ids may follow
};

}  // namespace postern::service
