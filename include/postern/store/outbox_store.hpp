/// OutboxStore: e-mails that wait to be delivered. Filled by AccountStore, emptied by the couriers
/// of all hosts.
///
/// An e-mail is claimed for a while, sent, and then removed: a courier that dies in between leaves
/// it to be sent again. Throws StoreError.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/model/mail.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

/// An e-mail as an administrator sees it.
struct OutboxEntry {
    std::uint64_t id;
    MailKind kind;
    EmailAddress to;
    TimePoint created_at;
    TimePoint next_attempt_at;
    std::uint32_t attempts;
    std::optional<TimePoint> failed_at;  ///< given up
    std::string last_error;
};

class OutboxStore {
public:
    virtual ~OutboxStore() = default;

    /// The e-mail that has been due longest, claimed for `lease` by the first caller; counts an
    /// attempt. Nothing when none is due. One that cannot be read is given up and logged.
    virtual std::optional<OutboxMail> claim(TimePoint now, std::chrono::seconds lease) = 0;
    /// It was delivered, or nobody is to get it.
    virtual void remove(std::uint64_t id) = 0;
    // Neither does anything when the e-mail has meanwhile been claimed by another courier, given
    // up, or made due again by an administrator. `error`: at most 200 bytes of ASCII, no secret, no
    // address.

    /// Schedules another attempt.
    virtual void set_next_attempt(const OutboxMail& claimed, TimePoint at,
                                  std::string_view error) = 0;
    virtual void set_failed(const OutboxMail& claimed, TimePoint now, std::string_view error) = 0;

    // For the administrator.
    /// By id, those after `after`; unreadable rows by name.
    virtual Listed<OutboxEntry, std::uint64_t> list(std::uint64_t after, std::size_t limit) = 0;
    /// The same without unreadable rows.
    std::vector<OutboxEntry> find_page(std::uint64_t after, std::size_t limit) {
        return list(after, limit).found;
    }
    /// Failed e-mails become due again, with no attempt counted; one, or all without an id. Returns
    /// how many. `audit` is written in the same transaction, where there was one.
    virtual std::size_t retry(std::optional<std::uint64_t> id, TimePoint now,
                              const std::optional<AuditEntry>& audit) = 0;
    /// How many wait and how many are given up.
    struct Counts {
        std::uint64_t waiting;
        std::uint64_t failed;
    };
    virtual Counts count() = 0;
    /// Removes e-mails that were given up before then.
    virtual std::size_t remove_failed(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
