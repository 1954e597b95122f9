#include "store/mysql/access/access_event_store.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "store/mysql/access/access_event_statements.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

namespace {

/// The statement is prepared for a few sizes; the smallest that fits is filled up with counts of 0.
struct Batch {
    std::size_t size;
    const Statement& statement;
};
constexpr Batch kBatches[] = {
    {1, kAddAccessCounts1}, {10, kAddAccessCounts10}, {100, kAddAccessCounts100}};
constexpr std::size_t kLargestBatch = 100;

std::uint64_t number_of(const std::optional<UserId>& user) {
    return static_cast<std::uint64_t>(user.value_or(UserId{}));
}

std::uint64_t number_of(const std::optional<SiteId>& site) {
    return static_cast<std::uint64_t>(site.value_or(SiteId{}));
}

/// In the order of the unique key: all who add many go in the same order, so that they don't lock
/// each other out.
std::vector<AccessCount> in_order(std::span<const AccessCount> counts) {
    std::vector<AccessCount> sorted{counts.begin(), counts.end()};
    std::ranges::sort(sorted, {}, [](const AccessCount& count) {
        return std::tuple{count.hour, count.site, count.rule, number_of(count.user),
                          to_text(count.verdict)};
    });
    return sorted;
}

AccessEvent read_access_event(Columns& columns) {
    const std::uint64_t id = columns.number();
    const TimePoint hour = columns.time();
    const SiteId site{columns.number()};
    const int rule = columns.integer();
    const UserId user{columns.number()};
    const auto verdict = parse_access_verdict(columns.text());
    const std::uint64_t count = columns.number();
    const TimePoint first_at = columns.time();
    const TimePoint last_at = columns.time();
    if (!verdict || !is_time(hour) || !is_time(first_at) || !is_time(last_at))
        throw CorruptRow{"access_event", id};
    // Braces evaluate from left to right, so the columns come in their order.
    return {.id = id,
            .counted = {.hour = hour,
                        .site = site,
                        .rule = rule,
                        .user = user == UserId{} ? std::nullopt : std::optional{user},
                        .verdict = *verdict,
                        .count = count,
                        .first_at = first_at,
                        .last_at = last_at},
            .site = columns.text(),
            .user = PublicId::parse(columns.text()),
            .email = EmailAddress::parse(columns.text()),
            .rules_are_the_same = columns.flag()};
}

}  // namespace

void MysqlAccessEventStore::add(std::span<const AccessCount> counts) {
    if (counts.empty()) return;
    const std::vector<AccessCount> sorted = in_order(counts);
    // In a transaction also when it is one statement: one that is on its own would be repeated
    // after a lost connection, and might then count twice.
    connection_.transaction([&](Transaction& transaction) {
        for (std::span<const AccessCount> rest{sorted}; !rest.empty();) {
            const auto part = rest.first(std::min(rest.size(), kLargestBatch));
            add_batch(part);
            rest = rest.subspan(part.size());
        }
        transaction.commit();
    });
}

void MysqlAccessEventStore::add_batch(std::span<const AccessCount> counts) {
    const Batch& batch =
        *std::ranges::find_if(kBatches, [&](const Batch& b) { return b.size >= counts.size(); });
    sql::PreparedStatement& statement = connection_.prepared(batch.statement);
    unsigned int index = 0;
    for (std::size_t i = 0; i < batch.size; ++i) {
        const AccessCount& one = counts[std::min(i, counts.size() - 1)];
        set_parameter(statement, ++index, one.hour);
        set_parameter(statement, ++index, static_cast<std::uint64_t>(one.site));
        set_parameter(statement, ++index, std::int32_t{one.rule});
        set_parameter(statement, ++index, number_of(one.user));
        set_parameter(statement, ++index, to_text(one.verdict));
        set_parameter(statement, ++index, i < counts.size() ? one.count : 0);
        set_parameter(statement, ++index, one.first_at);
        set_parameter(statement, ++index, one.last_at);
    }
    statement.executeUpdate();
}

ListedAccess MysqlAccessEventStore::find(const Statement& statement, const AccessFilter& filter,
                                         std::size_t limit, const auto&... first) {
    const std::uint64_t site = number_of(filter.site);
    const std::uint64_t user = number_of(filter.user);
    const std::string_view verdict = filter.verdict ? to_text(*filter.verdict) : "";
    return connection_.repeatable([&] {
        const auto rows = connection_.query(statement, first..., site, site, user, user, verdict,
                                            verdict, filter.since.value_or(kFirstTime),
                                            filter.until.value_or(kLastTime), limit);
        return read_list<ListedAccess, std::uint64_t>(*rows, limit, read_access_event);
    });
}

ListedAccess MysqlAccessEventStore::list(const AccessFilter& filter, std::uint64_t before,
                                         std::size_t limit) {
    const std::uint64_t below = before == 0 ? std::numeric_limits<std::uint64_t>::max() : before;
    if (filter.user) return find(kFindAccessEventsOfUser, filter, limit, *filter.user, below);
    if (filter.site)
        return find(kFindAccessEventsOfSite, filter, limit, number_of(filter.site), below);
    return find(kFindAccessEvents, filter, limit, below);
}

std::vector<RuleHits> MysqlAccessEventStore::hits(SiteId site, TimePoint since) {
    return connection_.repeatable([&] {
        const auto rows =
            connection_.query(kCountHitsOfRules, static_cast<std::uint64_t>(site), since);
        std::vector<RuleHits> hits;
        while (rows->next()) {
            Columns columns{*rows};
            const int rule = columns.integer();
            const std::uint64_t count = columns.number();
            hits.push_back({rule, count, columns.time()});
        }
        return hits;
    });
}

std::size_t MysqlAccessEventStore::remove_old(TimePoint before, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindOldAccessEvents, before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveOldAccessEvents, before, there);
        });
}

}  // namespace postern::store::mysql
