#include "postern/text/csv.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace postern::text {

namespace {

// The last four are the full-width forms of the first four.
constexpr std::array<std::string_view, 10> kFormulaBegins{
    "=", "+", "-", "@", "\t", "\r", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

// Where a spreadsheet begins a cell, be it one that takes semicolons or tabs for separators.
constexpr std::string_view kEndsCell = ";\t\r\n";

/// The places of a field where a cell may begin with a formula: there the apostrophes stand, if
/// any.
std::vector<std::size_t> formulas_in(std::string_view field) {
    std::vector<std::size_t> found;
    for (std::size_t cell = 0; cell < field.size();) {
        const auto begin = field.find_first_not_of(" \"", cell);
        if (begin == std::string_view::npos) break;
        const auto behind = field.find_first_not_of('\'', begin);
        if (behind == std::string_view::npos) break;
        const auto rest = field.substr(behind);
        if (std::ranges::any_of(kFormulaBegins, [&](auto one) { return rest.starts_with(one); }))
            found.push_back(begin);
        const auto end = field.find_first_of(kEndsCell, cell);
        if (end == std::string_view::npos) break;
        cell = end + 1;
    }
    return found;
}

}  // namespace

std::string with_apostrophes(std::string_view field) {
    std::string text;
    std::size_t done = 0;
    for (const std::size_t place : formulas_in(field)) {
        text.append(field, done, place - done).append(1, '\'');
        done = place;
    }
    return text.append(field, done);
}

std::string without_apostrophes(std::string_view field) {
    std::string text;
    std::size_t done = 0;
    for (const std::size_t place : formulas_in(field)) {
        text.append(field, done, place - done);
        done = field[place] == '\'' ? place + 1 : place;
    }
    return text.append(field, done);
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) line += ',';
        const std::string field = with_apostrophes(fields[i]);
        if (field.find_first_of(",;\t\"\r\n") == std::string::npos) {
            line += field;
            continue;
        }
        line += '"';
        for (const char c : field) line += c == '"' ? std::string{"\"\""} : std::string{c};
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace postern::text
