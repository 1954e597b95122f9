/// outbox_store: the outbox without a database.
#pragma once

#include "postern/store/outbox_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryOutboxStore final : public store::OutboxStore {
public:
    explicit MemoryOutboxStore(MemoryState& state) : state_{state} {}
    std::optional<OutboxMail> claim(TimePoint now, std::chrono::seconds lease) override;
    void remove(std::uint64_t id) override;
    void set_next_attempt(const OutboxMail& claimed, TimePoint at, std::string_view error) override;
    void set_failed(const OutboxMail& claimed, TimePoint now, std::string_view error) override;
    store::Listed<store::OutboxEntry, std::uint64_t> list(std::uint64_t after,
                                                          std::size_t limit) override;
    std::size_t retry(std::optional<std::uint64_t> id, TimePoint now,
                      const std::optional<AuditEntry>& audit) override;
    Counts count() override;
    std::size_t remove_failed(TimePoint before, std::size_t limit) override;

private:
    /// Nothing: the claim is over.
    StoredMail* find_claimed(const OutboxMail& claimed);

    MemoryState& state_;
};

}  // namespace postern::test
