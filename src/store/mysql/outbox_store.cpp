#include "store/mysql/outbox_store.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/outbox_statements.hpp"

namespace postern::store::mysql {

namespace {

/// More than there are couriers, mostly: one look is enough for each of them.
constexpr std::uint64_t kCandidates = 8;

}  // namespace

std::optional<OutboxMail> MysqlOutboxStore::claim(TimePoint now, std::chrono::seconds lease) {
    // Repeated after a lost connection this may leave an e-mail claimed by nobody: it waits for the
    // lease to end, as after a crash.
    return connection_.repeatable([&] {
        for (;;) {
            bool contended = false;
            auto mail = claim_one(now, now + lease, contended);
            if (mail || !contended) return mail;
        }
    });
}

std::optional<OutboxMail> MysqlOutboxStore::claim_one(TimePoint now, TimePoint until,
                                                      bool& contended) {
    const auto rows = connection_.query(kFindDueMails, now, kCandidates);
    while (rows->next()) {
        Columns columns{*rows};
        const std::uint64_t id = columns.number();
        const std::uint64_t attempts = columns.number();
        contended = true;
        if (connection_.update(kClaimMail, until, id, attempts, now) == 0) continue;
        try {
            return OutboxMail{.id = id,
                              .mail = read_mail(columns, id),
                              .attempts = static_cast<std::uint32_t>(attempts + 1)};
        } catch (const CorruptRow& corrupt) {
            log_corrupt(corrupt);
            connection_.update(kSetMailFailed, now, std::string_view{corrupt.what()}, id,
                               attempts + 1);
        }
    }
    return std::nullopt;
}

void MysqlOutboxStore::remove(std::uint64_t id) {
    connection_.repeatable([&] { return connection_.update(kRemoveMail, id); });
}

void MysqlOutboxStore::set_next_attempt(const OutboxMail& claimed, TimePoint at,
                                        std::string_view error) {
    connection_.repeatable([&] {
        return connection_.update(kSetMailNextAttempt, at, error, claimed.id,
                                  std::uint64_t{claimed.attempts});
    });
}

void MysqlOutboxStore::set_failed(const OutboxMail& claimed, TimePoint now,
                                  std::string_view error) {
    connection_.repeatable([&] {
        return connection_.update(kSetMailFailed, now, error, claimed.id,
                                  std::uint64_t{claimed.attempts});
    });
}

Listed<OutboxEntry, std::uint64_t> MysqlOutboxStore::list(std::uint64_t after, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindMailPage, after, limit);
        return read_list<Listed<OutboxEntry, std::uint64_t>, std::uint64_t>(*rows, limit,
                                                                            read_outbox_entry);
    });
}

std::size_t MysqlOutboxStore::retry(std::optional<std::uint64_t> id, TimePoint now,
                                    const std::optional<AuditEntry>& audit) {
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t due =
            id ? connection_.update(kRetryMail, now, *id) : connection_.update(kRetryMails, now);
        if (due > 0 && audit) add_audit(connection_, *audit);
        transaction.commit();
        return due;
    });
}

OutboxStore::Counts MysqlOutboxStore::count() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kCountMails);
        POSTERN_CHECK(rows->next());
        return Counts{.waiting = rows->getUInt64(1), .failed = rows->getUInt64(2)};
    });
}

std::size_t MysqlOutboxStore::remove_failed(TimePoint before, std::size_t limit) {
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t removed = connection_.update(kRemoveFailedMails, before, limit);
        transaction.commit();
        return removed;
    });
}

}  // namespace postern::store::mysql
