#include "app/transfer/user_record.hpp"

#include <algorithm>
#include <cstdlib>

#include "postern/base/bytes.hpp"
#include "postern/crypto/password/imported_hash.hpp"
#include "postern/model/one_line.hpp"
#include "postern/text/dates.hpp"

namespace postern::app {

const std::vector<std::string> kUserFields{
    "id",         "email",       "display_name",  "password_hash", "email_verified",
    "language",   "time_zone",   "disabled",      "created_at",    "username",
    "given_name", "family_name", "waiting_since", "profile"};

namespace {

constexpr std::size_t kMaxHashBytes = 255;  // of the column
constexpr std::size_t kMaxLanguageBytes = 35;

std::string_view value(const UserRecord& record, std::string_view name) {
    const auto found = record.find(name);
    return found == record.end() ? std::string_view{} : std::string_view{found->second};
}

constexpr std::string_view kLeaveItEmpty =
    "Leave it empty: the person then sets a new password by e-mail";

std::string words(crypto::HashRefusal refusal) {
    switch (refusal) {
        case crypto::HashRefusal::Unknown:
            return "password_hash is of a kind that can't be verified here. " +
                   std::string{kLeaveItEmpty};
        case crypto::HashRefusal::Malformed:
            return "password_hash is truncated or damaged";
        case crypto::HashRefusal::Weak:
            return "password_hash is too weak to keep. " + std::string{kLeaveItEmpty};
        case crypto::HashRefusal::TooCostly:
            return "password_hash takes too much time or memory to verify. " +
                   std::string{kLeaveItEmpty};
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<bool> to_flag(std::string_view text, bool fallback) {
    const std::string folded = to_ascii_lower(text);
    if (folded.empty()) return fallback;
    // Spreadsheets write the words of their own language.
    for (const char* word : {"true", "t", "1", "yes", "y", "on", "-1", "1.0", "wahr", "ja", "vrai",
                             "oui", "verdadero", "vero", "verdadeiro", "waar"})
        if (folded == word) return true;
    for (const char* word : {"false", "f", "0", "no", "n", "off", "0.0", "falsch", "nein", "faux",
                             "non", "falso", "onwaar"})
        if (folded == word) return false;
    return std::nullopt;
}

/// `digits` decimal digits from `at`; nothing when one is none.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t digits) {
    int number = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/// Takes `:MM` or `:SS` and the like off the front.
std::optional<int> take_part(std::string_view& text, std::string_view before, std::size_t digits) {
    if (!text.starts_with(before) || text.size() < before.size() + digits) return std::nullopt;
    const auto number = digits_at(text, before.size(), digits);
    if (number) text.remove_prefix(before.size() + digits);
    return number;
}

/// `Z`, nothing (a database's own time, which is taken for UTC), `+02:00`, `-0530` or `+02`.
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
    if (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty() || text == "Z" || text == "z" || text == "UTC") return std::chrono::minutes{0};
    const int sign = text[0] == '+' ? 1 : -1;
    if (text[0] != '+' && text[0] != '-') return std::nullopt;
    text.remove_prefix(1);
    const auto hours = take_part(text, "", 2);
    if (!hours) return std::nullopt;
    const auto minutes = text.empty()     ? std::optional{0}
                         : text[0] == ':' ? take_part(text, ":", 2)
                                          : take_part(text, "", 2);
    if (!minutes || !text.empty() || *hours > 14 || *minutes > 59) return std::nullopt;
    return std::chrono::minutes{sign * (*hours * 60 + *minutes)};
}

/// From 1970 to 9999, in UTC.
bool is_storable(TimePoint time) {
    constexpr TimePoint kEnd{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}};
    return time >= TimePoint{} && time < kEnd;
}

/// Seconds, milliseconds or microseconds since 1970, of which a time after 2001 has 10, 13 or 16
/// digits. A database may add a fraction to the seconds.
std::optional<TimePoint> to_unix_time(std::string_view text) {
    const std::string_view whole = text.substr(0, text.find('.'));
    const auto number = to_number(whole);
    if (!number) return std::nullopt;
    if (whole.size() <= 10 && whole.size() >= 9)
        return TimePoint{std::chrono::seconds{static_cast<std::int64_t>(*number)}};
    if (whole != text || (whole.size() != 13 && whole.size() != 16)) return std::nullopt;
    const std::uint64_t in_a_second = whole.size() == 13 ? 1'000 : 1'000'000;
    return TimePoint{std::chrono::seconds{static_cast<std::int64_t>(*number / in_a_second)}};
}

/// A day that MySQL writes where there is none.
bool is_no_time(std::string_view text) { return text.empty() || text.starts_with("0000-00-00"); }

/// A time of RFC 3339 with fraction and offset, as to_rfc3339() and as databases write it:
/// `2026-11-21T08:50:00Z`, `2026-11-21 08:50:00.123`, `2026-11-21 08:50:00+02`, or a day alone. Or
/// Unix time.
std::optional<TimePoint> to_time(std::string_view text) {
    if (const auto time = to_unix_time(text)) return time;
    const auto year = take_part(text, "", 4), month = take_part(text, "-", 2),
               day = take_part(text, "-", 2);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *year < 1970) return std::nullopt;
    const TimePoint midnight{std::chrono::sys_days{date}};
    if (text.empty()) return midnight;
    const char between = text.front();
    if (between != 'T' && between != 't' && between != ' ') return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take_part(text, "", 2), minute = take_part(text, ":", 2);
    const auto second = text.starts_with(':') ? take_part(text, ":", 2) : std::optional{0};
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    if (text.starts_with('.') || text.starts_with(',')) {
        const auto end = std::min(text.find_first_not_of("0123456789", 1), text.size());
        if (end == 1) return std::nullopt;
        text.remove_prefix(end);
    }
    const auto offset = offset_of(text);
    if (!offset) return std::nullopt;
    const auto time = midnight + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                      std::chrono::seconds{*second} - *offset;
    return is_storable(time) ? std::optional{time} : std::nullopt;
}

/// `de_AT.UTF-8` of a system's locale -> `de-AT`.
std::string language_tag(std::string_view text) {
    std::string tag{text.substr(0, text.find_first_of(".@"))};
    std::ranges::replace(tag, '_', '-');
    return tag;
}

bool is_language(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    };
    return text.size() <= kMaxLanguageBytes && std::ranges::all_of(text, fits);
}

