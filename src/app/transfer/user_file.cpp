#include "app/transfer/user_file.hpp"

#include <algorithm>
#include <filesystem>

#include "app/console/console.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kMaxLineBytes = 64 * 1024;

/// Maps other systems' field names to ours.
std::string field_name(std::string name) { return name == "name" ? "display_name" : name; }

bool is_field(const std::string& name) {
    return std::ranges::find(kUserFields, name) != kUserFields.end();
}

[[noreturn]] void refuse(const std::string& what) { throw CommandError{kRefused, what}; }

}  // namespace

UserFile::UserFile(const std::string& path) : in_{path, std::ios::binary} {
    // A pipe could not be read a second time.
    if (!in_ || !std::filesystem::is_regular_file(path)) refuse("cannot read " + printable(path));
    if (path.ends_with(".csv")) {
        csv_ = std::make_unique<CsvReader>(in_);
        read_titles();
    } else if (!path.ends_with(".jsonl")) {
        refuse("the file's name must end in .csv or .jsonl");
    }
}

void UserFile::read_titles() {
    const auto titles = csv_->next();
    if (!titles || !*titles) refuse("the first line must name the fields");
    for (const auto& title : **titles) {
        titles_.push_back(field_name(to_ascii_lower(trim(title))));
        if (!is_field(titles_.back())) refuse("unknown field " + printable(titles_.back()));
        if (std::ranges::count(titles_, titles_.back()) > 1)
            refuse("the field " + titles_.back() + " appears twice");
    }
    if (std::ranges::find(titles_, "email") == titles_.end()) refuse("the field email is missing");
}

std::optional<Result<UserRecord, std::string>> UserFile::next() {
    if (!csv_) return next_json();
    auto fields = csv_->next();
    if (!fields) return std::nullopt;
    if (!*fields) return fail(fields->error().what);
    if ((*fields)->size() != titles_.size())
        return fail("has " + std::to_string((*fields)->size()) + " fields instead of " +
                    std::to_string(titles_.size()));
    UserRecord record;
    for (std::size_t i = 0; i < titles_.size(); ++i) record[titles_[i]] = (**fields)[i];
    return record;
}

std::optional<Result<UserRecord, std::string>> UserFile::next_json() {
    std::string line;
    do {
        if (!std::getline(in_, line)) return std::nullopt;
        ++line_;
        line = trim(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    } while (line.empty());
    const auto json = json::Json::parse(line, {.max_bytes = kMaxLineBytes, .max_depth = 2});
    if (!json) return fail("is not JSON: " + json.error().message);
    auto record = to_record(*json);
    if (!record) return record;
    UserRecord named;
    for (const auto& [name, value] : *record) {
        if (!is_field(field_name(name))) return fail(std::string{"has an unknown field"});
        if (!named.emplace(field_name(name), value).second)
            return fail("has " + field_name(name) + " twice");
    }
    return named;
}

}  // namespace postern::app
