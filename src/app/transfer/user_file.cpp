#include "app/transfer/user_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <initializer_list>
#include <utility>

#include "app/console/console.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

/// Other systems' words for our fields.
constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kOtherNames{{
    {"name", "display_name"},
    {"displayname", "display_name"},
    {"full_name", "display_name"},
    {"fullname", "display_name"},
    {"mail", "email"},
    {"e-mail", "email"},
    {"email_address", "email"},
    {"user_email", "email"},
    {"user_pass", "password_hash"},
    {"passwordhash", "password_hash"},
    {"encrypted_password", "password_hash"},
    {"emailverified", "email_verified"},
    {"email_confirmed", "email_verified"},
    {"emailconfirmed", "email_verified"},
    {"locale", "language"},
    {"lang", "language"},
    {"timezone", "time_zone"},
    {"created", "created_at"},
    {"createdat", "created_at"},
    {"createdtimestamp", "created_at"},
    {"date_joined", "created_at"},
    {"registered_at", "created_at"},
    {"passhash", "password_hash"},
    {"password_digest", "password_hash"},
    {"verified", "email_verified"},
    {"user_registered", "created_at"},
}};

/// Titles and members are compared in lowercase.
std::string field_name(std::string_view typed) {
    std::string name = to_ascii_lower(typed);
    const auto* other = std::ranges::find(kOtherNames, std::string_view{name},
                                          &std::pair<std::string_view, std::string_view>::first);
    return other == kOtherNames.end() ? name : std::string{other->second};
}

bool is_field(const std::string& name) {
    return std::ranges::find(kUserFields, name) != kUserFields.end();
}

constexpr std::string_view kNotUtf8 =
    "is not UTF-8; save the file as UTF-8 (in a spreadsheet: CSV UTF-8)";

[[noreturn]] void refuse(const std::string& what) { throw CommandError{kRefused, what}; }

std::string unknown_field(std::string_view name) {
    std::string words = "there is no field " + printable(name) + "; the fields are ";
    for (const auto& field : kUserFields) words.append(field).append(", ");
    return words + "and --ignore-unknown skips others";
}

}  // namespace

UserFile::UserFile(const std::string& path, bool ignore_unknown) : ignore_unknown_{ignore_unknown} {
    // Before it is opened: opening a pipe would wait for somebody who writes. And it could not be
    // read a second time.
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        refuse("cannot read " + printable(path) + ": no regular file");
    in_.open(path, std::ios::binary);
    if (!in_) refuse("cannot read " + printable(path));
    const std::string name = to_ascii_lower(path);
    const auto ends_in = [&name](std::initializer_list<std::string_view> endings) {
        return std::ranges::any_of(endings, [&name](auto one) { return name.ends_with(one); });
    };
    if (ends_in({".json"}))
        refuse(
            "an array of JSON is read as lines; make them with: jq -c '.[]' FILE.json > "
            "FILE.jsonl");
    if (ends_in({".xlsx", ".xls", ".ods"}))
        refuse("a spreadsheet is read as CSV; save it as \"CSV UTF-8\"");
    const bool is_csv = ends_in({".csv", ".tsv"});
    if (!is_csv && !ends_in({".jsonl", ".ndjson"}))
        refuse("the file's name must end in .csv, .tsv, .jsonl or .ndjson");
    refuse_other_encodings();
    if (!is_csv) return;
    csv_ = std::make_unique<CsvReader>(in_);
    read_titles();
}

void UserFile::refuse_other_encodings() {
    std::array<char, 4> first{};
    in_.read(first.data(), first.size());
    if (in_.bad()) refuse("the file could not be read");
    in_.clear();
    in_.seekg(0);
    // UTF-16 and UTF-32 begin with a byte order mark, or a zero byte is part of the first letter.
    const std::string_view start{first.data(), static_cast<std::size_t>(in_.gcount())};
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF") ||
        start.find('\0') != std::string_view::npos)
        refuse("the file is UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)");
}

void UserFile::read_titles() {
    const auto titles = csv_->next();
    if (!titles || !*titles) refuse("the first line must name the fields");
    for (const auto& title : **titles) {
        std::string name = field_name(trim(title));
        if (!is_utf8(name)) refuse("the first line " + std::string{kNotUtf8});
        if (!is_field(name)) {
            if (!ignore_unknown_) refuse(unknown_field(name));
            name.clear();
        }
        if (!name.empty() && std::ranges::find(titles_, name) != titles_.end())
            refuse("the field " + name + " appears twice");
        titles_.push_back(std::move(name));
    }
    if (std::ranges::find(titles_, "email") == titles_.end()) refuse("the field email is missing");
}

std::optional<Result<UserRecord, std::string>> UserFile::next() {
    try {
        return csv_ ? next_csv() : next_json();
    } catch (const ReadError& error) {
        refuse(error.what());
    }
}

std::optional<Result<UserRecord, std::string>> UserFile::next_csv() {
    auto fields = csv_->next();
    if (!fields) return std::nullopt;
    if (!*fields) return fail(fields->error().what);
    if ((*fields)->size() != titles_.size())
        return fail("has " + std::to_string((*fields)->size()) + " fields instead of " +
                    std::to_string(titles_.size()));
    if (!std::ranges::all_of(**fields, [](const auto& field) { return is_utf8(field); }))
        return fail(std::string{kNotUtf8});
    UserRecord record;
    for (std::size_t i = 0; i < titles_.size(); ++i)
        if (!titles_[i].empty()) record[titles_[i]] = (**fields)[i];
    return record;
}

std::optional<Result<UserRecord, std::string>> UserFile::next_json() {
    std::string line;
    do {
        const auto found = lines_.next(line);
        if (found == LineReader::Found::End) return std::nullopt;
        if (found == LineReader::Found::TooLong) return fail(std::string{"is longer than 64 KiB"});
        line = trim(line);
    } while (line.empty());
    const auto json = json::Json::parse(line, {.max_bytes = LineReader::kMaxBytes, .max_depth = 4});
    if (!json) return fail("is not JSON: " + json.error().message);
    auto record = to_record(*json);
    if (!record) return record;
    UserRecord named;
    for (const auto& [name, value] : *record) {
        if (!is_field(field_name(name))) {
            if (ignore_unknown_) continue;
            return fail(unknown_field(name));
        }
        if (!named.emplace(field_name(name), value).second)
            return fail("has " + field_name(name) + " twice");
    }
    return named;
}

}  // namespace postern::app
