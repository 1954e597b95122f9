/// csv: lines of comma-separated values (RFC 4180), safe to open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::text {

/// The field with one more apostrophe wherever a spreadsheet would begin to calculate
/// (ASVS 1.2.10): at its beginning, and behind what ends a cell where the separator is a semicolon
/// or a tab.
std::string with_apostrophes(std::string_view field);
/// What with_apostrophes() was given.
std::string without_apostrophes(std::string_view field);

/// The fields as one line, with its end and with_apostrophes().
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace postern::text
