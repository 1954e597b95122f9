#include "app/wiring/database_settings.hpp"

namespace postern::app {

store::mysql::ConnectionSettings connection_settings(const config::Config& config,
                                                     const std::string& password) {
    const auto& database = config.database;
    std::vector<store::mysql::ServerAddress> servers;
    for (const auto& address : config::database_addresses(database))
        servers.push_back({address.socket, address.host, address.port});
    return {.servers = std::move(servers),
            .name = database.name,
            .user = database.user,
            .password = password,
            .ca_file = database.ca_file,
            .plaintext_allowed = database.plaintext_allowed,
            .connect_timeout = database.connect_timeout,
            .read_timeout = database.read_timeout,
            .write_timeout = database.read_timeout};
}

store::mysql::ConnectionSettings gate_connection_settings(const config::Config& config,
                                                          const std::string& password) {
    auto settings = connection_settings(config, password);
    if (!config.database.gate_user.empty()) settings.user = config.database.gate_user;
    return settings;
}

}  // namespace postern::app
