// POST /password-check: what would make a new password acceptable, while it is typed.
#include "portal/page/answers.hpp"
#include "portal/sign_in/handlers.hpp"
#include "postern/http/form.hpp"
#include "postern/json/json.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "postern/service/throttle/request_throttle.hpp"

namespace postern::portal::sign_in {

namespace {

json::Json advice(const Context& context, const std::vector<service::PasswordProblem>& problems,
                  std::string_view language) {
    const auto values = service::message_values(context.settings.password_needs);
    json::Json::Array codes;
    json::Json::Array texts;
    for (const auto problem : problems) {
        codes.emplace_back(service::code_of(problem));
        texts.emplace_back(
            context.pages.words().text(language, service::message_key(problem), values));
    }
    return json::Json::Object{{"problems", std::move(codes)}, {"texts", std::move(texts)}};
}

}  // namespace

http::Response post_password_check(const Context& context, const Services& services,
                                   const http::Request& request) {
    const auto& requests = services.requests;
    const auto admitted =
        requests.admit(service::RequestKind::PasswordCheck, request.address, request.received);
    if (!admitted)
        return with_retry_after(http::Response::json(http::Status::TooManyRequests, "{}"),
                                admitted.error());
    const auto form = http::Form::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    const auto session = context.find_session(request);
    const auto* user = session ? &session->user : nullptr;
    const service::PasswordOwner whose{
        .email = user != nullptr ? user->email.text() : form->get("email"),
        .display_name = user != nullptr ? user->display_name.text() : form->get("display_name")};
    service::CountedAttempt counted{requests, *admitted};
    const auto problems = services.passwords.check_new(form->get("password"), whose);
    counted.settle();
    return http::Response::json(
        http::Status::Ok, advice(context, problems, context.language_of(request, user)).dump());
}

}  // namespace postern::portal::sign_in
