#include "app/commands/command_context.hpp"

#include <unistd.h>

#include <utility>

#include "app/commands/command_services.hpp"
#include "app/wiring/database_settings.hpp"
#include "app/wiring/services_settings.hpp"

namespace postern::app {

CommandContext::CommandContext(Console& console, std::string config_path)
    : console_{console}, config_path_{std::move(config_path)} {}

CommandContext::~CommandContext() = default;

const config::Config& CommandContext::config() {
    if (!config_)
        config_ = std::make_unique<config::Config>(config::load(
            config_path_, config::process_environment(), config::process_environment_names()));
    return *config_;
}

store::mysql::ConnectionSettings CommandContext::connection() {
    return connection_settings(
        config(), config::read_database_password(config().database, config::process_environment()));
}

store::SchemaStore& CommandContext::schema() {
    if (!bare_database_)
        bare_database_ = std::make_unique<store::mysql::MysqlDatabase>(connection(), false);
    return bare_database_->schema();
}

CommandServices& CommandContext::services() {
    if (!services_)
        services_ = std::make_unique<CommandServices>(config(), connection(), console_.err);
    return *services_;
}

Actor CommandContext::actor() const { return Actor::command_line(::getuid()); }

}  // namespace postern::app
