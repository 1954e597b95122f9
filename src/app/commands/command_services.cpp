#include "app/commands/command_services.hpp"

#include <ostream>
#include <utility>

#include "app/wiring/settings.hpp"

namespace postern::app {

CommandServices::CommandServices(const config::Config& config,
                                 store::mysql::ConnectionSettings connection, std::ostream& err)
    : database{std::move(connection)},
      revoker{config.server.control_socket,
              [&err](const std::string& what) { err << "Warning: " << what << ".\n"; }},
      hasher{argon2id_cost(config)},
      password_data{PasswordData::load(config)},
      passwords{hasher, *slots, password_settings(config), password_data.lists()},
      requests{*attempts, request_limits(config)},
      registration{database.accounts(), passwords, requests, entropy,
                   registration_settings(config)},
      users{database.users(), database.accounts(), passwords, revoker,
            administrator_settings(config)},
      sessions{database.sessions(), entropy, revoker, session_settings(config)},
      sign_out{sessions, database.audit()},
      sites{database.sites(), public_url(config).origin} {
    slots->set_limits(1, 0);
}

}  // namespace postern::app
