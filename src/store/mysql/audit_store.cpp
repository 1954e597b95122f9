#include "store/mysql/audit_store.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <limits>

#include "postern/base/check.hpp"
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

constexpr std::uint64_t kNewest = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kOldest = 0;
/// Between the order of the entries and that of their times.
constexpr std::chrono::hours kMostSkew{1};

/// 0 stands for the newest.
std::uint64_t key_below(std::uint64_t before) { return before == 0 ? kNewest : before; }

}  // namespace

void MysqlAuditStore::add(const AuditEntry& entry) {
    connection_.transaction([&](Transaction& transaction) {
        add_audit(connection_, entry);
        transaction.commit();
    });
}

ListedAudit MysqlAuditStore::read(const Statement& statement, const AuditFilter& filter,
                                  std::size_t limit, const auto&... first) {
    const std::string_view user = text_of(filter.user);
    const std::string_view event = text_of(filter.event);
    const std::string_view result = text_of(filter.result);
    const std::string_view address = filter.address ? *filter.address : std::string_view{};
    const std::string_view request = filter.request_id ? *filter.request_id : std::string_view{};
    const auto rows = connection_.query(
        statement, first..., user, user, event, event, result, result, address, address, request,
        request, filter.since.value_or(kFirstTime), filter.until.value_or(kLastTime), limit);
    return read_list<ListedAudit, std::uint64_t>(*rows, limit, read_audit_entry);
}

ListedAudit MysqlAuditStore::list_latest(const AuditFilter& filter, std::uint64_t before,
                                         std::size_t limit) {
    const std::uint64_t below = key_below(before);
    return connection_.repeatable([&] {
        if (filter.request_id)
            return read(kFindAuditOfRequest, filter, limit, *filter.request_id, below, kOldest);
        if (filter.user)
            return read(kFindAuditOfUser, filter, limit, text_of(filter.user), below, kOldest);
        if (filter.address)
            return read(kFindAuditOfAddress, filter, limit, *filter.address, below, kOldest);
        return read(kFindAuditBefore, filter, limit, below, kOldest);
    });
}

ListedAudit MysqlAuditStore::list_after(const AuditFilter& filter, std::uint64_t after,
                                        std::size_t limit) {
    return connection_.repeatable([&] {
        const auto reach = connection_.query(kReachAuditAfter, after, std::uint64_t{kMostRead});
        POSTERN_CHECK(reach->next());
        const bool is_all = reach->getUInt64(1) < kMostRead;
        const std::uint64_t last = is_all ? kNewest : reach->getUInt64(2);
        auto list = read(kFindAuditAfter, filter, limit, after, last);
        if (list.complete && !is_all) {
            list.complete = false;
            list.last = last;
        }
        return list;
    });
}

ListedAudit MysqlAuditStore::list_part(const AuditFilter& filter, std::uint64_t before,
                                       std::size_t limit) {
    return connection_.repeatable([&] { return read_part(filter, key_below(before), limit); });
}

MysqlAuditStore::Span MysqlAuditStore::span_of(const AuditFilter& filter, std::uint64_t below) {
    Span span{.below = below, .from = kOldest};
    if (filter.until) {
        const auto row = connection_.query(kFindAuditSince, *filter.until + kMostSkew);
        if (row->next()) span.below = std::min(span.below, row->getUInt64(1));
    }
    if (filter.since) {
        const auto row = connection_.query(kFindAuditUntil, *filter.since - kMostSkew);
        if (row->next()) span.from = row->getUInt64(1) + 1;
    }
    return span;
}

ListedAudit MysqlAuditStore::read_part(const AuditFilter& filter, std::uint64_t before,
                                       std::size_t limit) {
    const auto [below, oldest] = span_of(filter, before);
    std::uint64_t from = kNewest;
    std::function<ListedAudit()> best;
    // The index of which the next entries reach furthest has the fewest to pass over.
    const auto consider = [&](const Statement& reach, const Statement& list, const auto&... value) {
        const auto row = connection_.query(reach, value..., below, std::uint64_t{kMostRead});
        POSTERN_CHECK(row->next());
        const std::uint64_t end =
            row->getUInt64(1) < kMostRead ? oldest : std::max(oldest, row->getUInt64(2));
        if (best && end >= from) return;
        from = end;
        best = [this, &filter, limit, below, end, statement = &list, value...] {
            return read(*statement, filter, limit, value..., below, end);
        };
    };
    if (filter.request_id)
        consider(kReachAuditOfRequest, kFindAuditOfRequest, std::string_view{*filter.request_id});
    if (filter.user) consider(kReachAuditOfUser, kFindAuditOfUser, text_of(filter.user));
    if (filter.address)
        consider(kReachAuditOfAddress, kFindAuditOfAddress, std::string_view{*filter.address});
    if (filter.event) consider(kReachAuditOfEvent, kFindAuditOfEvent, text_of(filter.event));
    if (filter.result) consider(kReachAuditOfResult, kFindAuditOfResult, text_of(filter.result));
    if (!best) consider(kReachAudit, kFindAuditBefore);
    auto list = best();
    if (list.complete && from > oldest) {
        list.complete = false;
        list.last = from;
    }
    return list;
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
