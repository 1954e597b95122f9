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

/// Another system's name for one of our fields, in lowercase with `_` for blanks and dashes, and
/// how its value becomes ours.
struct OtherName {
    std::string_view name;
    std::string_view field;
    UserFile::Convert convert = nullptr;
};

constexpr OtherName kOtherNames[] = {
    {"name", "display_name"},
    {"displayname", "display_name"},
    {"full_name", "display_name"},
    {"fullname", "display_name"},
    {"mail", "email"},
    {"e_mail", "email"},
    {"email_address", "email"},
    {"emailaddress", "email"},
    {"user_email", "email"},
    {"user_pass", "password_hash"},
    {"user_password", "password_hash"},
    {"userpassword", "password_hash"},
    {"password", "password_hash"},
    {"passwd", "password_hash"},
    {"hash", "password_hash"},
    {"hashed_password", "password_hash"},
    {"passwordhash", "password_hash"},
    {"passhash", "password_hash"},
    {"password_digest", "password_hash"},
    {"encrypted_password", "password_hash"},
    {"emailverified", "email_verified"},
    {"email_confirmed", "email_verified"},
    {"emailconfirmed", "email_verified"},
    {"verified", "email_verified"},
    {"is_verified", "email_verified"},
    {"email_verified_at", "email_verified", whether_there_is},
    {"email_confirmed_at", "email_verified", whether_there_is},
    {"confirmed_at", "email_verified", whether_there_is},
    {"verified_at", "email_verified", whether_there_is},
    {"user_name", "username"},
    {"login", "username"},
    {"user_login", "username"},
    {"preferred_username", "username"},
    {"first_name", "given_name"},
    {"firstname", "given_name"},
    {"givenname", "given_name"},
    {"last_name", "family_name"},
    {"lastname", "family_name"},
    {"surname", "family_name"},
    {"sn", "family_name"},
    {"familyname", "family_name"},
    {"locale", "language"},
    {"lang", "language"},
    {"timezone", "time_zone"},
    {"enabled", "disabled", opposite_of},
    {"is_enabled", "disabled", opposite_of},
    {"active", "disabled", opposite_of},
    {"is_active", "disabled", opposite_of},
    {"isactive", "disabled", opposite_of},
    {"is_disabled", "disabled"},
    {"inactive", "disabled"},
    {"banned", "disabled"},
    {"is_banned", "disabled"},
    {"blocked", "disabled"},
    {"is_blocked", "disabled"},
    {"locked", "disabled"},
    {"is_locked", "disabled"},
    {"suspended", "disabled"},
    {"is_suspended", "disabled"},
    {"deleted", "disabled"},
    {"deleted_at", "disabled", whether_there_is},
    {"banned_at", "disabled", whether_there_is},
    {"suspended_at", "disabled", whether_there_is},
    {"created", "created_at"},
    {"createdat", "created_at"},
    {"createdtimestamp", "created_at"},
    {"date_joined", "created_at"},
    {"registered_at", "created_at"},
    {"user_registered", "created_at"},
};

/// Which of our fields a title or a member is.
UserFile::Title title_of(std::string_view typed) {
    std::string name = to_ascii_lower(trim(typed));
    std::ranges::replace_if(
        name, [](char c) { return c == ' ' || c == '-'; }, '_');
    const auto ours = std::ranges::find(kUserFields, name);
    if (ours != kUserFields.end()) return {.field = *ours};
    const auto* other = std::ranges::find(kOtherNames, std::string_view{name}, &OtherName::name);
    if (other == std::end(kOtherNames)) return {};
    return {.field = other->field, .convert = other->convert};
}

bool is_known(std::string_view typed) { return !title_of(typed).field.empty(); }

std::string converted(const UserFile::Title& title, const std::string& value) {
    return title.convert != nullptr ? title.convert(value) : value;
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
    auto titles = csv_->next();
    if (!titles || !*titles) refuse("the first line must name the fields");
    while (!(*titles)->empty() && trim((*titles)->back()).empty()) (*titles)->pop_back();
    for (const auto& typed : **titles) {
        if (!is_utf8(typed)) refuse("the first line " + std::string{kNotUtf8});
        const Title title = title_of(typed);
        if (title.field.empty() && !ignore_unknown_ && !trim(typed).empty())
            refuse(unknown_field(trim(typed)));
        if (!title.field.empty() && has_title(title.field))
            refuse("the field " + std::string{title.field} + " appears twice");
        titles_.push_back(title);
    }
    if (!has_title("email")) refuse("the field email is missing");
}

bool UserFile::has_title(std::string_view field) const {
    return std::ranges::find(titles_, field, &Title::field) != titles_.end();
}

/// A key of the system that the file comes from is of no use here, nor a username that is none, nor
/// a profile that is a text.
void UserFile::drop_foreign_names(UserRecord& record) const {
    const auto id = record.find("id");
    if (ignore_unknown_ && id != record.end() && !PublicId::parse(id->second)) record.erase(id);
    const auto name = record.find("username");
    if (ignore_unknown_ && name != record.end() && !Username::parse(name->second))
        record.erase(name);
    const auto profile = record.find("profile");
    if (ignore_unknown_ && profile != record.end() && !profile->second.starts_with('{'))
        record.erase(profile);
}

std::optional<Result<UserRecord, std::string>> UserFile::next() {
    try {
        return csv_ ? next_csv() : next_json();
    } catch (const ReadError& error) {
        refuse(error.what());
    }
}

std::optional<Result<UserRecord, std::string>> UserFile::next_csv() {
    CsvReader::Record fields;
    do {
        auto record = csv_->next();
        if (!record) return std::nullopt;
        if (!*record) return fail(record->error().what);
        fields = std::move(**record);
        for (auto& field : fields) field = std::string{trim(field)};
    } while (std::ranges::all_of(fields, &std::string::empty));  // `;;;` of a spreadsheet
    while (fields.size() > titles_.size() && fields.back().empty()) fields.pop_back();
    if (fields.size() != titles_.size())
        return fail("has " + std::to_string(fields.size()) + " fields instead of " +
                    std::to_string(titles_.size()));
    if (!std::ranges::all_of(fields, [](const auto& field) { return is_utf8(field); }))
        return fail(std::string{kNotUtf8});
    UserRecord record;
    for (std::size_t i = 0; i < titles_.size(); ++i)
        if (const auto& title = titles_[i]; !title.field.empty())
            record.emplace(title.field, converted(title, fields[i]));
    drop_foreign_names(record);
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
    const auto json = json::Json::parse(line, {.max_bytes = LineReader::kMaxBytes});
    if (!json) return fail("is not JSON: " + json.error().message);
    if (!ignore_unknown_ && json->object() != nullptr)
        for (const auto& [name, value] : *json->object())
            if (!is_known(name)) return fail(unknown_field(name));
    auto record = to_record(*json, is_known);
    if (!record) return record;
    UserRecord named;
    for (const auto& [member, value] : *record) {
        const auto title = title_of(member);
        if (!named.emplace(title.field, converted(title, value)).second)
            return fail("has " + std::string{title.field} + " twice");
    }
    drop_foreign_names(named);
    return named;
}

}  // namespace postern::app
