/// factor: the steps of a sign-in behind the password, and the page about what protects the
/// account.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class AccountService;
class EnrolmentCodeService;
class FactorService;
class LostFactorService;
class PasskeyService;
class SecondFactorService;
class SiteService;
class StepUpService;
class TrustService;
}  // namespace postern::service

namespace postern::portal::factor {

/// What these pages act through.
struct Services {
    const service::SecondFactorService& second_factor;
    const service::LostFactorService& lost_factor;
    const service::StepUpService& step_up;
    const service::EnrolmentCodeService& mailed_codes;
    const service::FactorService& factors;
    const service::PasskeyService& passkeys;
    const service::TrustService& trust;
    const service::AccountService& account;
    const service::SiteService& sites;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::factor
