#include "api/admin/log/requests.hpp"

#include <limits>
#include <utility>

#include "api/body/page_request.hpp"
#include "api/body/query.hpp"
#include "postern/base/bytes.hpp"

namespace postern::api::admin::log {

namespace {

using Problems = std::vector<http::FieldProblem>;

/// What `parse` makes of the field; a problem is noted where that is nothing.
template <class Value>
std::optional<Value> read(const http::Request& request, std::string_view name,
                          std::optional<Value> (*parse)(std::string_view), std::string_view detail,
                          Problems& problems) {
    const auto text = query_text(request, name, problems);
    if (!text) return std::nullopt;
    auto value = parse(*text);
    if (!value) problems.push_back({std::string{name}, "invalid", std::string{detail}});
    return value;
}

std::optional<PublicId> parse_id(std::string_view text) { return PublicId::parse(text); }
std::optional<AuditEvent> parse_event(std::string_view text) { return parse_audit_event(text); }
std::optional<AuditResult> parse_result(std::string_view text) { return parse_audit_result(text); }
std::optional<TimePoint> parse_time(std::string_view text) { return parse_rfc3339(text); }
std::optional<std::uint64_t> parse_entry(std::string_view text) {
    constexpr std::uint64_t kMaxId = std::numeric_limits<std::int64_t>::max();
    const auto id = to_number(text);
    return id && *id <= kMaxId ? id : std::nullopt;
}

}  // namespace

Result<AuditQuery, RequestError> AuditQuery::parse(const http::Request& request) {
    constexpr std::string_view kTime = "Use a time such as 2026-11-21T08:50:00Z.";
    Problems problems;
    AuditQuery wanted{
        .filter = {.user = read(request, "user", parse_id, "Use the id of a user.", problems),
                   .event =
                       read(request, "event", parse_event, "There is no such event.", problems),
                   .result = read(request, "result", parse_result, "Use ok, refused or throttled.",
                                  problems),
                   .address = query_text(request, "address", problems),
                   .since = read(request, "since", parse_time, kTime, problems),
                   .until = read(request, "until", parse_time, kTime, problems),
                   .request_id = query_text(request, "request_id", problems)},
        .limit = parse_limit(request, problems),
        .cursor = parse_cursor_text(request, problems),
        .after = read(request, "after", parse_entry, "Use the id of an entry, or 0.", problems)};
    if (wanted.after && !wanted.cursor.empty())
        problems.push_back({"after", "invalid", "Send this or cursor, not both."});
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return wanted;
}

}  // namespace postern::api::admin::log
