/// LineReader: the lines of a file, each within a bound; an error is never taken for the end.
///
/// A line ends with LF, CRLF or CR alone. Takes a byte order mark of UTF-8 off the first line.
/// Reads ahead at most one line of the bound, however long the file's lines are.
#pragma once

#include <istream>
#include <stdexcept>
#include <string>

namespace postern::app {

/// The file could not be read to its end.
class ReadError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class LineReader {
public:
    static constexpr std::size_t kMaxBytes = 64 * 1024;

    enum class Found {
        Line,
        TooLong,  ///< skipped up to its end
        End,
    };

    /// `in` must outlive *this.
    explicit LineReader(std::istream& in) : in_{in} {}

    /// The next line, without its end. Throws ReadError if the medium fails.
    Found next(std::string& line);

    /// The number of the last line; the first is 1.
    std::size_t line() const noexcept { return lines_; }

private:
    std::istream& in_;
    std::size_t lines_ = 0;
};

}  // namespace postern::app