/// The values of the JSON object that `typed` is. Whether they fit the fields that are asked for
/// here is seen when the user signs in.
std::optional<ProfileValues> profile_of(std::string_view typed) {
    if (typed.empty()) return ProfileValues{};
    const auto json = json::Json::parse(typed);
    if (!json || json->object() == nullptr || json->object()->size() > kMaxProfileFields)
        return std::nullopt;
    ProfileValues values;
    for (const auto& [name, member] : *json->object()) {
        const auto* text = member.string();
        auto line = text ? one_line(*text, kMaxProfileValueCodePoints) : std::nullopt;
        if (!line || !is_profile_field_name(name)) return std::nullopt;
        values.insert_or_assign(name, std::move(*line));
    }
    return values;
}

json::Json profile_json(const ProfileValues& values) {
    json::Json::Object object;
    for (const auto& [field, value] : values) object.emplace_back(field, value);
    return json::Json{std::move(object)};
}

/// The hash to store, or what is wrong.
Result<std::string, std::string> hash_of(std::string_view typed) {
    // Django and shadow(5) mark so what fits no password.
    if (typed.empty() || typed.starts_with('!') || typed.starts_with('*'))
        return std::string{crypto::kNoPassword};
    auto hash = crypto::import_hash(typed);
    if (!hash) return fail(words(hash.error()));
    if (hash->size() > kMaxHashBytes) return fail(std::string{"password_hash is too long"});
    const auto is_ascii = [](char c) { return c > ' ' && c <= '~'; };
    if (!std::ranges::all_of(*hash, is_ascii)) return fail(words(crypto::HashRefusal::Malformed));
    return *std::move(hash);
}

/// What is wrong with the fields that are not the hash; empty when nothing is.
std::string problem_of(const UserRecord& record) {
    if (!EmailAddress::parse(value(record, "email"))) return "email is not an e-mail address";
    const auto name = value(record, "display_name");
    if (!name.empty() && !DisplayName::parse(name))
        return "display_name must have 1 to 100 characters, on one line";
    const auto username = value(record, "username");
    if (!username.empty() && !Username::parse(username))
        return "username must have 3 to 32 characters of a-z, 0-9 and single '.', '_' or '-', and "
               "begin with a letter";
    for (const char* const part : {"given_name", "family_name"})
        if (!parse_part_of_name(value(record, part)))
            return std::string{part} + " must have at most 64 characters, on one line";
    const auto id = value(record, "id");
    if (!id.empty() && !PublicId::parse(id)) return "id is not a Postern id";
    if (!to_flag(value(record, "email_verified"), true))
        return "email_verified is neither true nor false";
    if (!to_flag(value(record, "disabled"), false)) return "disabled is neither true nor false";
    if (!is_language(language_tag(value(record, "language"))))
        return "language is not a language tag such as de";
    const auto zone = value(record, "time_zone");
    if (!zone.empty() && !text::is_time_zone(zone))
        return "time_zone is not an IANA name such as Europe/Berlin";
    const auto created = value(record, "created_at");
    if (!is_no_time(created) && !to_time(created))
        return "created_at is not a time such as 2026-11-21T08:50:00Z";
    const auto waiting = value(record, "waiting_since");
    if (!is_no_time(waiting) && !to_time(waiting))
        return "waiting_since is not a time such as 2026-11-21T08:50:00Z";
    if (!profile_of(value(record, "profile")))
        return "profile is not a JSON object of short texts, with names such as phone";
    return {};
}

}  // namespace

