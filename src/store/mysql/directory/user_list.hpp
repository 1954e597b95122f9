/// UserList: one list of users, by whichever indexes fit its filters.
///
/// Where few users fit one of the filters, all of those are read and sorted. Otherwise the list
/// walks along an index in its own order, and a part looks at the next DirectoryStore::kMostRead
/// entries. For the inside of Connection::repeatable().
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "postern/store/directory_store.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

/// The columns of kListedUserColumns. Throws CorruptRow for any damage.
ListedUser read_listed_user(Columns& columns);

class UserList {
public:
    /// `query` must outlive *this.
    UserList(Connection& connection, const UserQuery& query, TimePoint now)
        : connection_{connection}, query_{query}, now_{now} {}

    UserPart part(const std::optional<UserMark>& after, std::size_t limit);

private:
    /// False: nobody can fit them.
    bool read_filters();
    bool is_filtered() const;
    /// Whether the newest users are the next entries of one index, with hardly anybody to pass
    /// over.
    bool has_one_index() const;
    bool is_by_email() const { return query_.order == UserQuery::Order::Email; }
    /// The parameters of kUserFits. Without the word where the list is read by it.
    auto fits(bool with_word = true) const;
    std::optional<ListedUser> find_by_id();
    /// Nothing: many users fit each of the filters.
    std::optional<UserPart> few(const std::optional<UserMark>& after, std::size_t limit);
    UserPart newest(const std::optional<UserMark>& after, std::size_t limit);
    UserPart by_email(const std::optional<UserMark>& after, std::size_t limit);

    Connection& connection_;
    const UserQuery& query_;
    const TimePoint now_;
    std::string_view state_{};    ///< empty: any
    std::uint64_t factor_ = 2;    ///< 0 without, 1 with a second factor, 2 any
    std::uint64_t group_ = 0;     ///< 0: any
    std::string word_{};          ///< empty: any
    std::string word_end_{};      ///< behind all that begin with it
    bool is_whole_word_ = false;  ///< one word alone: the index has its users in their order
};

}  // namespace postern::store::mysql
