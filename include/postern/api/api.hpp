/// api: the JSON interface (/api/v1) over the same services as the portal's forms.
///
/// Callers have a session cookie or a bearer token; what a token may do is in its scopes.
/// Requests are read strictly: unknown members and wrong types are refused, and all wrong fields
/// are named at once. Errors are problem documents (RFC 9457) with stable codes. The OpenAPI
/// document describes exactly the routes that exist; a test compares them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/service/password/password_problem.hpp"

namespace postern {
class Entropy;
}

namespace postern::http {
struct Route;
class SessionCookies;
}  // namespace postern::http

namespace postern::text {
class Catalogue;
}

namespace postern::service {
class AccountService;
class ApprovalService;
class AuditReader;
class DecisionService;
class DeviceService;
class DutyService;
class EnrolmentCodeService;
class FactorService;
class GrantService;
class GroupService;
class HistoryService;
class InvitationService;
class KeyChest;
class LostFactorService;
class MailLinkService;
class OutboxService;
class PasskeyService;
class PasskeySignInService;
class PersonalTokenService;
class RegistrationService;
class RulesService;
class SecondFactorService;
class SessionDirectory;
class SessionService;
class SignInService;
class SignOutService;
class SiteService;
class StatisticsService;
class StepUpService;
class TokenService;
class TrustService;
class UserDirectory;
class UserService;
struct Inspection;
}  // namespace postern::service

namespace postern::api {

/// Everything that some operation acts through; each room takes its share. Every reference must
/// outlive the routes.
struct Services {
    const service::SignInService& sign_in;
    const service::PasskeySignInService& passkey_sign_in;
    const service::SignOutService& sign_out;
    const service::RegistrationService& registration;
    const service::InvitationService& invitations;
    const service::ApprovalService& approvals;
    const service::DutyService& duties;
    const service::SessionService& sessions;
    const service::AccountService& account;
    const service::DeviceService& devices;
    const service::MailLinkService& links;
    const service::HistoryService& history;
    const service::SecondFactorService& second_factor;
    const service::StepUpService& step_up;
    const service::EnrolmentCodeService& mailed_codes;
    const service::FactorService& factors;
    const service::PasskeyService& passkeys;
    const service::TrustService& trust;
    const service::LostFactorService& lost_factor;
    const service::GrantService& grants;
    const service::DecisionService& decisions;
    const service::GroupService& groups;
    const service::RulesService& rules;
    const service::UserService& users;
    const service::UserDirectory& user_directory;
    const service::SessionDirectory& session_directory;
    const service::SiteService& sites;
    const service::AuditReader& audit;
    const service::OutboxService& outbox;
    const service::StatisticsService& statistics;
    const service::Inspection& inspection;
    const service::TokenService& tokens;
    const service::PersonalTokenService& personal_tokens;
    service::KeyChest& key_chest;  ///< one per process, on one thread
    const http::SessionCookies& cookies;
    const text::Catalogue& catalogue;
    Entropy& entropy;
};

struct Settings {
    service::PasswordNeeds password_needs;  ///< named in errors; the service enforces them
    bool mail_enabled;     ///< without it, nothing that continues with an e-mail can be started
    std::string language;  ///< of e-mails, if neither user nor request ask for one that there is
    /// The document, see load_openapi(). Must outlive the routes: no worker keeps a copy of it.
    std::string_view openapi;
    std::string public_url{};  ///< without a slash at its end
    /// Whose pages may call the API, with the cookies of their visitors: `https://app.example.org`.
    /// Must outlive the routes.
    std::span<const std::string> origins{};
    /// From where the operations of administrators can be used, see
    /// service::admin_network_allows(); empty: from anywhere.
    std::vector<std::string> admin_networks{};
};

/// The text of `folder`/openapi.json. Throws std::runtime_error when it is missing or not JSON.
std::string load_openapi(const std::string& folder);

std::vector<http::Route> routes(const Services& services, const Settings& settings);

}  // namespace postern::api
