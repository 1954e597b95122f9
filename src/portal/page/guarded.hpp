/// guarded: rows of pages that could take the account away from its owner.
///
/// Users prove again who they are, unless they did so a moment before, and come back to the page.
/// The services ask for it, too; here it is asked for before anything is typed.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "portal/page/rows.hpp"

namespace postern::service {
class StepUpService;
}

namespace postern::portal {

/// Where to prove it; nothing when that is not due.
std::optional<std::string> step_up_first(const Context& context,
                                         const service::StepUpService& step_up,
                                         const http::Request& request,
                                         const SessionWithUser& visitor);

/// signed_in() for such a page. `step_up` must outlive the handler.
template <class Function, class... With>
http::Handler guarded(const Context& context, const service::StepUpService& step_up,
                      Function* handler, With... with) {
    return [context, &step_up, handler, with...](const http::Request& request) {
        const auto session = context.find_session(request);
        if (!session) return context.redirect_to(sign_in_page_for(context, request));
        if (const auto first = duty_first(context, request, *session))
            return context.redirect_to(*first);
        if (const auto first = step_up_first(context, step_up, request, *session))
            return context.redirect_to(*first);
        return context.with_language_choice(handler(context, with..., request, *session), request);
    };
}

/// signed_in_form() for such a page.
template <class Function, class... With>
http::Route guarded_form(const Context& context, const service::StepUpService& step_up,
                         std::string path, Function* handler, With... with) {
    auto row = signed_in_form(context, std::move(path), handler, with...);
    row.handler = guarded(context, step_up, handler, with...);
    return row;
}

}  // namespace postern::portal
