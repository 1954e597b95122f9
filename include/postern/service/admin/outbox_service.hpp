/// OutboxService: the e-mails that wait or were given up. Throws store::StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "postern/model/actor.hpp"
#include "postern/service/admin/cursor.hpp"
#include "postern/store/outbox_store.hpp"

namespace postern::service {

class OutboxService {
public:
    /// `outbox` must outlive *this.
    explicit OutboxService(store::OutboxStore& outbox);

    /// The oldest first, at most `limit` (1 to 100).
    Part<store::OutboxEntry> list(std::string_view cursor, std::size_t limit) const;
    store::OutboxStore::Counts count() const;
    /// Makes one that was given up, or all without an id, due again, with an entry of the audit
    /// log. Returns how many.
    std::size_t retry(std::optional<std::uint64_t> id, const Actor& actor, TimePoint now) const;

private:
    store::OutboxStore& outbox_;
};

}  // namespace postern::service
