#include "portal/page/context.hpp"

#include <cstdlib>

#include "portal/page/answers.hpp"
#include "portal/page/error_view.hpp"
#include "portal/page/language_switch.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal {

namespace {

http::Status status_of(http::PipelineError error) {
    switch (error) {
        case http::PipelineError::BadRequest:
            return http::Status::BadRequest;
        case http::PipelineError::NotFound:
            return http::Status::NotFound;
        case http::PipelineError::MethodNotAllowed:
            return http::Status::MethodNotAllowed;
        case http::PipelineError::PayloadTooLarge:
            return http::Status::PayloadTooLarge;
        case http::PipelineError::UnsupportedMediaType:
            return http::Status::UnsupportedMediaType;
        case http::PipelineError::CrossSite:
        case http::PipelineError::StaleForm:
            return http::Status::Forbidden;
        case http::PipelineError::Unavailable:
            return http::Status::ServiceUnavailable;
        case http::PipelineError::Internal:
            return http::Status::InternalServerError;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

std::string Context::language_of(const http::Request& request, const User* user) const {
    const auto& words = pages.words();
    if (auto chosen = chosen_language(words, request)) return std::move(*chosen);
    if (user && words.has(user->language)) return user->language;
    const auto kept = request.cookie(cookies.language_name()).value;
    if (kept && words.has(*kept)) return std::string{*kept};
    return words.negotiate(request.accept_language, settings.language);
}

Frame Context::frame(const http::Request& request, const User* user) const {
    auto language = language_of(request, user);
    auto links = language_links(pages.words(), settings.base_path, language, request);
    return {settings.base_path, std::move(language), user ? user->time_zone : std::string{},
            std::move(links)};
}

http::Response Context::with_language_choice(http::Response page,
                                             const http::Request& request) const {
    const auto chosen = chosen_language(pages.words(), request);
    if (!chosen) return page;
    return std::move(page).with(cookies.language(*chosen));
}

service::Client Context::client_of(const http::Request& request, const User* user) const {
    return {.address = request.address,
            .user_agent = request.user_agent,
            .request_id = request.request_id,
            .language = language_of(request, user),
            .device = std::string{
                request.cookie(cookies.device_name()).value.value_or(std::string_view{})}};
}

std::string_view Context::session_token(const http::Request& request) const {
    return cookies.find_session(request.cookies).value.value_or(std::string_view{});
}

std::string_view Context::sign_in_token(const http::Request& request) const {
    return request.cookie(cookies.sign_in_name()).value.value_or(std::string_view{});
}

std::optional<SessionWithUser> Context::find_session(const http::Request& request) const {
    return sessions.find(session_token(request), request.received);
}

std::string Context::wait_text(const Frame& frame, std::chrono::seconds wait) const {
    return text::duration_text(pages.words(), frame.language, wait);
}

http::Response Context::error_page(http::PipelineError error, const http::Request& request) const {
    // A link that could not be checked is still good: its address must not get into logs.
    return with_language_choice(
        with_secret_address(
            pages.draw(status_of(error), ErrorView{frame(request), error, request.request_id})),
        request);
}

}  // namespace postern::portal
