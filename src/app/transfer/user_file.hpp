/// UserFile: reads the users of a CSV file or of lines of JSON, one after the other.
#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/transfer/csv.hpp"
#include "app/transfer/user_record.hpp"

namespace postern::app {

class UserFile {
public:
    using Convert = std::string (*)(const std::string& value);

    /// What a column or a member is.
    struct Title {
        std::string_view field{};   ///< of kUserFields; empty: skipped
        Convert convert = nullptr;  ///< from another system's value to ours
    };

    /// The ending says what it is: `.csv` or `.tsv`, `.jsonl` or `.ndjson`. Throws CommandError
    /// when it cannot be read, is neither, or its first line names no `email` or a field that is
    /// not known. With `ignore_unknown` such a field is skipped.
    explicit UserFile(const std::string& path, bool ignore_unknown = false);

    /// The next record, or what is wrong with its line; nothing at the end. Throws CommandError if
    /// the file can't be read to its end.
    std::optional<Result<UserRecord, std::string>> next();

    std::size_t line() const noexcept { return csv_ ? csv_->line() : lines_.line(); }

private:
    void refuse_other_encodings();
    void read_titles();
    bool has_title(std::string_view field) const;
    void drop_foreign_names(UserRecord& record) const;
    std::optional<Result<UserRecord, std::string>> next_csv();
    std::optional<Result<UserRecord, std::string>> next_json();

    const bool ignore_unknown_;
    std::ifstream in_;
    LineReader lines_{in_};  ///< of a file of JSON
    std::unique_ptr<CsvReader> csv_;
    std::vector<Title> titles_;
};

}  // namespace postern::app
