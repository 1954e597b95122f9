/// DirectoryStore: users and sessions as lists for administrators, fast with millions of them.
///
/// A call is a few statements, each of which reads at most kMostRead entries of an index, whatever
/// the filters and however long the list. If the filters together let through few of those, the
/// part is short, or even empty, and the list goes on behind it all the same. This happens only
/// where more than kMostRead users fit each of the filters alone. Throws StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/device.hpp"
#include "postern/model/session.hpp"
#include "postern/model/user.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

/// What a user is at the moment; the first that fits.
enum class UserState {
    Deleting,  ///< scheduled for deletion
    Disabled,
    Waiting,      ///< registered, and nobody has approved it yet
    Unconfirmed,  ///< their address is not confirmed
    Active,
};
/// `deleting`, `disabled`, `waiting`, `unconfirmed` or `active`.
std::string_view to_text(UserState state) noexcept;
std::optional<UserState> parse_user_state(std::string_view text) noexcept;
UserState state_of(const User& user) noexcept;

/// Which users, and in which order. What is not set does not matter; filters are combined.
struct UserQuery {
    enum class Order {
        Newest,  ///< by the day they were added
        Email,
    };
    /// The start of the e-mail address, of the user name, or of a word of the name; the whole
    /// public id; or `@example.org`: a domain. Compared without case and accents: see
    /// model/search_words.hpp.
    std::string search{};
    std::optional<UserState> state{};
    std::optional<bool> second_factor{};
    std::string group{};  ///< members of this group now; empty: all
    Order order = Order::Newest;
};

/// What a list shows of a user.
struct ListedUser {
    User user;
    UserState state = UserState::Active;
    bool second_factor = false;
    std::optional<TimePoint> last_sign_in_at{};  ///< nothing: never, or before this was kept
    std::vector<std::string> groups{};           ///< now, by name; at most kMostGroups
    static constexpr std::size_t kMostGroups = 5;
};

/// Where a part of a list ended.
struct UserMark {
    std::string email{};  ///< when ordered by it
    UserId id{};
};
struct UserPart {
    std::vector<ListedUser> found{};
    std::vector<std::string> damaged{};
    std::optional<UserMark> last{};  ///< nothing: the list ends here
};

/// Which sessions; newest first.
struct SessionQuery {
    std::optional<PublicId> user{};
    std::string address{};  ///< exactly this one
};

class DirectoryStore {
public:
    static constexpr std::size_t kMostRead = 1000;

    virtual ~DirectoryStore() = default;

    /// REQUIRES: limit > 0.
    virtual UserPart list_users(const UserQuery& query, const std::optional<UserMark>& after,
                                std::size_t limit, TimePoint now) = 0;
    virtual std::optional<ListedUser> find_user(const PublicId& id, TimePoint now) = 0;
    /// At most `most`, which means that many or more. Also `most` where more than kMostRead users
    /// fit each of the filters: only a longer look would tell.
    virtual std::size_t count_users(const UserQuery& query, std::size_t most, TimePoint now) = 0;

    /// The addresses of those of these users that there are.
    virtual std::map<PublicId, EmailAddress> find_emails(const std::vector<PublicId>& ids) = 0;
    virtual std::optional<PublicId> find_public_id(UserId id) = 0;

    /// Live sessions, newest first, those with ids below `before` (0: from the newest).
    virtual Listed<SessionWithUser, SessionId> list_sessions(const SessionQuery& query,
                                                             SessionId before, std::size_t limit,
                                                             TimePoint now) = 0;

    /// For the courier: writes what at most `limit` users are found by, of those who were there
    /// before this was kept or whom the version before has added. Until then no search finds them,
    /// and they count as users without a second factor. Returns for how many; fewer than `limit`:
    /// none is left.
    virtual std::size_t write_missing_words(std::size_t limit) = 0;
};

}  // namespace postern::store
