#include "api/body/caller.hpp"

#include "postern/http/problem.hpp"

namespace postern::api {

service::Client client_of(const Services& services, const http::Request& request,
                          const User* user) {
    return {.address = request.address,
            .user_agent = request.user_agent,
            .request_id = request.request_id,
            .language = user && !user->language.empty()
                            ? user->language
                            : services.negotiate(request.accept_language),
            .device = std::string{
                request.cookie(services.cookies.device_name()).value.value_or(std::string_view{})}};
}

http::Response refuse_stranger(const http::Request& request) {
    return http::problem(http::Status::Unauthorized, "not_signed_in", "Sign in first.", {},
                         request.request_id)
        .add("WWW-Authenticate", kChallenge);
}

}  // namespace postern::api
