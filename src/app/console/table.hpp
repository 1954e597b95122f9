/// table: rows for a person to read, or as JSON for a program.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "app/console/console.hpp"
#include "postern/base/clock.hpp"
#include "postern/json/json.hpp"

namespace postern::app {

/// What is in the cells of a column, and so how a table shows them.
enum class Cells {
    Plain,   ///< never cut
    Text,    ///< may be cut to fit the terminal
    Time,    ///< RFC 3339 in UTC; shown in local time
    Result,  ///< `ok`, or what was refused or has failed, in red
};

/// One column of a list.
struct Column {
    std::string title;  ///< also the member's name in JSON: snake_case
    Cells cells = Cells::Plain;
    bool wide = false;  ///< in the table only with `--wide`; always in JSON
};

using Row = std::vector<json::Json>;

/// How rows are printed.
struct TableStyle {
    bool json = false;
    bool wide = false;      ///< every column, and nothing is cut
    bool utc = false;       ///< times in UTC instead of local time
    std::size_t width = 0;  ///< columns that there are; 0: any number
    bool color = false;
};

/// The cells of a row as members of a JSON object, named by the columns.
json::Json::Object to_object(const std::vector<Column>& columns, const Row& row);

/// Prints the rows aligned under uppercase titles, or as a JSON array of objects. `empty` is what a
/// person reads when there are none.
void print_rows(std::ostream& out, const TableStyle& style, const std::vector<Column>& columns,
                const std::vector<Row>& rows, const std::string& empty);

/// A line about one thing: `name` and spaces up to `width`, and then the value, or `-` for none.
void print_fact(std::ostream& out, std::size_t width, std::string_view name,
                const std::string& value);

/// One row without titles and alignment, as `audit --follow` prints them.
void print_row(std::ostream& out, const TableStyle& style, const std::vector<Column>& columns,
               const Row& row);

}  // namespace postern::app