std::string opposite_of(const std::string& flag) {
    const auto value = to_flag(trim(flag), false);
    if (!value || flag.empty()) return flag;
    return *value ? "false" : "true";
}

std::string whether_there_is(const std::string& time) {
    const std::string text = to_ascii_lower(trim(time));
    return is_no_time(text) || text == "false" || text == "0" ? "false" : "true";
}

Result<UserRecord, std::string> to_record(const json::Json& object, WantsField wants) {
    if (object.object() == nullptr) return fail(std::string{"is not a JSON object"});
    UserRecord record;
    for (const auto& [name, member] : *object.object()) {
        if (!wants(name)) continue;
        if (const auto* text = member.string())
            record[name] = *text;
        else if (const auto* flag = member.boolean())
            record[name] = *flag ? "true" : "false";
        else if (const auto* number = member.integer())
            record[name] = std::to_string(*number);  // 0 and 1 of databases without flags
        else if ((name == "password_hash" || name == "profile") && member.object() != nullptr)
            record[name] = member.dump();  // Keycloak has such a hash
        else if (member.is_null())
            record[name] = "";
        else
            return fail(name.size() <= 32 && is_utf8(name) && !has_control(name)
                            ? name + " is neither text nor true nor false"
                            : std::string{"a value is neither text nor true nor false"});
    }
    return record;
}

Result<NewUser, std::string> to_new_user(const UserRecord& record, Entropy& entropy,
                                         TimePoint now) {
    if (auto problem = problem_of(record); !problem.empty()) return fail(std::move(problem));
    auto hash = hash_of(value(record, "password_hash"));
    if (!hash) return fail(hash.error());
    const auto email = *EmailAddress::parse(value(record, "email"));
    const auto name = DisplayName::parse(value(record, "display_name"));
    const auto id = PublicId::parse(value(record, "id"));
    NewUser user{
        .public_id = id ? *id : PublicId::from_random(entropy.bytes(PublicId::kBytes)),
        .email = email,
        // An address is at most as long as a name may be, or it is cut: nobody else has to care.
        .display_name = name ? *name : *DisplayName::parse(email.text().substr(0, 100)),
        .password_hash = std::move(*hash),
        .created_at = to_time(value(record, "created_at")).value_or(now),
        .language = language_tag(value(record, "language")),
        .time_zone = std::string{value(record, "time_zone")},
        .disabled = *to_flag(value(record, "disabled"), false),
        .username = Username::parse(value(record, "username")),
        .given_name = parse_part_of_name(value(record, "given_name")).value_or(""),
        .family_name = parse_part_of_name(value(record, "family_name")).value_or(""),
        .waiting_since = to_time(value(record, "waiting_since")),
        .profile = profile_of(value(record, "profile")).value_or(ProfileValues{})};
    if (*to_flag(value(record, "email_verified"), true)) user.email_verified_at = now;
    return user;
}

UserRecord to_record(const store::UserWithPassword& stored, bool with_hash) {
    const User& user = stored.user;
    const bool has_hash = with_hash && stored.password_hash != crypto::kNoPassword;
    return {
        {"id", user.public_id.text()},
        {"email", user.email.text()},
        {"display_name", user.display_name.text()},
        {"username", user.username ? user.username->text() : std::string{}},
        {"given_name", user.given_name},
        {"family_name", user.family_name},
        {"waiting_since", user.waiting_since ? to_rfc3339(*user.waiting_since) : std::string{}},
        {"profile", stored.profile.empty() ? std::string{} : profile_json(stored.profile).dump()},
        {"password_hash", has_hash ? stored.password_hash : ""},
        {"email_verified", user.email_verified_at ? "true" : "false"},
        {"language", user.language},
        {"time_zone", user.time_zone},
        {"disabled", user.disabled ? "true" : "false"},
        {"created_at", to_rfc3339(user.created_at)}};
}

std::vector<std::string> values_of(const UserRecord& record) {
    std::vector<std::string> values;
    for (const auto& name : kUserFields) values.emplace_back(value(record, name));
    return values;
}

std::string json_line(const UserRecord& record) {
    json::Json::Object object;
    for (const auto& name : kUserFields) {
        const auto text = value(record, name);
        if (name == "email_verified" || name == "disabled")
            object.emplace_back(name, text == "true");
        else if (name == "profile")
            object.emplace_back(name, profile_json(profile_of(text).value_or(ProfileValues{})));
        else
            object.emplace_back(name, text);
    }
    return json::Json{std::move(object)}.dump();
}

}  // namespace postern::app
