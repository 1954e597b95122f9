// GET /api/v1/admin/overview.
#include <cstdlib>
#include <string_view>
#include <utility>

#include "api/admin/guard/entry_json.hpp"
#include "api/admin/system/operations.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/administration.hpp"
#include "postern/service/admin/statistics_service.hpp"

namespace postern::api::admin::system {

namespace {

using json::Json;

Json number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string_view to_text(service::Warning::Kind kind) {
    using enum service::Warning::Kind;
    switch (kind) {  // no default: a new warning must not compile until it has a word
        case NoSecondAdministrator:
            return "no_second_administrator";
        case AdministratorWithoutFactor:
            return "administrator_without_factor";
        case MailGivenUp:
            return "mail_given_up";
        case UsersWaiting:
            return "users_waiting";
        case NoMailServer:
            return "no_mail_server";
        case CountsBehind:
            return "counts_behind";
    }
    std::abort();  // a value outside the enum is a bug
}

Json to_json(const service::Overview& overview) {
    Json::Array days;
    for (const auto& day : overview.days)
        days.push_back(Json::Object{{"day", to_rfc3339(day.day)},
                                    {"accepted", number(day.accepted)},
                                    {"refused", number(day.refused)}});
    Json::Array refusals;
    for (const auto& refusal : overview.refusals)
        refusals.push_back(
            Json::Object{{"reason", refusal.reason}, {"count", number(refusal.count)}});
    Json::Array warnings;
    for (const auto& warning : overview.warnings)
        warnings.push_back(
            Json::Object{{"kind", to_text(warning.kind)}, {"count", number(warning.count)}});
    Json::Array acts;
    for (const auto& entry : overview.last_acts) acts.push_back(admin::to_json(entry));
    const auto& counted = overview.counted_at;
    return Json::Object{{"counted_at", counted ? Json{to_rfc3339(*counted)} : Json{}},
                        {"users", number(overview.users)},
                        {"users_with_factor", number(overview.users_with_factor)},
                        {"live_sessions", number(overview.live_sessions)},
                        {"days", std::move(days)},
                        {"refusals", std::move(refusals)},
                        {"warnings", std::move(warnings)},
                        {"last_acts", std::move(acts)}};
}

}  // namespace

http::Response get_overview(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    auto overview = services.statistics.overview(request.received);
    // They are entries of the audit log.
    if (!service::may_administer(services.grants, caller.user.id, service::AdminArea::Audit,
                                 service::AdminAction::Read, request.received))
        overview.last_acts.clear();
    return answer(http::Status::Ok, to_json(overview));
}

}  // namespace postern::api::admin::system
