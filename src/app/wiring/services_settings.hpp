/// services_settings: what the services need to know, taken from the configuration.
#pragma once

#include <string>
#include <vector>

#include "app/wiring/services.hpp"
#include "postern/config/config.hpp"
#include "postern/service/account/retention_service.hpp"

namespace postern::app {

/// `languages`: those that a user can choose for pages and e-mails.
ServiceSettings service_settings(const config::Config& config, std::vector<std::string> languages);

service::PasswordSettings password_settings(const config::Config& config);
service::RetentionSettings retention_settings(const config::Config& config);
service::ApprovalSettings courier_approval_settings(const config::Config& config);
service::SigningKeySettings signing_key_settings(const config::Config& config);
crypto::Argon2idCost argon2id_cost(const config::Config& config);

}  // namespace postern::app
