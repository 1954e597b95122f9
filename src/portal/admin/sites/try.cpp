// GET /admin/sites/{name}/try.
#include <cstdlib>

#include "portal/admin/frame/sight.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "postern/access/explanation.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/network.hpp"
#include "postern/service/access/trial_json.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::sites {

namespace {

using http::Status;
using Trial = service::RulesService::Trial;
using Verdict = TryView::Verdict;

Verdict verdict_of(postern::access::Outcome outcome) {
    using enum postern::access::Outcome;
    switch (outcome) {  // no default: a new outcome must not compile until it has a word
        case Pass:
            return Verdict::Pass;
        case SignIn:
            return Verdict::SignIn;
        case StepUp:
            return Verdict::StepUp;
        case Denied:
            return Verdict::Denied;
        case Odd:
            return Verdict::OddPath;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all.append(all.empty() ? "" : ", ").append(text);
    return all;
}

std::string value(const http::Request& request, std::string_view name, std::string_view usual) {
    return std::string{trim(request.query_value(name).value_or(std::string{usual}))};
}

/// What is typed into the form. Nothing: nothing yet, or the view says what is wrong.
std::optional<Trial> trial_of(const Services& services, const http::Request& request,
                              TryView& view) {
    view.user = value(request, "user", "");
    view.path = value(request, "path", "/");
    view.method = value(request, "method", "GET");
    view.address = value(request, "from", "");
    view.level = value(request, "level", "1");
    if (!request.query_value("path")) return std::nullopt;
    view.bad_path = !view.path.starts_with('/');
    view.bad_address = !view.address.empty() && !is_address(view.address);
    Trial trial{.site = view.site,
                .path = view.path,
                .method = view.method.empty() ? "GET" : view.method,
                .address = view.address};
    if (!view.user.empty()) {
        trial.user = services.users.find(view.user);
        view.no_such_user = !trial.user;
        const auto level = to_level(to_number(view.level).value_or(0)).value_or(Level::One);
        trial.assurance = Assurance{level, request.received};
    }
    if (view.bad_path || view.bad_address || view.no_such_user) return std::nullopt;
    return trial;
}

}  // namespace

http::Response get_try(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor) {
    if (!services.sites.find(in_path(request, "name"))) return not_found(context, request);
    TryView view{.frame = rules_frame(context, services, request, visitor),
                 .site = in_path(request, "name")};
    view.frame.command = "postern explain --site " + view.site + " --path /";
    const auto trial = trial_of(services, request, view);
    if (trial) {
        const auto trialled = services.rules.explain(*trial, request.received);
        if (!trialled) return not_found(context, request);
        const auto& decision = trialled->explained.decision;
        view.verdict = verdict_of(decision.outcome);
        view.decided_by = postern::access::source_of(decision, trialled->rules);
        // Who may read the rules of one site does not thereby look up other people.
        if (Sight{services, visitor, request.received}.sees(service::AdminArea::Users)) {
            view.groups = joined(trialled->groups);
            view.roles = joined(trialled->roles);
        }
        for (std::size_t i = 0; i < trialled->rules.rules.size(); ++i)
            view.rules.push_back(
                {.number = number_of(i),
                 .name = trialled->rules.rules[i].name,
                 .words = service::words_of(*trial, *trialled, i, request.received),
                 .decides = decision.rule == static_cast<int>(i)});
    }
    const bool refused = view.bad_path || view.bad_address || view.no_such_user;
    return context.pages.draw(refused ? Status::UnprocessableContent : Status::Ok, view);
}

}  // namespace postern::portal::admin::sites
