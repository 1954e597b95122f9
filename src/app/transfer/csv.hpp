/// csv: comma-separated values (RFC 4180), read; text::csv_line writes them.
///
/// Reading takes a byte order mark, LF or CRLF, quoted fields with line ends inside, and the
/// separator that the first line has (a comma, or the semicolon, tab or bar of spreadsheets and
/// databases) or names (`sep=;`). What a spreadsheet would take for a formula is written behind
/// an apostrophe, and that is taken off again when it is read: see docs/moving-in.md.
#pragma once

#include <deque>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/transfer/line_reader.hpp"
#include "postern/base/result.hpp"

namespace postern::app {

struct CsvError {
    std::string what;
};

class CsvReader {
public:
    explicit CsvReader(std::istream& in) : lines_{in} {}

    using Record = std::vector<std::string>;

    /// The next record; nothing at the end. An empty line is skipped. After an error the reader
    /// stands at the line behind the one on which the record began: a stray quotation mark costs
    /// that line and none of those that it seems to enclose. Unquoted, what databases write for
    /// NULL (`\N`, `NULL` and the like) is empty. Throws ReadError.
    std::optional<Result<Record, CsvError>> next();

    /// Line on which the last record began; the first is 1.
    std::size_t line() const noexcept { return begin_; }

private:
    struct Line {
        std::string text{};
        std::size_t number = 0;
        LineReader::Found found = LineReader::Found::End;
    };

    LineReader::Found take(Line& line);
    Failure<CsvError> refuse(std::vector<Line> behind_the_first, std::string what);

    LineReader lines_;
    std::deque<Line> again_;  ///< taken for a record that was none
    std::size_t begin_ = 0;
    char separator_ = 0;  ///< not known yet
};

}  // namespace postern::app
