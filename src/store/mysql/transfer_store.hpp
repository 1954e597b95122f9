/// MysqlTransferStore: TransferStore over the tables user, user_password and
/// user_profile.
#pragma once

#include <set>
#include <string>

#include "postern/store/transfer_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlTransferStore final : public TransferStore {
public:
    explicit MysqlTransferStore(Connection& connection) : connection_{connection} {}
    std::size_t add_all(std::span<const NewUser> users) override;
    Listed<UserWithPassword, UserId> list(UserId after, std::size_t limit) override;

private:
    /// Those whose address nobody has, and whose username is kept for nobody. REQUIRES: at most
    /// kTransferRows.
    std::vector<const NewUser*> without_taken(std::span<const NewUser> users);
    std::set<std::string> held_skeletons(std::span<const NewUser> users);
    std::size_t add_part(std::span<const NewUser> users);
    void add_full(const std::vector<const NewUser*>& users);
    bool add_one(const NewUser& user);
    void add_profiles(Listed<UserWithPassword, UserId>& page, UserId after);

    Connection& connection_;
};

}  // namespace postern::store::mysql
