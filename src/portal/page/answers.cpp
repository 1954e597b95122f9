#include "portal/page/answers.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace postern::portal {

namespace {

constexpr std::chrono::seconds::rep kOneSecond = 1;
constexpr std::chrono::seconds kBusyRetryAfter{2};

}  // namespace

http::Response with_retry_after(http::Response page, std::chrono::seconds wait) {
    return std::move(page).add("Retry-After", std::to_string(std::max(wait.count(), kOneSecond)));
}

http::Response with_retry_after_refusal(http::Response page, std::chrono::seconds wait) {
    if (page.status() == http::Status::TooManyRequests)
        return with_retry_after(std::move(page), wait);
    if (page.status() == http::Status::ServiceUnavailable)
        return with_retry_after(std::move(page), kBusyRetryAfter);
    return page;
}

http::Response with_secret_address(http::Response page) {
    return std::move(page).add("Referrer-Policy", "strict-origin");
}

http::Response with_session(http::Response page, const Context& context,
                            const http::Request& request, const service::OpenedSession& opened) {
    return std::move(page)
        .with(context.cookies.clear_other_sessions(request.cookies))
        .with(context.cookies.session(opened.token.reveal(), opened.cookie_age(request.received)));
}

http::Response with_cleared_cookies(http::Response page, const Context& context,
                                    const http::Request& request) {
    return std::move(page)
        .with(context.cookies.clear_session(request.cookies))
        .with(context.cookies.clear_form());
}

http::Response signed_out(const Context& context, const http::Request& request,
                          const ReturnTo& to) {
    return with_cleared_cookies(context.redirect_to(with_return("/login?signed_out=1", to)),
                                context, request);
}

}  // namespace postern::portal
