/// rows: how a row of an answer becomes a model type.
///
/// The columns are those of constants in columns.hpp, in their order. What is stored
/// is parsed as strictly as what comes in from outside; a value that does not parse is a
/// CorruptRow.
#pragma once

#include <cppconn/resultset.h>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "postern/model/session.hpp"
#include "postern/model/site.hpp"
#include "postern/model/user_row.hpp"
#include "postern/store/store_error.hpp"

namespace postern::store::mysql {

/// Reads the columns of the current row one after the other.
class Columns {
public:
    explicit Columns(const sql::ResultSet& rows) : rows_{rows} {}

    std::uint64_t number() { return rows_.getUInt64(next_++); }
    int integer() { return rows_.getInt(next_++); }
    bool flag() { return rows_.getInt(next_++) != 0; }
    std::string text() { return rows_.getString(next_++); }
    /// A column of TO_SECONDS(...). What is no time there, is_time() tells.
    TimePoint time();
    /// True when the coming column is NULL; does not move on.
    bool is_null() const { return rows_.isNull(next_); }
    void skip() { ++next_; }

private:
    const sql::ResultSet& rows_;
    std::uint32_t next_ = 1;
};

/// Of what TO_SECONDS() counts.
TimePoint to_time(std::int64_t sql_seconds) noexcept;

/// All that a DATETIME can be.
inline constexpr TimePoint kFirstTime{std::chrono::sys_days{std::chrono::year{1000} / 1 / 1}};
inline constexpr TimePoint kLastTime{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};

/// False for a column like 0000-00-00, of which TO_SECONDS() is NULL: that reads as 0.
constexpr bool is_time(TimePoint time) noexcept { return time >= kFirstTime; }

/// Of a column that may be NULL. What is no time there, is_time() tells.
std::optional<TimePoint> read_optional_time(Columns& columns);
/// Level, methods and both times; nothing when they are damaged.
std::optional<Authentication> read_authentication(Columns& columns);

/// Never throws CorruptRow.
UserRow read_user_row(Columns& columns);
/// A language or a time zone that cannot be read is logged, and is as good as none.
User read_user(Columns& columns);
/// For lists, which name every damaged row.
User read_undamaged_user(Columns& columns);
/// Without what only the account's own pages need.
User read_checked_user(Columns& columns);
Session read_session(Columns& columns);
Site read_checked_site(Columns& columns);
Site read_site(Columns& columns);
/// For lists.
Site read_undamaged_site(Columns& columns);
SessionWithUser read_session_with_user(Columns& columns);
/// For lists.
SessionWithUser read_undamaged_session(Columns& columns);
SessionWithUser read_checked_session(Columns& columns);

/// Logs it, at most once in 10 s.
void log_corrupt(const CorruptRow& corrupt);
/// By the row's name.
void log_corrupt(const std::string& row);

/// The rows that can be read; every other one is logged and passed over, as if it were not there.
template <class Model>
std::vector<Model> read_readable(sql::ResultSet& rows, Model (*read)(Columns&)) {
    std::vector<Model> found;
    while (rows.next()) {
        Columns columns{rows};
        try {
            found.push_back(read(columns));
        } catch (const CorruptRow& corrupt) {
            log_corrupt(corrupt);
        }
    }
    return found;
}

/// The rows of a page whose first column is the key, at most `limit`. `List` is a store::Listed.
template <class List, class Key, class Read>
List read_list(sql::ResultSet& rows, std::size_t limit, Read read) {
    List list;
    std::size_t count = 0;
    for (; rows.next(); ++count) {
        Columns columns{rows};
        list.last = Key{rows.getUInt64(1)};
        try {
            list.found.push_back(read(columns));
        } catch (const CorruptRow& corrupt) {
            list.damaged.push_back(corrupt.row());
        }
    }
    list.complete = count < limit;
    return list;
}

}  // namespace postern::store::mysql
