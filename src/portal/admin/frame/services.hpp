/// Services: what the console acts through.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace postern::service {
class AuditReader;
class FactorService;
class GrantService;
class GroupService;
class InvitationService;
class OutboxService;
class PersonalTokenService;
class RulesService;
class SessionDirectory;
class SiteService;
class StatisticsService;
class StepUpService;
class TokenService;
class UserDirectory;
class UserService;
}  // namespace postern::service

namespace postern::portal::admin {

/// One key of the configuration, as it is in force. Secrets are not among them.
struct ShownSetting {
    std::string key;     ///< `session.idle`
    std::string value;   ///< as in TOML
    std::string source;  ///< `file`, `environment` or `default`
};

/// What `postern doctor` says of one thing.
struct ShownFinding {
    enum class State { Good, Warning, Bad };
    State state;
    std::string what;
    std::string why{};   ///< empty: it is good
    std::string next{};  ///< what to do
};

/// A signing key, or the key that seals secrets.
struct ShownKey {
    std::string kind;  ///< `token`, `assertion` or `key file`
    std::string id;
    std::string algorithm;
    std::string state;
    std::string since;  ///< RFC 3339
};

/// What the application tells that no service knows. Each may be slow (tens of milliseconds).
struct Inspection {
    std::function<std::vector<ShownSetting>()> settings;
    std::function<std::vector<ShownFinding>()> findings;
    std::function<std::vector<ShownKey>()> keys;
};

struct Services {
    const service::UserDirectory& directory;
    const service::UserService& users;
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
    const Inspection& inspection;
};

}  // namespace postern::portal::admin
