/// MysqlPasskeyStore: the tables user_passkey, user_handle and used_challenge.
#pragma once

#include "postern/store/passkey_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlPasskeyStore final : public PasskeyStore {
public:
    explicit MysqlPasskeyStore(Connection& connection) : connection_{connection} {}
    std::vector<Passkey> list(UserId user) override;
    std::optional<OwnedPasskey> find(const Digest& credential_hash) override;
    std::optional<std::string> handle_of(UserId user, std::string_view fresh) override;
    bool rename(UserId user, const PublicId& passkey, std::string_view name) override;
    bool use_challenge(const Digest& challenge_hash, TimePoint expires_at) override;
    std::size_t remove_expired_challenges(TimePoint now, std::size_t limit) override;

private:
    std::optional<std::string> find_handle(UserId user);

    Connection& connection_;
};

}  // namespace postern::store::mysql
