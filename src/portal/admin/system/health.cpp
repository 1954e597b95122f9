// GET /admin/health.
#include <algorithm>
#include <cstdlib>

#include "portal/admin/system/handlers.hpp"
#include "portal/admin/system/views.hpp"

namespace postern::portal::admin::system {

namespace {

FindingRow::State state_of(ShownFinding::State state) {
    switch (state) {
        case ShownFinding::State::Good:
            return FindingRow::State::Good;
        case ShownFinding::State::Warning:
            return FindingRow::State::Warning;
        case ShownFinding::State::Bad:
            return FindingRow::State::Bad;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_health(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    HealthView view{admin_frame(context, services, request, visitor, AdminPage::Health)};
    view.frame.command = "postern doctor";
    view.looked_at = moment_on(context, view.frame, request.received);
    const auto findings =
        services.inspection.findings ? services.inspection.findings() : std::vector<ShownFinding>{};
    for (const auto& [state, what, why, next] : findings)
        view.findings.push_back({state_of(state), what, why, next});
    std::ranges::stable_sort(view.findings, std::ranges::greater{}, &FindingRow::state);
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::admin::system
