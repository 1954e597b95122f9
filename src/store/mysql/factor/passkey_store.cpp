#include "store/mysql/factor/passkey_store.hpp"

#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/passkey_rows.hpp"
#include "store/mysql/factor/passkey_statements.hpp"

namespace postern::store::mysql {

std::vector<Passkey> MysqlPasskeyStore::list(UserId user) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kListPasskeys, user, kMaxListed);
        return read_readable(*rows, read_passkey);
    });
}

std::optional<OwnedPasskey> MysqlPasskeyStore::find(const Digest& credential_hash) {
    return connection_.repeatable([&]() -> std::optional<OwnedPasskey> {
        const auto rows = connection_.query(kFindPasskey, credential_hash);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        auto passkey = read_passkey(columns);
        auto handle = columns.text();
        return OwnedPasskey{.passkey = std::move(passkey),
                            .user = read_user(columns),
                            .user_handle = std::move(handle)};
    });
}

std::optional<std::string> MysqlPasskeyStore::find_handle(UserId user) {
    return connection_.repeatable([&]() -> std::optional<std::string> {
        const auto rows = connection_.query(kFindHandle, user);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return columns.text();
    });
}

std::optional<std::string> MysqlPasskeyStore::handle_of(UserId user, std::string_view fresh) {
    if (auto stored = find_handle(user)) return stored;
    connection_.repeatable([&] { return connection_.update(kAddHandle, fresh, user); });
    return find_handle(user);
}

bool MysqlPasskeyStore::rename(UserId user, const PublicId& passkey, std::string_view name) {
    return connection_.repeatable(
        [&] { return connection_.update(kRenamePasskey, name, user, passkey.text()) == 1; });
}

bool MysqlPasskeyStore::use_challenge(const Digest& challenge_hash, TimePoint expires_at) {
    // When the connection breaks in between it may say false to the first: they try again.
    return connection_.transaction([&](Transaction& transaction) {
        const bool first = connection_.update(kUseChallenge, challenge_hash, expires_at) == 1;
        transaction.commit();
        return first;
    });
}

std::size_t MysqlPasskeyStore::remove_expired_challenges(TimePoint now, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindExpiredChallenges, now, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveExpiredChallenges, now, there);
        });
}

}  // namespace postern::store::mysql
