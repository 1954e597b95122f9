#include "api/account/session_page.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::api::account {

namespace {

SessionPosition position_of(const Session& session) {
    return {session.created_at, session.public_id.text()};
}

bool comes_before(const SessionPosition& a, const SessionPosition& b) {
    return a.created_at != b.created_at ? a.created_at > b.created_at : a.id < b.id;
}

std::string to_cursor(const SessionPosition& position) {
    return to_base64url(std::to_string(position.created_at.time_since_epoch().count()) + ':' +
                        position.id);
}

std::optional<SessionPosition> parse_cursor(std::string_view cursor) {
    const auto text = from_base64url(cursor);
    const auto colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    const auto seconds = to_number(std::string_view{*text}.substr(0, colon));
    const auto id = PublicId::parse(std::string_view{*text}.substr(colon + 1));
    // Far beyond every date, and far from what the arithmetic of time can hold.
    constexpr std::uint64_t kMaxSeconds = 1'000'000'000'000;
    if (!seconds || *seconds > kMaxSeconds || !id) return std::nullopt;
    return SessionPosition{
        TimePoint{std::chrono::seconds{static_cast<std::chrono::seconds::rep>(*seconds)}},
        id->text()};
}

}  // namespace

Result<SessionPageRequest, RequestError> parse_session_page(const http::Request& request) {
    return parse_page_request(request, parse_cursor);
}

SessionPage page_of(std::vector<Session> sessions, const SessionPageRequest& wanted) {
    std::ranges::sort(sessions, comes_before, position_of);
    if (wanted.after)
        std::erase_if(sessions, [&](const Session& session) {
            return !comes_before(*wanted.after, position_of(session));
        });
    if (sessions.size() <= wanted.limit) return {std::move(sessions), {}};
    sessions.erase(sessions.begin() + static_cast<std::ptrdiff_t>(wanted.limit), sessions.end());
    std::string next = to_cursor(position_of(sessions.back()));
    return {std::move(sessions), std::move(next)};
}

}  // namespace postern::api::account
