#include "app/transfer/csv.hpp"

#include <algorithm>
#include <utility>

namespace postern::app {

namespace {

constexpr std::size_t kMaxRecordBytes = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Apostrophes and then what makes a spreadsheet calculate (ASVS 1.2.10).
bool looks_like_formula(std::string_view field) {
    const auto first = field.find_first_not_of('\'');
    return first != std::string_view::npos &&
           std::string_view{"=+-@\t\r"}.find(field[first]) != std::string_view::npos;
}

std::string without_apostrophe(std::string field) {
    if (field.starts_with('\'') && looks_like_formula(field)) field.erase(0, 1);
    return field;
}

/// Takes fields off lines, which may be more than one.
class FieldScanner {
public:
    enum class State { Start, Plain, Quoted, QuoteSeen };

    /// False when this is no CSV.
    bool take(std::string_view line) {
        for (const char c : line)
            if (!take(c)) return false;
        return true;
    }
    bool is_open() const noexcept { return state_ == State::Quoted; }
    void take_line_end() { field_ += '\n'; }
    CsvReader::Record finish() {
        end_field();
        return std::move(record_);
    }

private:
    bool take(char c) {
        if (state_ == State::Quoted) {
            if (c == '"')
                state_ = State::QuoteSeen;
            else
                field_ += c;
            return true;
        }
        if (c == ',') {
            end_field();
            return true;
        }
        if (c == '"' && state_ == State::QuoteSeen) {
            field_ += c;
            state_ = State::Quoted;
            return true;
        }
        if (c == '"' && state_ == State::Start) {
            state_ = State::Quoted;
            return true;
        }
        if (c == '"' || state_ == State::QuoteSeen) return false;
        field_ += c;
        state_ = State::Plain;
        return true;
    }
    void end_field() {
        record_.push_back(without_apostrophe(std::exchange(field_, {})));
        state_ = State::Start;
    }

    State state_ = State::Start;
    std::string field_;
    CsvReader::Record record_;
};

}  // namespace

bool CsvReader::read_line(std::string& line) {
    if (!std::getline(in_, line)) return false;
    if (line.ends_with('\r')) line.pop_back();
    if (++lines_ == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
    return true;
}

std::optional<Result<CsvReader::Record, CsvError>> CsvReader::next() {
    std::string line;
    do {
        if (!read_line(line)) return std::nullopt;
    } while (line.empty());
    begin_ = lines_;
    FieldScanner scanner;
    for (std::size_t bytes = line.size();; bytes += line.size() + 1) {
        if (bytes > kMaxRecordBytes) return fail(CsvError{"is longer than 64 KiB"});
        if (!scanner.take(line)) return fail(CsvError{"has a misplaced quotation mark"});
        if (!scanner.is_open()) return scanner.finish();
        scanner.take_line_end();
        if (!read_line(line)) return fail(CsvError{"has an unclosed quotation mark"});
    }
}

std::string csv_line(const CsvReader::Record& fields) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) line += ',';
        const std::string field = (looks_like_formula(fields[i]) ? "'" : "") + fields[i];
        if (field.find_first_of(",\"\r\n") == std::string::npos) {
            line += field;
            continue;
        }
        line += '"';
        for (const char c : field) line += c == '"' ? std::string{"\"\""} : std::string{c};
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace postern::app
