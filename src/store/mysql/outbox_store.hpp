/// MysqlOutboxStore: e-mails that wait to be delivered, in the table outbox.
#pragma once

#include "postern/store/outbox_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlOutboxStore final : public OutboxStore {
public:
    explicit MysqlOutboxStore(Connection& connection) : connection_{connection} {}
    std::optional<OutboxMail> claim(TimePoint now, std::chrono::seconds lease) override;
    void remove(std::uint64_t id) override;
    void set_next_attempt(const OutboxMail& claimed, TimePoint at, std::string_view error) override;
    void set_failed(const OutboxMail& claimed, TimePoint now, std::string_view error) override;
    Listed<OutboxEntry, std::uint64_t> list(std::uint64_t after, std::size_t limit) override;
    std::size_t retry(std::optional<std::uint64_t> id, TimePoint now,
                      const std::optional<AuditEntry>& audit) override;
    Counts count() override;
    std::size_t remove_failed(TimePoint before, std::size_t limit) override;

private:
    /// Tries those that are due longest, one after the other. `contended`: there were some, and
    /// others had them all first.
    std::optional<OutboxMail> claim_one(TimePoint now, TimePoint until, bool& contended);

    Connection& connection_;
};

}  // namespace postern::store::mysql
