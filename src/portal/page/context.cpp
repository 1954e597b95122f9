#include "portal/page/context.hpp"

#include <algorithm>
#include <cstdlib>

#include "postern/model/origin.hpp"
#include "postern/service/session/form_tokens.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal {

namespace {

constexpr std::chrono::seconds::rep kOneSecond = 1;
constexpr std::string_view kFormTokenField = "form_token";

/// What the browser has and another site does not know; empty when it has nothing yet.
std::string_view form_secret(const http::SessionCookies& cookies, const http::Request& request) {
    const auto session = request.cookie(cookies.session_name()).value;
    if (session && session->size() == service::kFormCookieLength) return *session;
    const auto form = request.cookie(cookies.form_name()).value;
    // The form cookie is as long as a token; what is shorter was not made here.
    return form && form->size() == service::kFormCookieLength ? *form : std::string_view{};
}

/// `app.example.org` or `localhost:8081`: the origin without its scheme.
std::string host_of(const Origin& origin) {
    return origin.text().substr(origin.scheme().size() + 3);
}

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
    if (user && words.has(user->language)) return user->language;
    return words.negotiate(request.accept_language, settings.language);
}

service::Client Context::client_of(const http::Request& request, const User* user) const {
    return {.address = request.address,
            .user_agent = request.user_agent,
            .request_id = request.request_id,
            .language = language_of(request, user),
            .device = std::string{
                request.cookie(services.cookies.device_name()).value.value_or(std::string_view{})}};
}

std::string Context::wait_text(const Frame& frame, std::chrono::seconds wait) const {
    return text::duration_text(pages.words(), frame.language, wait);
}

ReturnTo Context::return_to(std::string_view link) const {
    if (link.empty()) return {};
    const auto allowed = services.sites.allowed_return_link(link);
    const auto parsed = allowed ? parse_return_link(*allowed) : std::nullopt;
    if (!parsed) return {};
    return {.link = *allowed, .origin = parsed->origin.text(), .host = host_of(parsed->origin)};
}

http::Response Context::error_page(http::PipelineError error, const http::Request& request) const {
    // A link that could not be looked at is still good: its address must not get into logs.
    return with_secret_address(
        pages.draw(status_of(error), ErrorView{frame(request), error, request.request_id}));
}

FormBinding bind_form(const Context& context, const http::Request& request) {
    auto& entropy = context.services.entropy;
    const auto secret = form_secret(context.services.cookies, request);
    if (!secret.empty()) return {service::make_form_token(secret, entropy), std::nullopt};
    const std::string fresh = service::make_form_cookie_value(entropy);
    return {service::make_form_token(fresh, entropy), context.services.cookies.form(fresh)};
}

bool form_token_ok(const http::SessionCookies& cookies, const http::Request& request,
                   const http::Form& form) {
    return service::form_token_fits(form.get(kFormTokenField), form_secret(cookies, request));
}

http::Response with_form_cookie(http::Response page, const FormBinding& binding) {
    if (!binding.new_cookie) return page;
    return std::move(page).with(*binding.new_cookie);
}

http::Response with_retry_after(http::Response page, std::chrono::seconds wait) {
    return std::move(page).add("Retry-After", std::to_string(std::max(wait.count(), kOneSecond)));
}

http::Response with_secret_address(http::Response page) {
    return std::move(page).add("Referrer-Policy", "strict-origin");
}

http::Response signed_out(const Context& context) {
    const auto& cookies = context.services.cookies;
    return context.redirect_to("/login?signed_out=1")
        .with(cookies.clear_session())
        .with(cookies.clear_form());
}

}  // namespace postern::portal
