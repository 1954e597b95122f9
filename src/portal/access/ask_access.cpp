// GET and POST /access, and GET /access/done.
#include <cstdlib>

#include "portal/access/forms.hpp"
#include "portal/access/handlers.hpp"
#include "portal/access/views.hpp"
#include "portal/page/form_token.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/site.hpp"
#include "postern/service/access/access_request_service.hpp"

namespace postern::portal::access {

namespace {

AskAccessView view_of(const Context& context, const Services& services,
                      const http::Request& request, const User& user, const Site& site,
                      const std::string& path) {
    return {.frame = context.frame(request, &user),
            .display_name = user.display_name.text(),
            .email = user.email.text(),
            .site_name = site.name,
            .site = title_of(site),
            .path = service::quotable_path(path),
            .has_contact = services.requests.can_be_asked_for(site)};
}

http::Response refuse(const Context& context, const http::Request& request, AskAccessView view,
                      service::AccessRequestError error) {
    using enum service::AccessRequestError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoSuchSite:
            return context.error_page(http::PipelineError::NotFound, request);
        case NoContact:
            view.has_contact = false;
            return draw_form(context, request, http::Status::Forbidden, std::move(view));
        case BadMessage:
            view.bad_message = true;
            return draw_form(context, request, http::Status::UnprocessableContent, std::move(view));
        case AskedAlready:
            view.asked_already = true;
            return draw_form(context, request, http::Status::TooManyRequests, std::move(view));
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_ask_access(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.requests.find_site(request.query_value("site").value_or(""));
    if (!site) return context.error_page(http::PipelineError::NotFound, request);
    return draw_form(context, request, http::Status::Ok,
                     view_of(context, services, request, visitor.user, *site,
                             request.query_value("path").value_or("")));
}

http::Response post_ask_access(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto form = AskAccessForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto asked =
        services.requests.ask(visitor.user, {form->site, form->path, form->message},
                              context.client_of(request, &visitor.user), request.received);
    if (asked) return context.redirect_to("/access/done?site=" + percent_encode(form->site));

    const auto site = services.requests.find_site(form->site);
    if (!site) return context.error_page(http::PipelineError::NotFound, request);
    auto view = view_of(context, services, request, visitor.user, *site, form->path);
    view.message = form->message;
    return refuse(context, request, std::move(view), asked.error());
}

http::Response get_access_asked(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.requests.find_site(request.query_value("site").value_or(""));
    if (!site) return context.error_page(http::PipelineError::NotFound, request);
    return context.pages.draw(
        http::Status::Ok,
        AccessAskedView{.frame = context.frame(request, &visitor.user), .site = title_of(*site)});
}

}  // namespace postern::portal::access
