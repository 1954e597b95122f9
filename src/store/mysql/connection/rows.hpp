/// rows: how a row of an answer becomes a model type.
///
/// The columns are those of constants in columns.hpp, in their order. What is stored
/// is parsed as strictly as what comes in from outside; a value that does not parse is a
/// CorruptRow.
#pragma once

#include <cppconn/resultset.h>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "postern/model/session.hpp"
#include "postern/model/site.hpp"
#include "postern/model/user.hpp"
#include "postern/store/store_error.hpp"

namespace postern::store::mysql {

/// A row holds what our own code never writes. The text names table and key, never the value.
class CorruptRow : public StoreError {
public:
    CorruptRow(const char* table, std::uint64_t id)
        : CorruptRow{std::string{table} + " " + std::to_string(id)} {}

    /// `user 17`
    const std::string& row() const noexcept { return row_; }

private:
    explicit CorruptRow(std::string row)
        : StoreError{"corrupt row: " + row, false}, row_{std::move(row)} {}

    std::string row_;
};

/// Reads the columns of the current row one after the other.
class Columns {
public:
    explicit Columns(const sql::ResultSet& rows) : rows_{rows} {}

    std::uint64_t number() { return rows_.getUInt64(next_++); }
    bool flag() { return rows_.getInt(next_++) != 0; }
    std::string text() { return rows_.getString(next_++); }
    /// A column of TO_SECONDS(...).
    TimePoint time();
    /// The same, where there may be none.
    std::optional<TimePoint> optional_time();
    /// True when the coming column is NULL; does not move on.
    bool is_null() const { return rows_.isNull(next_); }

private:
    const sql::ResultSet& rows_;
    std::uint32_t next_ = 1;
};

User read_user(Columns& columns);
/// Without what only the account's own pages need.
User read_checked_user(Columns& columns);
Session read_session(Columns& columns);
Site read_checked_site(Columns& columns);
Site read_site(Columns& columns);
SessionWithUser read_session_with_user(Columns& columns);
SessionWithUser read_checked_session(Columns& columns);

/// Logs it, at most once in 10 s.
void log_corrupt(const CorruptRow& corrupt);

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
