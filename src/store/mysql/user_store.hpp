/// MysqlUserStore: users and their passwords in the tables user and user_password.
#pragma once

#include "postern/store/user_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlUserStore final : public UserStore {
public:
    explicit MysqlUserStore(Connection& connection) : connection_{connection} {}
    std::optional<UserWithPassword> find_by_email(const EmailAddress& email) override;
    std::optional<UserWithPassword> find_by_username(const Username& name) override;
    std::optional<User> find_by_public_id(const PublicId& id) override;
    std::optional<UserRow> find_row(std::string_view email_or_id) override;
    std::vector<User> find_page(UserId after, std::size_t limit) override;
    ListedUsers list(const UserFilter& filter, UserId after, std::size_t limit) override;
    Result<User, AddUserError> add(const NewUser& user) override;
    std::optional<TimePoint> find_password_changed_at(UserId id) override;
    bool set_password_hash(UserId id, std::string_view phc, TimePoint now,
                           std::optional<std::string_view> only_if) override;

private:
    std::optional<UserRow> find_row(const Statement& statement, const auto& key);

    Connection& connection_;
};

}  // namespace postern::store::mysql
