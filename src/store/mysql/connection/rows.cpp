#include "store/mysql/connection/rows.hpp"

#include <chrono>

#include "postern/base/log.hpp"
#include "postern/base/log_limit.hpp"

namespace postern::store::mysql {

namespace {

/// TO_SECONDS('1970-01-01'): the server counts from the year 0.
constexpr std::int64_t kEpochInSqlSeconds = 62'167'219'200;

}  // namespace

TimePoint Columns::time() {
    return TimePoint{std::chrono::seconds{rows_.getInt64(next_++) - kEpochInSqlSeconds}};
}

std::optional<TimePoint> Columns::optional_time() {
    if (!is_null()) return time();
    ++next_;
    return std::nullopt;
}

void log_corrupt(const CorruptRow& corrupt) {
    // Rows are read again and again. Of this thread: some processes have one for look-ups.
    thread_local LogLimit limit{std::chrono::seconds{10}};
    if (const auto count = limit.admit(std::chrono::steady_clock::now()))
        log::error("corrupt_row", {{"what", corrupt.what()}, {"count", *count}});
}

User read_checked_user(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto public_id = PublicId::parse(columns.text());
    auto email = EmailAddress::parse(columns.text());
    auto display_name = DisplayName::parse(columns.text());
    if (!public_id || !email || !display_name) throw CorruptRow{"user", id};
    const bool disabled = columns.flag();
    return {.id = UserId{id},
            .public_id = std::move(*public_id),
            .email = std::move(*email),
            .display_name = std::move(*display_name),
            .disabled = disabled,
            .created_at = columns.time()};
}

User read_user(Columns& columns) {
    User user = read_checked_user(columns);
    user.language = columns.text();
    user.time_zone = columns.text();
    user.email_verified_at = columns.optional_time();
    user.delete_at = columns.optional_time();
    return user;
}

Session read_session(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto public_id = PublicId::parse(columns.text());
    if (!public_id) throw CorruptRow{"session", id};
    // Braces evaluate from left to right, so the columns come in their order.
    return {.id = SessionId{id},
            .public_id = std::move(*public_id),
            .user_id = UserId{columns.number()},
            .created_at = columns.time(),
            .last_seen_at = columns.time(),
            .expires_at = columns.time(),
            .idle_ttl = std::chrono::seconds{columns.number()},
            .remember = columns.flag(),
            .address = columns.text(),
            .user_agent = columns.text()};
}

Site read_checked_site(Columns& columns) {
    const std::uint64_t id = columns.number();
    std::string name = columns.text();
    auto origin = Origin::parse(columns.text());
    const auto policy = parse_site_policy(columns.text());
    if (!is_site_name(name) || !origin || !policy) throw CorruptRow{"site", id};
    return {.id = SiteId{id},
            .name = std::move(name),
            .origin = std::move(*origin),
            .policy = *policy,
            .created_at = columns.time()};
}

Site read_site(Columns& columns) {
    Site site = read_checked_site(columns);
    site.title = columns.text();
    site.description = columns.text();
    return site;
}

SessionWithUser read_session_with_user(Columns& columns) {
    Session session = read_session(columns);
    return {std::move(session), read_user(columns)};
}

SessionWithUser read_checked_session(Columns& columns) {
    Session session = read_session(columns);
    return {std::move(session), read_checked_user(columns)};
}

}  // namespace postern::store::mysql
