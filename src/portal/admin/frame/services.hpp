/// Services: what the console acts through.
#pragma once

#include "postern/service/admin/inspection.hpp"

namespace postern::service {
class ApprovalService;
class AuditReader;
class DraftService;
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
}  // namespace postern::service

namespace postern::portal {
struct RulesText;
}

namespace postern::portal::admin {

// Shared with the API, which may not include the portal.
using service::Inspection;
using service::ShownFinding;
using service::ShownKey;
using service::ShownSetting;

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
    const service::DraftService& drafts;
    const RulesText& rules_text;
    const service::SiteService& sites;
    const service::AuditReader& audit;
    const service::OutboxService& outbox;
    const service::StatisticsService& statistics;
    const service::StepUpService& step_up;
    const Inspection& inspection;
};

}  // namespace postern::portal::admin
