#include "app/daemon/reload_check.hpp"

#include <stdexcept>

#include "app/daemon/schema_check.hpp"
#include "postern/base/log.hpp"

namespace postern::app {

void refuse_unusable_database(const store::mysql::ConnectionSettings& current,
                              const store::mysql::ConnectionSettings& next) {
    if (current == next) return;
    switch (schema_state(next)) {
        case SchemaState::Fits:
        case SchemaState::Old:
        case SchemaState::TooNew:
            return;
        case SchemaState::TooOld:
            throw std::runtime_error{
                "the schema of the new database is older than this program needs; run `postern "
                "migrate` first"};
        case SchemaState::Unknown:
            throw std::runtime_error{
                "the database cannot be used with the new settings of [database]"};
    }
}

void refuse_useless_gate_user(const store::mysql::ConnectionSettings& current,
                              const store::mysql::ConnectionSettings& next) {
    if (current == next || gate_can_check(next)) return;
    throw std::runtime_error{
        "the gate's database user cannot read what a check needs with the new settings of "
        "[database]; look at `postern database grants`"};
}

void refuse_lost_keys(bool has_current, bool has_next) {
    if (!has_current || has_next) return;
    throw std::runtime_error{
        "the key file is gone; put it back (keys.file), or restart to go on without it"};
}

void warn_of_needed_restart(const config::ServerConfig& current, const config::ServerConfig& next) {
    const auto warn_if = [](bool changed, const char* key) {
        if (changed) log::warning("restart_needed", {{"key", key}});
    };
    warn_if(current.gate_socket != next.gate_socket, "server.gate_socket");
    warn_if(current.portal_socket != next.portal_socket, "server.portal_socket");
    warn_if(current.control_socket != next.control_socket, "server.control_socket");
    warn_if(current.socket_group != next.socket_group, "server.socket_group");
    warn_if(current.socket_mode != next.socket_mode, "server.socket_mode");
    warn_if(current.backlog != next.backlog, "server.backlog");
}

}  // namespace postern::app
