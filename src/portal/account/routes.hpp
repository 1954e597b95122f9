/// account: the pages behind the sign-in, under /account.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class AccountService;
class DeviceService;
class HistoryService;
class MailLinkService;
class RulesService;
class SessionService;
class SiteService;
class StepUpService;
class TokenService;
}  // namespace postern::service

namespace postern::portal::account {

/// What these pages act through.
struct Services {
    const service::AccountService& account;
    const service::DeviceService& devices;
    const service::SessionService& sessions;
    const service::HistoryService& history;
    const service::MailLinkService& links;
    const service::SiteService& sites;
    const service::StepUpService& step_up;
    const service::TokenService& tokens;
    const service::RulesService& rules;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::account
