/// UserDirectory: the users as administrators look for them: by part of a list, by filters, and one
/// with everything that belongs to them. Fast with a million users: no list counts, no
/// search reads the whole table. Throws store::StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/group.hpp"
#include "postern/model/session.hpp"
#include "postern/model/user.hpp"
#include "postern/service/admin/cursor.hpp"
#include "postern/store/directory_store.hpp"

namespace postern::service {

class UserDirectory {
public:
    static constexpr std::size_t kMostInPart = 100;
    static constexpr std::size_t kMostInFile =
        10'000;  ///< rows of a CSV; more: `postern user export`

    /// `directory` must outlive *this.
    explicit UserDirectory(store::DirectoryStore& directory);

    /// Users in the order of the query, at most `limit` of them (1 to kMostInFile). Up to
    /// kMostInPart it is fast whatever the filters: a part may then be short, or even empty,
    /// although the list goes on. A larger one is as long as the list allows.
    Part<store::ListedUser> list(const store::UserQuery& query, std::string_view cursor,
                                 std::size_t limit, TimePoint now) const;

    /// How many there are, up to `most`: `most` means that many or more.
    std::size_t count(const store::UserQuery& query, std::size_t most, TimePoint now) const;

    /// One user with what a list shows of them. Nothing: there is no such user.
    std::optional<store::ListedUser> find(const PublicId& id, TimePoint now) const;

    /// For the courier: see store::DirectoryStore::write_missing_words().
    std::size_t write_missing_words(std::size_t limit) const;

private:
    store::DirectoryStore& directory_;
};

}  // namespace postern::service
