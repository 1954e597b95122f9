#include "api/body/context.hpp"

#include "postern/service/session/session_service.hpp"

namespace postern::api {

std::string_view Context::session_token(const http::Request& request) const {
    return cookies.find_session(request.cookies).value.value_or(std::string_view{});
}

std::string_view Context::sign_in_token(const http::Request& request) const {
    return request.cookie(cookies.sign_in_name()).value.value_or(std::string_view{});
}

std::optional<SessionWithUser> Context::find_session(const http::Request& request) const {
    return sessions.find(session_token(request), request.received);
}

service::Client Context::client_of(const http::Request& request, const User* user) const {
    return {.address = request.address,
            .user_agent = request.user_agent,
            .request_id = request.request_id,
            .language = user && !user->language.empty()
                            ? user->language
                            : catalogue.negotiate(request.accept_language, language),
            .device = std::string{
                request.cookie(cookies.device_name()).value.value_or(std::string_view{})}};
}

http::Cookie Context::session_cookie(const service::OpenedSession& opened,
                                     const http::Request& request) const {
    return cookies.session(opened.token.reveal(), opened.cookie_age(request.received));
}

std::vector<http::FieldProblem> Context::password_problems(
    const std::vector<service::PasswordProblem>& problems) const {
    const auto values = service::message_values(password_needs);
    std::vector<http::FieldProblem> fields;
    for (const auto problem : problems)
        fields.push_back(
            {"password", std::string{service::code_of(problem)},
             catalogue.text(text::kFallbackLanguage, service::message_key(problem), values)});
    return fields;
}

}  // namespace postern::api
