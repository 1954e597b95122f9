// GET and POST /login/second/lost.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/waiting.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/framed.hpp"
#include "postern/service/sign_in/lost_factor_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::factor {

namespace {

using Problem = LostFactorView::Problem;

LostFactorView view_of(const Context& context, const Services& services,
                       const http::Request& request, ReturnTo to, const User& user) {
    auto frame = keep_return(context.frame(request, &user), to);
    auto delay =
        text::duration_text(context.pages.words(), frame.language, services.lost_factor.delay());
    return {.frame = std::move(frame),
            .return_to = std::move(to),
            .email = user.email.text(),
            .delay = std::move(delay)};
}

http::Response refuse(const Context& context, const http::Request& request, LostFactorView view,
                      const service::LostFactorRefusal& refusal) {
    using enum service::LostFactorError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case Off:
            view.problem = Problem::Off;
            return draw_onward_form(context, request, http::Status::Forbidden, std::move(view));
        case Gone:
            return start_again(context, request, view.return_to);
        case TooMany:
            view.problem = Problem::TooMany;
            view.wait = context.wait_text(view.frame, refusal.retry_after);
            return with_retry_after(
                draw_onward_form(context, request, http::Status::TooManyRequests, std::move(view)),
                refusal.retry_after);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_lost_factor(const Context& context, const Services& services,
                               const http::Request& request) {
    auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    const auto waiting =
        services.second_factor.find(context.sign_in_token(request), request.received);
    if (!waiting || !waiting->factors.any()) return nothing_waits(context, request, to);
    if (is_framed(request)) return show_framed(context, request, to);
    auto view = view_of(context, services, request, std::move(to), waiting->user);
    if (!services.lost_factor.is_available())
        return refuse(context, request, std::move(view), {service::LostFactorError::Off});
    return draw_onward_form(context, request, http::Status::Ok, std::move(view));
}

http::Response post_lost_factor(const Context& context, const Services& services,
                                const http::Request& request) {
    const auto form = LostFactorForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto token = context.sign_in_token(request);
    const auto waiting = services.second_factor.find(token, request.received);
    if (!waiting || !waiting->factors.any()) return start_again(context, request, to);

    auto view = view_of(context, services, request, std::move(to), waiting->user);
    const auto asked = services.lost_factor.ask(token, context.client_of(request, &waiting->user),
                                                request.received);
    if (!asked) return refuse(context, request, std::move(view), asked.error());
    return draw_onward_form(context, request, http::Status::Ok,
                            LostFactorSentView{.frame = std::move(view.frame),
                                               .return_to = std::move(view.return_to),
                                               .email = std::move(view.email)});
}

http::Response stale_lost_factor(const Context& context, const Services& services,
                                 const http::Request& request) {
    const auto form = LostFactorForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto waiting =
        services.second_factor.find(context.sign_in_token(request), request.received);
    if (!waiting || !waiting->factors.any()) return start_again(context, request, to);
    auto view = view_of(context, services, request, std::move(to), waiting->user);
    view.problem = Problem::Stale;
    return draw_onward_form(context, request, http::Status::Forbidden, std::move(view));
}

}  // namespace postern::portal::factor
