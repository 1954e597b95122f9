#include "app/commands/command_services.hpp"

#include <ostream>
#include <utility>

#include "app/wiring/brand.hpp"
#include "app/wiring/key_ring.hpp"
#include "app/wiring/services_settings.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::app {

namespace {

Ports ports_of(CommandPorts& own) {
    return {.entropy = own.entropy,
            .hasher = own.hasher,
            .revoker = own.revoker,
            .hashing_slots = *own.slots,
            .attempts = *own.attempts,
            .metrics = own.metrics->writer(0),
            .password_lists = own.password_data.lists(),
            .keys = own.key_ring ? &*own.key_ring : nullptr};
}

std::vector<std::string> languages_of(const config::Config& config) {
    return load_words(config).languages();
}

std::optional<crypto::KeyRing> usable_key_ring(const config::Config& config) {
    try {
        return read_key_ring(config.keys, config::process_environment());
    } catch (const config::ConfigError&) {
        return std::nullopt;
    }
}

}  // namespace

CommandPorts::CommandPorts(const config::Config& config,
                           store::mysql::ConnectionSettings connection, std::ostream& err)
    : database{std::move(connection)},
      revoker{config.server.control_socket,
              [&err](const std::string& what) { err << "Warning: " << what << ".\n"; }},
      hasher{argon2id_cost(config)},
      password_data{PasswordData::load(config)},
      key_ring{usable_key_ring(config)} {
    slots->set_limits(1, 0);
}

CommandServices::CommandServices(const config::Config& config,
                                 store::mysql::ConnectionSettings connection, std::ostream& err)
    : CommandPorts{config, std::move(connection), err},
      Services{stores_of(database), ports_of(*this),
               service_settings(config, languages_of(config))} {}

}  // namespace postern::app
