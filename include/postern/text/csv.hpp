/// csv: lines of comma-separated values (RFC 4180), safe to open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::text {

/// Apostrophes, if any, and then what makes a spreadsheet calculate (ASVS 1.2.10).
bool looks_like_formula(std::string_view field);

/// The fields as one line, with its end. One that looks like a formula is written behind an
/// apostrophe.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace postern::text
