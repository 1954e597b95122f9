/// portal: the pages and forms that people see, as rows for the router.
///
/// Works without JavaScript. Holds no state: the session cookie says who a visitor is, the services
/// say what they may do. A form's token is bound to the session's token or, for visitors who are
/// not signed in, to a cookie of its own.
#pragma once

#include <functional>
#include <vector>

#include "postern/portal/settings.hpp"

namespace postern {
class Entropy;
}

namespace postern::http {
struct PipelineHooks;
struct Route;
class SessionCookies;
}  // namespace postern::http

namespace postern::service {
class AccessRequestService;
class AccountService;
class ApprovalService;
class AuditReader;
class DeviceService;
class DraftService;
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
class PasswordService;
class PersonalTokenService;
class RegistrationService;
class RequestThrottle;
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

namespace postern::portal {

class Pages;
struct RulesText;

/// Everything that some page acts through; each room takes its share. Every reference must outlive
/// the routes and hooks made from it.
struct Services {
    const service::SignInService& sign_in;
    const service::PasskeySignInService& passkey_sign_in;
    const service::SecondFactorService& second_factor;
    const service::LostFactorService& lost_factor;
    const service::StepUpService& step_up;
    const service::EnrolmentCodeService& mailed_codes;
    const service::FactorService& factors;
    const service::PasskeyService& passkeys;
    const service::TrustService& trust;
    const service::SignOutService& sign_out;
    const service::RegistrationService& registration;
    const service::InvitationService& invitations;
    const service::ApprovalService& approvals;
    const service::DutyService& duties;
    const service::PasswordService& passwords;
    const service::RequestThrottle& requests;
    const service::SessionService& sessions;
    const service::AccountService& account;
    const service::DeviceService& devices;
    const service::HistoryService& history;
    const service::MailLinkService& links;
    const service::SiteService& sites;
    const service::AccessRequestService& access_requests;
    const service::GrantService& grants;
    const service::RulesService& rules;
    const service::DraftService& drafts;
    const RulesText& rules_text;
    const service::GroupService& groups;
    const service::UserService& users;
    const service::UserDirectory& directory;
    const service::SessionDirectory& session_directory;
    const service::AuditReader& audit;
    const service::OutboxService& outbox;
    const service::StatisticsService& statistics;
    const service::Inspection& inspection;
    const service::TokenService& tokens;
    const service::PersonalTokenService& personal_tokens;
    service::KeyChest& key_chest;  ///< one per process, on one thread
    const http::SessionCookies& cookies;
    Entropy& entropy;
    std::function<bool()> is_ready;  ///< answers /health/ready; may ask the database; not empty
};

/// The rows of the portal, static files and health included. `pages` must outlive them.
std::vector<http::Route> routes(const Services& services, const Pages& pages,
                                const Settings& settings);

/// The pipeline's hooks for error pages and form tokens; the caller sets `unavailable_reason`.
http::PipelineHooks hooks(const Services& services, const Pages& pages, const Settings& settings);

}  // namespace postern::portal
