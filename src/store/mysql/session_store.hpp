/// MysqlSessionStore: sessions in the table session.
#pragma once

#include "postern/store/session_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlSessionStore final : public SessionStore {
public:
    explicit MysqlSessionStore(Connection& connection) : connection_{connection} {}
    Result<Session, NotOpened> add(const NewSession& session, const Spending& spending) override;
    std::optional<SessionWithUser> find_by_token_hash(const Digest& token_hash) override;
    std::vector<Session> find_by_user(UserId user, std::size_t limit) override;
    Listed<Session, SessionId> list_by_user(UserId user, std::size_t limit) override;
    ListedSessions list(SessionId after, std::size_t limit) override;
    void set_last_seen(SessionId id, TimePoint now) override;
    std::size_t remove_by_token_hash(const Digest& token_hash) override;
    std::optional<UserId> remove_by_public_id(const PublicId& id,
                                              const std::optional<AuditEntry>& audit) override;
    std::size_t remove_of_user(UserId user, const PublicId& id) override;
    std::size_t remove_all_of_user(UserId user, const std::optional<AuditEntry>& audit) override;
    std::size_t remove_others_of_user(UserId user, const PublicId& kept) override;
    std::size_t end_oldest(UserId user, std::size_t kept, TimePoint now) override;
    SessionId find_newest() override;
    std::size_t remove_some(SessionId last) override;
    std::optional<UserId> end_some_trust(UserId after) override;
    std::size_t remove_ended(std::size_t limit) override;
    std::size_t remove_expired(TimePoint now, std::size_t limit) override;

private:
    /// Of remove_some, where no session is left.
    std::size_t remove_some_families();

    /// Notes the revocation of sessions and removes them; both statements select the same ones.
    /// Within a transaction. Returns how many were removed.
    std::size_t end(const Statement& revoke, const Statement& remove, const auto&... values);

    Connection& connection_;
};

}  // namespace postern::store::mysql
