#include "portal/page/duty_first.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "postern/service/account/duty_service.hpp"

namespace postern::portal {

namespace {

constexpr std::string_view kAccount = "/account";
constexpr std::array<std::string_view, 4> kFree{"/account/terms", "/account/complete",
                                                "/account/delete", "/account/language"};

std::string_view path_of(service::Duty duty) {
    switch (duty) {
        case service::Duty::Terms:
            return "/account/terms";
        case service::Duty::Profile:
            return "/account/complete";
    }
    std::abort();  // a value outside the enum is a bug
}

bool is_of_account(std::string_view path) {
    return path == kAccount || path.starts_with("/account/");
}

}  // namespace

std::optional<std::string> duty_page_for(const Context& context, const User& user,
                                         const ReturnTo& to, TimePoint now) {
    const auto duty = context.duties ? context.duties->due(user, now) : std::nullopt;
    if (!duty) return std::nullopt;
    return with_return(std::string{path_of(*duty)}, to);
}

std::optional<std::string> duty_first(const Context& context, const http::Request& request,
                                      const SessionWithUser& visitor) {
    if (!is_of_account(request.path) || std::ranges::find(kFree, request.path) != kFree.end())
        return std::nullopt;
    const auto duty =
        context.duties ? context.duties->due(visitor.user, request.received) : std::nullopt;
    if (!duty) return std::nullopt;
    return page_leading_back(context, std::string{path_of(*duty)}, request);
}

http::Response go_on_as(const Context& context, const http::Request& request, const User& user,
                        const ReturnTo& to) {
    if (const auto first = duty_page_for(context, user, to, request.received))
        return context.redirect_to(*first);
    return go_on(context, request, to);
}

}  // namespace postern::portal
