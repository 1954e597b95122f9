// GET /admin.
#include <algorithm>
#include <cstdlib>

#include "portal/admin/system/handlers.hpp"
#include "portal/admin/system/views.hpp"
#include "postern/service/admin/statistics_service.hpp"

namespace postern::portal::admin::system {

namespace {

constexpr std::size_t kDayBytes = 10;  // 2026-11-21

/// The sentence of a warning, and where it is cured.
struct Cure {
    std::string_view words;  ///< below `admin.warning.`
    AdminPage page;
    std::string_view below{};  ///< behind the path of the page
    std::string_view name;     ///< of the page, below `admin.menu.`
};

Cure cure_of(service::Warning::Kind kind) {
    using enum service::Warning::Kind;
    switch (kind) {
        case NoSecondAdministrator:
            return {"no_second_administrator", AdminPage::Roles, "/admin", "roles"};
        case AdministratorWithoutFactor:
            return {"administrator_without_factor", AdminPage::Roles, "/admin", "roles"};
        case MailGivenUp:
            return {"mail_given_up", AdminPage::Mails, "", "mails"};
        case UsersWaiting:
            return {"users_waiting", AdminPage::Approvals, "", "approvals"};
        case NoMailServer:
            return {"no_mail_server", AdminPage::Configuration, "#mail", "configuration"};
        case CountsBehind:
            return {"counts_behind", AdminPage::Health, "", "health"};
    }
    std::abort();  // a value outside the enum is a bug
}

WarningRow row_of(const Context& context, const AdminFrame& frame,
                  const service::Warning& warning) {
    const auto& words = context.pages.words();
    const auto cure = cure_of(warning.kind);
    const std::string key = "admin.warning." + std::string{cure.words};
    WarningRow row{words.has_plural(key) ? words.counted(frame.language, key, warning.count)
                                         : words.text(frame.language, key)};
    if (!frame.menu.has(cure.page)) return row;
    row.url = context.settings.base_path;
    row.url.append(path_of(cure.page)).append(cure.below);
    row.link = words.text(frame.language, "admin.menu." + std::string{cure.name});
    return row;
}

SignInsView sign_ins_of(const std::vector<service::DayOfSignIns>& days) {
    std::vector<DayRow> rows;
    for (const auto& day : days)
        rows.push_back({.day = to_rfc3339(day.day).substr(0, kDayBytes),
                        .accepted = day.accepted,
                        .refused = day.refused});
    return SignInsView::drawn(std::move(rows));
}

std::vector<RefusalRow> refusals_of(const text::Catalogue& words, const std::string& language,
                                    const std::vector<service::RefusalCount>& counts) {
    std::uint64_t most = 0;
    for (const auto& one : counts) most = std::max(most, one.count);
    std::vector<RefusalRow> rows;
    for (const auto& one : counts) {
        const std::string detail = "history.detail." + one.reason;
        const std::string key = words.has_key(detail) ? detail : "history." + one.reason;
        rows.push_back({.reason = one.reason,
                        .words = words.has_key(key) ? words.text(language, key) : std::string{},
                        .count = one.count,
                        .length = length_of(one.count, most, 100)});
    }
    return rows;
}

}  // namespace

http::Response get_overview(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto found = services.statistics.overview(request.received);
    OverviewView view{admin_frame(context, services, request, visitor, AdminPage::Overview)};
    const auto& words = context.pages.words();
    const auto& language = view.frame.language;
    for (const auto& warning : found.warnings)
        view.warnings.push_back(row_of(context, view.frame, warning));
    view.counted = found.counted_at.has_value();
    if (view.counted) view.counted_at = moment_on(context, view.frame, *found.counted_at);
    view.live_sessions = found.live_sessions;
    view.users = found.users;
    view.users_with_factor = found.users_with_factor;
    view.sign_ins = sign_ins_of(found.days);
    view.refusals = refusals_of(words, language, found.refusals);
    // They are entries of the audit log: the template leaves them out, too.
    if (!view.frame.menu.has(AdminPage::Audit)) return context.pages.draw(http::Status::Ok, view);
    Actors actors{services.users};
    for (const auto& [id, entry] : found.last_acts)
        view.last_acts.push_back(
            {.event = words.text(language, "history.event." + std::string{to_text(entry.event)}),
             .detail = entry.detail,
             .at = moment_on(context, view.frame, entry.at),
             .actor = actors.of(entry.actor)});
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::admin::system
