/// UserFile: reads the users of a CSV file or of lines of JSON, one after the other.
#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/transfer/csv.hpp"
#include "app/transfer/user_record.hpp"

namespace postern::app {

class UserFile {
public:
    /// The ending `.csv` or `.jsonl` says what it is. Throws CommandError when it cannot be read,
    /// is neither, or its first line names no `email` or a field that is not known.
    explicit UserFile(const std::string& path);

    /// The next record, or what is wrong with its line; nothing at the end.
    std::optional<Result<UserRecord, std::string>> next();

    std::size_t line() const noexcept { return csv_ ? csv_->line() : line_; }

private:
    void read_titles();
    std::optional<Result<UserRecord, std::string>> next_json();

    std::ifstream in_;
    std::unique_ptr<CsvReader> csv_;
    std::vector<std::string> titles_;
    std::size_t line_ = 0;
};

}  // namespace postern::app
