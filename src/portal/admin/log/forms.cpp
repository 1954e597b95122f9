#include "portal/admin/log/forms.hpp"

#include <algorithm>
#include <chrono>

#include "portal/admin/frame/command_text.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::admin::log {

namespace {

using std::chrono::seconds;

constexpr std::size_t kDayBytes = 10;     // 2026-11-21
constexpr std::size_t kMinuteBytes = 16;  // 2026-11-21T09:50
constexpr std::size_t kSecondBytes = 19;  // 2026-11-21T09:50:00

/// How far the clocks of the zone are ahead of UTC.
seconds ahead_at(std::string_view time_zone, TimePoint time) {
    const auto offset = text::zone_offset(time_zone, time);
    return offset ? offset->ahead : seconds{0};
}

std::string value_of(const http::Request& request, std::string_view name) {
    return std::string{trim(request.query_value(name).value_or(""))};
}

AuditForm::Format format_of(const http::Request& request) {
    const auto name = value_of(request, "format");
    if (name == "csv") return AuditForm::Format::Csv;
    return name == "json" ? AuditForm::Format::Json : AuditForm::Format::Page;
}

std::optional<std::uint32_t> turn_of(const http::Request& request) {
    if (value_of(request, "live") != std::to_string(AuditForm::kSecondsOfTurn)) return std::nullopt;
    const auto turn = to_number(value_of(request, "turn")).value_or(0);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(turn, AuditForm::kMostTurns));
}

std::optional<std::string> if_any(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

}  // namespace

std::optional<TimePoint> parse_local_time(std::string_view text, std::string_view time_zone) {
    std::string whole{text};
    if (text.size() == kDayBytes)
        whole += "T00:00:00";
    else if (text.size() == kMinuteBytes)
        whole += ":00";
    if (whole.size() != kSecondBytes) return parse_rfc3339(text);
    const auto local = parse_rfc3339(whole + 'Z');
    if (!local) return std::nullopt;
    // The offset belongs to a moment, and the moment to an offset: twice is enough.
    const TimePoint near = *local - ahead_at(time_zone, *local);
    const TimePoint time = *local - ahead_at(time_zone, near);
    return time < TimePoint{} ? std::nullopt : std::optional{time};
}

std::string local_time_text(TimePoint time, std::string_view time_zone) {
    return to_rfc3339(time + ahead_at(time_zone, time)).substr(0, kMinuteBytes);
}

AuditForm AuditForm::parse(const http::Request& request) {
    return {.event = value_of(request, "event"),
            .result = value_of(request, "result"),
            .user = value_of(request, "user"),
            .address = value_of(request, "address"),
            .since = value_of(request, "since"),
            .until = value_of(request, "until"),
            .request_id = value_of(request, "request"),
            .after = value_of(request, "after"),
            .format = format_of(request),
            .turn = turn_of(request)};
}

AskedAudit ask(const AuditForm& form, const service::UserService& users,
               std::string_view time_zone) {
    AskedAudit asked;
    auto& filter = asked.filter;
    if (!form.user.empty()) {
        filter.user = PublicId::parse(form.user);
        if (!filter.user)
            if (const auto row = users.find_row(form.user)) filter.user = row->public_id;
        asked.problems.no_such_user = !filter.user.has_value();
    }
    filter.event = parse_audit_event(form.event);
    asked.problems.bad_event = !form.event.empty() && !filter.event;
    filter.result = parse_audit_result(form.result);
    asked.problems.bad_result = !form.result.empty() && !filter.result;
    filter.since = parse_local_time(form.since, time_zone);
    asked.problems.bad_since = !form.since.empty() && !filter.since;
    filter.until = parse_local_time(form.until, time_zone);
    asked.problems.bad_until = !form.until.empty() && !filter.until;
    filter.address = if_any(form.address);
    filter.request_id = if_any(form.request_id);
    return asked;
}

std::string command_of(const AuditForm& form, const store::AuditFilter& filter) {
    const auto time = [](const std::optional<TimePoint>& at) {
        return at ? to_rfc3339(*at) : std::string{};
    };
    std::string command{"postern audit"};
    command = with_option(std::move(command), "--event", form.event);
    command = with_option(std::move(command), "--result", form.result);
    command = with_option(std::move(command), "--user", form.user);
    command = with_option(std::move(command), "--address", form.address);
    command = with_option(std::move(command), "--request", form.request_id);
    command = with_option(std::move(command), "--since", time(filter.since));
    return with_option(std::move(command), "--until", time(filter.until));
}

Result<RetryForm, http::FormError> RetryForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    const auto typed = form->get("id");
    if (typed == "all") return RetryForm{.id = std::nullopt};
    const auto id = to_number(typed);
    return RetryForm{.id = id, .is_valid = id.has_value()};
}

}  // namespace postern::portal::admin::log
