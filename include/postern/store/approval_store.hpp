/// ApprovalStore: how many registrations wait for approval, and who is told. Throws StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "postern/model/mail.hpp"
#include "postern/model/user.hpp"

namespace postern::store {

/// Those who wait and whose address is confirmed.
struct WaitingUsers {
    std::uint64_t count = 0;  ///< as far as they were counted
    std::optional<TimePoint> oldest{};
    std::optional<TimePoint> newest{};
    TimePoint told_at{};  ///< when approvers were told for the last time
};

class ApprovalStore {
public:
    virtual ~ApprovalStore() = default;

    /// Counts up to `most`; the times are of all. With `confirmed_only`, whose address is not
    /// confirmed does not count.
    virtual WaitingUsers waiting(bool confirmed_only, std::size_t most) = 0;

    /// Users who may approve: with a permission to write `admin/users`, enabled and confirmed. At
    /// most `limit`.
    virtual std::vector<User> approvers(TimePoint now, std::size_t limit) = 0;

    /// Writes the e-mails and that they were told `now`. False, and nothing is written, when they
    /// were told since `told_at`, by another host.
    virtual bool tell(TimePoint told_at, TimePoint now, const std::vector<NewMail>& mails) = 0;
};

}  // namespace postern::store
