#include "store/mysql/audit_store.hpp"

#include <limits>

#include "store/mysql/audit_rows.hpp"
#include "store/mysql/audit_statements.hpp"

namespace postern::store::mysql {

namespace {

using namespace std::chrono_literals;

// All that a DATETIME can be.
constexpr TimePoint kFirstTime{std::chrono::sys_days{1000y / 1 / 1}};
constexpr TimePoint kLastTime{std::chrono::sys_days{9999y / 12 / 31}};

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

std::vector<StoredAuditEntry> MysqlAuditStore::find(const Statement& statement,
                                                    const AuditFilter& filter, std::size_t limit,
                                                    const auto&... first) {
    const std::string_view user = text_of(filter.user);
    const std::string_view event = text_of(filter.event);
    const std::string_view result = text_of(filter.result);
    const std::string_view address = filter.address ? *filter.address : std::string_view{};
    return connection_.repeatable([&] {
        const auto rows = connection_.query(
            statement, first..., user, user, event, event, result, result, address, address,
            filter.since.value_or(kFirstTime), filter.until.value_or(kLastTime), limit);
        std::vector<StoredAuditEntry> found;
        while (rows->next()) {
            Columns columns{*rows};
            found.push_back(read_audit_entry(columns));
        }
        return found;
    });
}

std::vector<StoredAuditEntry> MysqlAuditStore::find_latest(const AuditFilter& filter,
                                                           std::uint64_t before,
                                                           std::size_t limit) {
    const std::uint64_t below = before == 0 ? std::numeric_limits<std::uint64_t>::max() : before;
    if (filter.user) return find(kFindAuditOfUser, filter, limit, text_of(filter.user), below);
    if (filter.address) return find(kFindAuditOfAddress, filter, limit, *filter.address, below);
    return find(kFindAuditBefore, filter, limit, below);
}

std::vector<StoredAuditEntry> MysqlAuditStore::find_after(const AuditFilter& filter,
                                                          std::uint64_t after, std::size_t limit) {
    return find(kFindAuditAfter, filter, limit, after);
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
