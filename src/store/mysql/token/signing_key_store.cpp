#include "store/mysql/token/signing_key_store.hpp"

#include <algorithm>
#include <tuple>

#include "postern/base/check.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/token/id_text.hpp"
#include "store/mysql/token/signing_key_statements.hpp"

namespace postern::store::mysql {

namespace {

SigningKeyRow read_signing_key(Columns& columns) {
    const std::uint64_t id = columns.number();
    std::string kid = columns.text();
    const auto usage = parse_key_usage(columns.text());
    const auto algorithm = parse_jws_algorithm(columns.text());
    const auto number = static_cast<std::uint32_t>(columns.number());
    std::string public_jwk = columns.text();
    std::string sealed = columns.text();
    const TimePoint created_at = columns.time();
    const TimePoint activate_at = columns.time();
    const auto revoked_at = read_optional_time(columns);
    if (!is_kid(kid) || !usage || !algorithm || !is_time(created_at) || !is_time(activate_at) ||
        (revoked_at && !is_time(*revoked_at)))
        throw CorruptRow{"signing_key", id};
    return {.kid = std::move(kid),
            .usage = *usage,
            .algorithm = *algorithm,
            .number = number,
            .public_jwk = std::move(public_jwk),
            .sealed = std::move(sealed),
            .created_at = created_at,
            .activate_at = activate_at,
            .revoked_at = revoked_at,
            .made_on = columns.text()};
}

}  // namespace

std::vector<SigningKeyRow> MysqlSigningKeyStore::find_all() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindSigningKeys);
        auto all = read_readable<SigningKeyRow>(*rows, read_signing_key);
        std::ranges::sort(all, {}, [](const SigningKeyRow& key) {
            return std::tuple{key.usage, key.algorithm, key.number};
        });
        return all;
    });
}

bool MysqlSigningKeyStore::insert(const SigningKeyRow& key) {
    const auto key_id = crypto::sealed_by(key.sealed);
    POSTERN_CHECK(key_id);
    try {
        connection_.update(kAddSigningKey, key.kid, to_text(key.usage), to_text(key.algorithm),
                           key.number, key.public_jwk, key.sealed, *key_id, key.created_at,
                           key.activate_at, key.revoked_at, key.made_on);
        return true;
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_signing_key_number") ||
            is_duplicate(error, "uq_signing_key_kid"))
            return false;
        throw;
    }
}

bool MysqlSigningKeyStore::add(const SigningKeyRow& key, const std::optional<AuditEntry>& audit) {
    return connection_.transaction([&](Transaction& transaction) {
        const bool added = insert(key);
        if (added && audit) add_audit(connection_, *audit);
        if (added) advance_site_revision(connection_);
        transaction.commit();
        return added;
    });
}

bool MysqlSigningKeyStore::revoke(std::string_view kid, TimePoint now, const AuditEntry& audit) {
    if (!is_kid(kid)) return false;  // the column is ascii
    return connection_.transaction([&](Transaction& transaction) {
        const bool revoked = connection_.update(kRevokeSigningKey, now, kid) == 1;
        if (revoked) {
            revoke_everybody(connection_);
            add_audit(connection_, audit);
            advance_site_revision(connection_);
        }
        transaction.commit();
        return revoked;
    });
}

std::size_t MysqlSigningKeyStore::remove_older(TimePoint before) {
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t removed = connection_.update(kRemoveOlderSigningKeys, before);
        if (removed > 0) advance_site_revision(connection_);
        transaction.commit();
        return removed;
    });
}

}  // namespace postern::store::mysql
