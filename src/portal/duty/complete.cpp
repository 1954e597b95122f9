// GET and POST /account/complete.
#include <utility>

#include "portal/duty/handlers.hpp"
#include "portal/duty/views.hpp"
#include "portal/page/duty_first.hpp"
#include "postern/http/form.hpp"
#include "postern/service/account/duty_service.hpp"

namespace postern::portal::duty {

namespace {

CompleteView view_of(const Context& context, const Services& services, const http::Request& request,
                     const SessionWithUser& visitor, ReturnTo to, const ProfileValues& values,
                     const service::ReadProfile& wrong = {}) {
    const auto frame = context.frame(request, &visitor.user);
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Profile),
            .profile = profile_fields_view(context, frame, services.sites, services.duties.fields(),
                                           values, wrong),
            .return_to = std::move(to)};
}

}  // namespace

http::Response get_complete(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto values = services.duties.profile(visitor.user.id);
    auto view =
        view_of(context, services, request, visitor,
                return_to(context, services.sites, request.query_value("rd").value_or("")), values);
    view.due = !missing_fields(services.duties.fields(), values).empty();
    view.saved = request.query_value("saved") == "1";
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_complete(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = http::Form::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto to = return_to(context, services.sites, form->get("rd"));
    const auto typed = typed_profile(*form, services.duties.fields());
    const auto set = services.duties.set_profile(
        visitor.user, typed, context.client_of(request, &visitor.user), request.received);
    if (!set)
        return context.pages.draw(
            http::Status::UnprocessableContent,
            view_of(context, services, request, visitor, to, typed, set.error()));
    if (to.empty()) return context.redirect_to("/account/complete?saved=1");
    return go_on_as(context, request, visitor.user, to);
}

}  // namespace postern::portal::duty
