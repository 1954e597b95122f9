/// MysqlDirectoryStore: lists of users and sessions, by the statements of directory_statements.hpp.
#pragma once

#include "postern/store/directory_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlDirectoryStore final : public DirectoryStore {
public:
    explicit MysqlDirectoryStore(Connection& connection) : connection_{connection} {}
    UserPart list_users(const UserQuery& query, const std::optional<UserMark>& after,
                        std::size_t limit, TimePoint now) override;
    std::optional<ListedUser> find_user(const PublicId& id, TimePoint now) override;
    std::size_t count_users(const UserQuery& query, std::size_t most, TimePoint now) override;
    std::map<PublicId, EmailAddress> find_emails(const std::vector<PublicId>& ids) override;
    std::optional<PublicId> find_public_id(UserId id) override;
    Listed<SessionWithUser, SessionId> list_sessions(const SessionQuery& query, SessionId before,
                                                     std::size_t limit, TimePoint now) override;
    std::size_t write_missing_words(std::size_t limit) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
