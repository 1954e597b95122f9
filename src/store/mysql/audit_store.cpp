#include "store/mysql/audit_store.hpp"

#include <iterator>
#include <limits>

#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/audit_statements.hpp"

namespace postern::store::mysql {

namespace {

/// The text of what is set; empty when it is not.
template <class Kind>
std::string_view text_of(const std::optional<Kind>& kind) {
    return kind ? to_text(*kind) : std::string_view{};
}

std::string_view text_of(const std::optional<PublicId>& id) {
    return id ? id->text() : std::string_view{};
}

}  // namespace

void MysqlAuditStore::add(const AuditEntry& entry) {
    connection_.transaction([&](Transaction& transaction) {
        add_audit(connection_, entry);
        transaction.commit();
    });
}

ListedAudit MysqlAuditStore::list(const Statement& statement, const AuditFilter& filter,
                                  std::size_t limit, const auto&... first) {
    const std::string_view user = text_of(filter.user);
    const std::string_view event = text_of(filter.event);
    const std::string_view result = text_of(filter.result);
    const std::string_view address = filter.address ? *filter.address : std::string_view{};
    return connection_.repeatable([&] {
        const auto rows = connection_.query(
            statement, first..., user, user, event, event, result, result, address, address,
            filter.since.value_or(kFirstTime), filter.until.value_or(kLastTime), limit);
        return read_list<ListedAudit, std::uint64_t>(*rows, limit, read_audit_entry);
    });
}

ListedAudit MysqlAuditStore::list_latest(const AuditFilter& filter, std::uint64_t before,
                                         std::size_t limit) {
    const std::uint64_t below = before == 0 ? std::numeric_limits<std::uint64_t>::max() : before;
    if (filter.user) return list(kFindAuditOfUser, filter, limit, text_of(filter.user), below);
    if (filter.address) return list(kFindAuditOfAddress, filter, limit, *filter.address, below);
    return list(kFindAuditBefore, filter, limit, below);
}

ListedAudit MysqlAuditStore::list_after(const AuditFilter& filter, std::uint64_t after,
                                        std::size_t limit) {
    return list(kFindAuditAfter, filter, limit, after);
}

namespace {

/// As many as can be read, up to `limit`; `page(after, count)` lists the next ones.
template <class Page>
std::vector<StoredAuditEntry> readable(std::uint64_t start, std::size_t limit, Page page) {
    std::vector<StoredAuditEntry> found;
    while (found.size() < limit) {
        auto list = page(start, limit - found.size());
        for (const auto& row : list.damaged) log_corrupt(row);
        found.insert(found.end(), std::make_move_iterator(list.found.begin()),
                     std::make_move_iterator(list.found.end()));
        if (list.complete) break;
        start = list.last;
    }
    return found;
}

}  // namespace

std::vector<StoredAuditEntry> MysqlAuditStore::find_latest(const AuditFilter& filter,
                                                           std::uint64_t before,
                                                           std::size_t limit) {
    return readable(before, limit, [&](std::uint64_t below, std::size_t count) {
        return list_latest(filter, below, count);
    });
}

std::vector<StoredAuditEntry> MysqlAuditStore::find_after(const AuditFilter& filter,
                                                          std::uint64_t after, std::size_t limit) {
    return readable(after, limit, [&](std::uint64_t above, std::size_t count) {
        return list_after(filter, above, count);
    });
}

std::size_t MysqlAuditStore::remove_old(TimePoint before, std::size_t limit) {
    // In a transaction, so that a lost connection never makes the count a guess.
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t there = connection_.query(kFindOldAudit, before, limit)->rowsCount();
        const std::size_t removed =
            there > 0 ? connection_.update(kRemoveOldAudit, before, there) : 0;
        transaction.commit();
        return removed;
    });
}

}  // namespace postern::store::mysql
