#include "store/mysql/factor/passkey_rows.hpp"

#include "postern/crypto/digest.hpp"
#include "store/mysql/connection/errors.hpp"
#include "store/mysql/factor/passkey_statements.hpp"

namespace postern::store::mysql {

Passkey read_passkey(Columns& columns) {
    const std::uint64_t row = columns.number();
    const UserId user{columns.number()};
    auto public_id = PublicId::parse(columns.text());
    const auto kind = parse_passkey_kind(columns.text());
    std::string credential_id = columns.text();
    std::string rp_id = columns.text();
    std::string public_key = columns.text();
    const int algorithm = columns.integer();
    const auto sign_count = static_cast<std::uint32_t>(columns.number());
    std::string aaguid = columns.text();
    std::string transports = columns.text();
    const bool verifies_user = columns.flag();
    const bool backup_eligible = columns.flag();
    const bool backup_state = columns.flag();
    auto name = passkey_name(columns.text());
    const TimePoint created_at = columns.time();
    std::optional<TimePoint> last_used_at;
    if (columns.is_null())
        columns.skip();
    else
        last_used_at = columns.time();
    if (!public_id || !kind || !name || aaguid.size() != kAaguidBytes || !is_time(created_at) ||
        (last_used_at && !is_time(*last_used_at)))
        throw CorruptRow{"user_passkey", row};
    return {.user_id = user,
            .public_id = std::move(*public_id),
            .kind = *kind,
            .credential_id = std::move(credential_id),
            .rp_id = std::move(rp_id),
            .public_key = std::move(public_key),
            .algorithm = algorithm,
            .sign_count = sign_count,
            .aaguid = std::move(aaguid),
            .transports = std::move(transports),
            .verifies_user = verifies_user,
            .backup_eligible = backup_eligible,
            .backup_state = backup_state,
            .name = std::move(*name),
            .created_at = created_at,
            .last_used_at = last_used_at};
}

bool has_passkey(Connection& connection, UserId user, const PublicId& passkey) {
    return connection.query(kLockPasskey, user, passkey.text())->next();
}

std::size_t remove_passkeys(Connection& connection, const AccountChange& change) {
    std::size_t removed = 0;
    if (change.removed_passkey)
        removed += connection.update(kRemovePasskey, change.user, change.removed_passkey->text());
    if (const auto& since = change.remove_factors_since; change.remove_passkeys || since)
        removed += connection.update(kRemovePasskeys, change.user, change.remove_passkeys,
                                     since.value_or(kLastTime));
    return removed;
}

bool add_passkey(Connection& connection, const AccountChange& change, const NewPasskey& passkey) {
    try {
        connection.update(kAddPasskey, passkey.public_id.text(), change.user, to_text(passkey.kind),
                          crypto::sha256(passkey.credential_id), passkey.credential_id,
                          passkey.rp_id, passkey.public_key, passkey.algorithm, passkey.sign_count,
                          passkey.aaguid, passkey.transports, passkey.verifies_user,
                          passkey.backup_eligible, passkey.backup_state, passkey.name, change.now);
        return true;
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_passkey_credential_hash")) return false;
        throw;
    }
}

}  // namespace postern::store::mysql
