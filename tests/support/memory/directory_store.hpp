/// directory_store: lists of users and sessions without a database. A part is never short.
#pragma once

#include "postern/store/directory_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryDirectoryStore final : public store::DirectoryStore {
public:
    explicit MemoryDirectoryStore(MemoryState& state) : state_{state} {}
    store::UserPart list_users(const store::UserQuery& query,
                               const std::optional<store::UserMark>& after, std::size_t limit,
                               TimePoint now) override;
    std::optional<store::ListedUser> find_user(const PublicId& id, TimePoint now) override;
    std::size_t count_users(const store::UserQuery& query, std::size_t most,
                            TimePoint now) override;
    std::map<PublicId, EmailAddress> find_emails(const std::vector<PublicId>& ids) override;
    std::optional<PublicId> find_public_id(UserId id) override;
    store::Listed<SessionWithUser, SessionId> list_sessions(const store::SessionQuery& query,
                                                            SessionId before, std::size_t limit,
                                                            TimePoint now) override;
    /// Searches read the users themselves.
    std::size_t write_missing_words(std::size_t) override { return 0; }

private:
    bool fits(const User& user, const store::UserQuery& query, TimePoint now) const;
    store::ListedUser listed(const User& user, TimePoint now) const;
    /// All of them, in order.
    std::vector<const User*> all(const store::UserQuery& query, TimePoint now) const;

    MemoryState& state_;
};

}  // namespace postern::test
