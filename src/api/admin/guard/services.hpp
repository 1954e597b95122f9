/// Services: what the operations of administrators act through.
#pragma once

#include <string>
#include <vector>

namespace postern::service {
class ApprovalService;
class AuditReader;
class FactorService;
class GrantService;
class GroupService;
class InvitationService;
class OutboxService;
class PersonalTokenService;
class RegistrationService;
class RulesService;
class SessionDirectory;
class SiteService;
class StatisticsService;
class StepUpService;
class TokenService;
class UserDirectory;
class UserService;
struct Inspection;
}  // namespace postern::service

namespace postern::api::admin {

struct Services {
    const service::UserDirectory& directory;
    const service::UserService& users;
    const service::RegistrationService& registration;
    const service::InvitationService& invitations;
    const service::ApprovalService& approvals;
    const service::SessionDirectory& sessions;
    const service::TokenService& tokens;
    const service::PersonalTokenService& personal_tokens;
    const service::FactorService& factors;
    const service::GroupService& groups;
    const service::GrantService& grants;
    const service::RulesService& rules;
    const service::SiteService& sites;
    const service::AuditReader& audit;
    const service::OutboxService& outbox;
    const service::StatisticsService& statistics;
    const service::StepUpService& step_up;
    const service::Inspection& inspection;
    bool mail_enabled;  ///< without it, nothing that continues with an e-mail can be started
    /// From where these operations can be used, see service::admin_network_allows(); none: from
    /// anywhere.
    std::vector<std::string> networks;
};

}  // namespace postern::api::admin
