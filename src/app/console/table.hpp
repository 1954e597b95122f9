/// table: rows for a person to read, or as JSON for a program.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "postern/json/json.hpp"

namespace postern::app {

/// One column of a list.
struct Column {
    std::string title;  ///< also the member's name in JSON: snake_case
};

using Row = std::vector<json::Json>;

/// The cells of a row as members of a JSON object, named by the columns.
json::Json::Object to_object(const std::vector<Column>& columns, const Row& row);

/// Prints the rows aligned under uppercase titles or, with `as_json`, as a JSON array of objects.
/// `empty` is what a person reads when there are none.
void print_rows(std::ostream& out, bool as_json, const std::vector<Column>& columns,
                const std::vector<Row>& rows, const std::string& empty);

}  // namespace postern::app
