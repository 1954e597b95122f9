#include "store/mysql/connection/rows.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "postern/base/log.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/model/one_line.hpp"

namespace postern::store::mysql {

namespace {

/// TO_SECONDS('1970-01-01'): the server counts from the year 0.
constexpr std::int64_t kEpochInSqlSeconds = 62'167'219'200;

std::optional<TimePoint> good_time(Columns& columns) {
    const TimePoint time = columns.time();
    return is_time(time) ? std::optional{time} : std::nullopt;
}

/// Letters, digits and `others`: a language, or a time zone. What we don't know is as good as none,
/// but nothing else may reach a page.
std::optional<std::string> word(Columns& columns, std::string_view others) {
    std::string text = columns.text();
    const auto fits = [others](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               others.find(c) != std::string_view::npos;
    };
    return std::ranges::all_of(text, fits) ? std::optional{std::move(text)} : std::nullopt;
}

}  // namespace

TimePoint to_time(std::int64_t sql_seconds) noexcept {
    return TimePoint{std::chrono::seconds{sql_seconds - kEpochInSqlSeconds}};
}

TimePoint Columns::time() { return to_time(rows_.getInt64(next_++)); }

void log_corrupt(const CorruptRow& corrupt) { log_corrupt(corrupt.row()); }

void log_corrupt(const std::string& row) {
    // Rows are read again and again. Of this thread: some processes have one for look-ups.
    thread_local LogLimit limit{std::chrono::seconds{10}};
    if (const auto count = limit.admit(std::chrono::steady_clock::now()))
        log::error("corrupt_row", {{"what", "corrupt row: " + row}, {"count", *count}});
}

namespace {

/// Nothing in it: the user has none. Nothing: what is stored is none.
std::optional<std::optional<Username>> read_username(Columns& columns) {
    if (columns.is_null()) {
        columns.skip();
        return std::optional<Username>{};
    }
    const std::string text = columns.text();
    auto name = Username::parse(text);
    // Sites know the user by it: what is stored in another spelling is another name.
    if (!name || name->text() != text) return std::nullopt;
    return name;
}

}  // namespace

User read_checked_user(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto public_id = PublicId::parse(columns.text());
    auto email = EmailAddress::parse(columns.text());
    auto display_name = DisplayName::parse(columns.text());
    const bool disabled = columns.flag();
    const TimePoint created_at = columns.time();
    auto username = read_username(columns);
    // Without those that are damaged, everything works.
    auto given_name = parse_part_of_name(columns.text());
    auto family_name = parse_part_of_name(columns.text());
    if (!public_id || !email || !display_name || !is_time(created_at) || !username)
        throw CorruptRow{"user", id};
    return {.id = UserId{id},
            .public_id = std::move(*public_id),
            .email = std::move(*email),
            .display_name = std::move(*display_name),
            .disabled = disabled,
            .created_at = created_at,
            .username = std::move(*username),
            .given_name = std::move(given_name).value_or(""),
            .family_name = std::move(family_name).value_or("")};
}

UserRow read_user_row(Columns& columns) {
    UserRow row;
    const auto keep = [&row](UserField field, auto read) {
        if (!read) row.damaged.push_back(field);
        return read;
    };
    row.id = UserId{columns.number()};
    row.public_id = keep(UserField::PublicId, PublicId::parse(columns.text()));
    row.email = keep(UserField::Email, EmailAddress::parse(columns.text()));
    row.display_name = keep(UserField::DisplayName, DisplayName::parse(columns.text()));
    row.disabled = columns.flag();
    row.created_at = keep(UserField::CreatedAt, good_time(columns));
    auto username = read_username(columns);
    auto given_name = parse_part_of_name(columns.text());
    auto family_name = parse_part_of_name(columns.text());
    row.language = keep(UserField::Language, word(columns, "-")).value_or("");
    row.time_zone = keep(UserField::TimeZone, word(columns, "-+_/")).value_or("");
    const auto optional_time = [&](UserField field) -> std::optional<TimePoint> {
        if (!columns.is_null()) return keep(field, good_time(columns));
        columns.skip();
        return std::nullopt;
    };
    row.email_verified_at = optional_time(UserField::EmailVerifiedAt);
    row.delete_at = optional_time(UserField::DeleteAt);
    row.waiting_since = optional_time(UserField::WaitingSince);
    row.username = keep(UserField::Username, std::move(username)).value_or(std::nullopt);
    row.given_name = keep(UserField::GivenName, std::move(given_name)).value_or("");
    row.family_name = keep(UserField::FamilyName, std::move(family_name)).value_or("");
    return row;
}

User read_user(Columns& columns) {
    const auto row = read_user_row(columns);
    const auto id = static_cast<std::uint64_t>(row.id);
    auto user = usable_user(row);
    if (!user) throw CorruptRow{"user", id};
    if (!row.damaged.empty()) log_corrupt(CorruptRow{"user", id});
    return std::move(*user);
}

User read_undamaged_user(Columns& columns) {
    const auto row = read_user_row(columns);
    if (!row.damaged.empty()) throw CorruptRow{"user", static_cast<std::uint64_t>(row.id)};
    return usable_user(row).value();
}

std::optional<TimePoint> read_optional_time(Columns& columns) {
    if (!columns.is_null()) return columns.time();
    columns.skip();
    return std::nullopt;
}

std::optional<Authentication> read_authentication(Columns& columns) {
    const auto level = to_level(columns.number());
    const auto methods = ProofMethods::parse(columns.text());
    const auto authenticated_at = good_time(columns);
    const auto factor_at = read_optional_time(columns);
    const bool is_good = !factor_at || is_time(*factor_at);
    if (!level || !authenticated_at || !is_good) return std::nullopt;
    return Authentication{*level, methods, *authenticated_at, factor_at};
}

Session read_session(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto public_id = PublicId::parse(columns.text());
    const UserId user{columns.number()};
    const TimePoint created_at = columns.time();
    const TimePoint last_seen_at = columns.time();
    const TimePoint expires_at = columns.time();
    if (!public_id || !is_time(created_at) || !is_time(last_seen_at) || !is_time(expires_at))
        throw CorruptRow{"session", id};
    // Braces evaluate from left to right, so the columns come in their order.
    Session session{.id = SessionId{id},
                    .public_id = std::move(*public_id),
                    .user_id = user,
                    .created_at = created_at,
                    .last_seen_at = last_seen_at,
                    .expires_at = expires_at,
                    .idle_ttl = std::chrono::seconds{columns.number()},
                    .remember = columns.flag(),
                    .address = columns.text(),
                    .user_agent = columns.text(),
                    .authentication = {}};
    const auto authentication = read_authentication(columns);
    if (!authentication) throw CorruptRow{"session", id};
    session.authentication = *authentication;
    return session;
}

namespace {

/// Nothing when they are damaged.
std::optional<SiteTokens> read_site_tokens(Columns& columns) {
    const auto credentials = parse_site_credentials(columns.text());
    const auto basic = parse_site_basic(columns.text());
    const auto audience = parse_token_audience(columns.text());
    const bool assertion = columns.flag();
    const auto identity = parse_site_identity(columns.text());
    if (!credentials || !basic || !audience || !identity) return std::nullopt;
    return SiteTokens{*credentials, *basic, *audience, assertion, *identity};
}

}  // namespace

Site read_checked_site(Columns& columns) {
    const std::uint64_t id = columns.number();
    std::string name = columns.text();
    auto origin = Origin::parse(columns.text());
    const auto policy = parse_site_policy(columns.text());
    const TimePoint created_at = columns.time();
    const auto level = to_level(columns.number());
    const std::chrono::seconds max_age{columns.number()};
    const bool is_demand = level && (max_age.count() == 0 || is_max_age(max_age));
    const auto tokens = read_site_tokens(columns);
    if (!is_site_name(name) || !origin || !policy || !is_demand || !tokens)
        throw CorruptRow{"site", id};
    return {.id = SiteId{id},
            .name = std::move(name),
            .origin = std::move(*origin),
            .policy = *policy,
            .created_at = created_at,
            .demand = {*level, max_age.count() == 0 ? std::nullopt : std::optional{max_age}},
            .tokens = *tokens};
}

namespace {

/// No contact for a damaged one: nobody is asked, and the site stays.
std::optional<EmailAddress> read_contact(Columns& columns) {
    if (!columns.is_null()) return EmailAddress::parse(columns.text());
    columns.skip();
    return std::nullopt;
}

}  // namespace

Site read_site(Columns& columns) {
    Site site = read_checked_site(columns);
    site.title = columns.text();
    site.description = columns.text();
    site.contact = read_contact(columns);
    // Where it is damaged, nobody is offered anything.
    site.registration = parse_site_registration(columns.text()).value_or(SiteRegistration::Off);
    return site;
}

Site read_undamaged_site(Columns& columns) {
    Site site = read_site(columns);
    const auto is_good = [](const std::string& words, std::size_t limit) {
        return words.empty() || one_line(words, limit).has_value();
    };
    if (!is_time(site.created_at) || !is_good(site.title, kMaxSiteTitleCodePoints) ||
        !is_good(site.description, kMaxSiteDescriptionCodePoints))
        throw CorruptRow{"site", static_cast<std::uint64_t>(site.id)};
    return site;
}

SessionWithUser read_session_with_user(Columns& columns) {
    Session session = read_session(columns);
    return {std::move(session), read_user(columns)};
}

SessionWithUser read_undamaged_session(Columns& columns) {
    Session session = read_session(columns);
    return {std::move(session), read_undamaged_user(columns)};
}

SessionWithUser read_checked_session(Columns& columns) {
    Session session = read_session(columns);
    return {std::move(session), read_checked_user(columns)};
}

}  // namespace postern::store::mysql
