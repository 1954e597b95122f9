#include "store/mysql/revocation_store.hpp"

#include <algorithm>

#include "store/mysql/connection/rows.hpp"
#include "store/mysql/revocation_statements.hpp"

namespace postern::store::mysql {

namespace {

/// The update is prepared for a few sizes; the smallest that fits is filled up with repetitions.
struct Batch {
    std::size_t size;
    const Statement& statement;
};
constexpr Batch kBatches[] = {
    {1, kSetLastSeenOf1}, {10, kSetLastSeenOf10}, {100, kSetLastSeenOf100}};
constexpr std::size_t kLargestBatch = 100;

/// Each session once, with its latest time, by id: all who update many go in the same order, so
/// that they don't lock each other out.
std::vector<LastSeen> in_order(std::span<const LastSeen> seen) {
    std::vector<LastSeen> sorted{seen.begin(), seen.end()};
    std::ranges::sort(sorted, [](const LastSeen& a, const LastSeen& b) {
        return a.id != b.id ? a.id < b.id : a.seen_at > b.seen_at;
    });
    const auto same = [](const LastSeen& a, const LastSeen& b) { return a.id == b.id; };
    sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
    return sorted;
}

std::optional<Digest> read_token_hash(Columns& columns, std::uint64_t id) {
    const bool is_null = columns.is_null();
    const auto hash = to_digest(columns.text());
    if (!is_null && !hash) throw CorruptRow{"revocation", id};
    return is_null ? std::nullopt : hash;
}

std::optional<UserId> read_user_id(Columns& columns) {
    const bool is_null = columns.is_null();
    const UserId id{columns.number()};
    return is_null ? std::nullopt : std::optional{id};
}

Revocation read_revocation(Columns& columns) {
    const std::uint64_t id = columns.number();
    // Braces evaluate from left to right, so the columns come in their order.
    return {.id = id,
            .token_hash = read_token_hash(columns, id),
            .user_id = read_user_id(columns),
            .created_at = columns.time()};
}

}  // namespace

RevocationPage MysqlRevocationStore::find_after(std::uint64_t after, std::size_t limit) {
    return connection_.repeatable([&] { return read_page(after, limit); });
}

RevocationPage MysqlRevocationStore::read_page(std::uint64_t after, std::size_t limit) {
    const auto rows = connection_.query(kFindRevocations, after, limit);
    RevocationPage page{};
    bool has_revision = false;
    while (rows->next()) {
        Columns columns{*rows};
        page.sites_revision = columns.number();
        page.read_at = columns.time();
        has_revision = true;
        if (columns.is_null()) continue;  // the row that only carries these two
        page.revocations.push_back(read_revocation(columns));
    }
    if (!has_revision) throw StoreError{"site_revision has lost its row", false};
    return page;
}

std::size_t MysqlRevocationStore::remove_old(TimePoint now, std::size_t limit) {
    const TimePoint before = now - kRevocationsKept;
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t there =
            connection_.query(kFindOldRevocations, before, limit)->rowsCount();
        const std::size_t removed =
            there > 0 ? connection_.update(kRemoveOldRevocations, before, there) : 0;
        transaction.commit();
        return removed;
    });
}

void MysqlRevocationStore::set_last_seen(std::span<const LastSeen> seen) {
    const std::vector<LastSeen> sorted = in_order(seen);
    for (std::span<const LastSeen> rest{sorted}; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kLargestBatch));
        connection_.repeatable([&] { set_batch(part); });
        rest = rest.subspan(part.size());
    }
}

void MysqlRevocationStore::set_batch(std::span<const LastSeen> seen) {
    const Batch& batch =
        *std::ranges::find_if(kBatches, [&](const Batch& b) { return b.size >= seen.size(); });
    sql::PreparedStatement& statement = connection_.prepared(batch.statement);
    unsigned int index = 0;
    for (std::size_t i = 0; i < batch.size; ++i) {
        const LastSeen& one = seen[std::min(i, seen.size() - 1)];
        set_parameter(statement, ++index, one.id);
        set_parameter(statement, ++index, one.seen_at);
    }
    statement.executeUpdate();
}

}  // namespace postern::store::mysql
