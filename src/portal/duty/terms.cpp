// GET /terms, and GET and POST /account/terms.
#include <utility>

#include "portal/duty/handlers.hpp"
#include "portal/duty/views.hpp"
#include "portal/page/duty_first.hpp"
#include "postern/http/form.hpp"
#include "postern/service/account/duty_service.hpp"

namespace postern::portal::duty {

namespace {

TermsText text_of(const Services& services, std::string_view version, std::string_view language) {
    const auto shown = services.duties.show_terms(version, language);
    if (!shown) return {};
    return {shown->terms.version, shown->language, paragraphs_of(shown->text)};
}

http::Response show(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor, ReturnTo to, bool missing) {
    const auto frame = context.frame(request, &visitor.user);
    AcceptTermsView view{.frame = frame,
                         .menu = menu_of(context, request, AccountPage::Profile),
                         .text = text_of(services, {}, frame.language),
                         .return_to = std::move(to),
                         .missing = missing};
    const auto state = services.duties.terms_state(visitor.user.id);
    if (state && state->accepted_at && state->current.version == view.text.version) {
        view.accepted = true;
        view.accepted_at = moment_on(context, frame, *state->accepted_at);
    }
    return context.pages.draw(missing ? http::Status::UnprocessableContent : http::Status::Ok,
                              view);
}

}  // namespace

http::Response get_terms(const Context& context, const Services& services,
                         const http::Request& request) {
    auto frame = context.frame(request);
    const std::string version = request.query_value("version").value_or("");
    TermsView view{.frame = frame, .text = text_of(services, version, frame.language)};
    const auto status = view.text.version.empty() ? http::Status::NotFound : http::Status::Ok;
    return context.pages.draw(status, view);
}

http::Response get_accept_terms(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    return show(context, services, request, visitor,
                return_to(context, services.sites, request.query_value("rd").value_or("")), false);
}

http::Response post_accept_terms(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    const auto form = http::Form::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto to = return_to(context, services.sites, form->get("rd"));
    // A version that was replaced while it was read is not the one to accept.
    if (!services.duties.accept(visitor.user, form->get("terms"),
                                context.client_of(request, &visitor.user), request.received))
        return show(context, services, request, visitor, to, true);
    return go_on_as(context, request, visitor.user, to);
}

}  // namespace postern::portal::duty
