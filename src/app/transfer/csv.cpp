#include "app/transfer/csv.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/text/csv.hpp"

namespace postern::app {

namespace {

/// How databases and their tools write NULL, outside quotation marks: MySQL and PostgreSQL,
/// phpMyAdmin, DBeaver, DataGrip, HeidiSQL. A person named Null is written otherwise.
constexpr std::array<std::string_view, 8> kNulls{"\\N",    "NULL",   "null",   "[NULL]",
                                                 "<null>", "<NULL>", "(NULL)", "(null)"};

constexpr const char* kUnclosed = "has an unclosed quotation mark";

/// The separator of a line of titles: what stands there most often outside quotation marks.
char separator_of(std::string_view titles) {
    std::string bare;
    bool is_quoted = false;
    for (const char c : titles) {
        is_quoted ^= c == '"';
        if (!is_quoted) bare += c;
    }
    char best = ',';
    for (const char c : {';', '\t', '|'})
        if (std::ranges::count(bare, c) > std::ranges::count(bare, best)) best = c;
    return best;
}

/// `sep=;`, by which a spreadsheet tells others its separator.
std::optional<char> separator_named_by(std::string_view line) {
    if (line.starts_with('"') && line.ends_with('"') && line.size() > 2)
        line = line.substr(1, line.size() - 2);
    constexpr std::string_view kWord = "sep=";
    if (line.size() != kWord.size() + 1 ||
        !equals_ignoring_ascii_case(line.substr(0, kWord.size()), kWord))
        return std::nullopt;
    return line.back();
}

/// Takes fields off lines, which may be more than one.
class FieldScanner {
public:
    enum class State { Start, Plain, Quoted, QuoteSeen };

    explicit FieldScanner(char separator) : separator_{separator} {}

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
        if (c == separator_) {
            end_field();
            return true;
        }
        if (c == '"' && state_ == State::QuoteSeen) {
            field_ += c;
            state_ = State::Quoted;
            return true;
        }
        const bool is_blank = field_.find_first_not_of(' ') == std::string::npos;
        if (c == '"' && state_ != State::QuoteSeen && is_blank) {  // `a, "b"`
            field_.clear();
            state_ = State::Quoted;
            return true;
        }
        if (c == ' ' && state_ == State::QuoteSeen) return true;
        if (c == '"' || state_ == State::QuoteSeen) return false;
        field_ += c;
        state_ = State::Plain;
        return true;
    }
    void end_field() {
        if (state_ == State::Plain && std::ranges::find(kNulls, field_) != kNulls.end())
            field_.clear();
        record_.push_back(text::without_apostrophes(std::exchange(field_, {})));
        state_ = State::Start;
    }

    const char separator_;
    State state_ = State::Start;
    std::string field_;
    CsvReader::Record record_;
};

}  // namespace

LineReader::Found CsvReader::take(Line& line) {
    if (!again_.empty()) {
        line = std::move(again_.front());
        again_.pop_front();
        return line.found;
    }
    line.found = lines_.next(line.text);
    line.number = lines_.line();
    return line.found;
}

Failure<CsvError> CsvReader::refuse(std::vector<Line> behind_the_first, std::string what) {
    again_.insert(again_.begin(), std::make_move_iterator(behind_the_first.begin()),
                  std::make_move_iterator(behind_the_first.end()));
    return fail(CsvError{std::move(what)});
}

std::optional<Result<CsvReader::Record, CsvError>> CsvReader::next() {
    using Found = LineReader::Found;
    constexpr const char* kTooLong = "is longer than 64 KiB";
    Line line;
    do {
        if (take(line) == Found::End) return std::nullopt;
        begin_ = line.number;
        if (line.found == Found::TooLong) return fail(CsvError{kTooLong});
        if (const auto named = separator_ == 0 ? separator_named_by(line.text) : std::nullopt) {
            separator_ = *named;
            line.text.clear();
        }
    } while (line.text.empty());
    if (separator_ == 0) separator_ = separator_of(line.text);
    FieldScanner scanner{separator_};
    std::vector<Line> more;
    for (std::size_t bytes = line.text.size();; bytes += line.text.size() + 1) {
        if (bytes > LineReader::kMaxBytes) {
            const char* const why = more.empty() ? kTooLong : kUnclosed;
            return refuse(std::move(more), why);
        }
        if (!scanner.take(line.text))
            return refuse(std::move(more), "has a misplaced quotation mark");
        if (!scanner.is_open()) return scanner.finish();
        scanner.take_line_end();
        const Found found = take(line);
        if (found == Found::End) return refuse(std::move(more), kUnclosed);
        more.push_back(line);
        if (found == Found::TooLong) return refuse(std::move(more), kUnclosed);
    }
}

}  // namespace postern::app
