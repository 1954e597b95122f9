#include <ostream>

#include "app/commands/commands.hpp"
#include "app/setup/database_grants.hpp"

namespace postern::app {

namespace {

void print_grants(CommandContext& context, const Arguments& typed) {
    const auto& wanted_origin = typed.text("--from");
    const auto& config = context.config();
    const auto from = wanted_origin.empty() ? default_origin(config.database) : wanted_origin;
    std::string sql = main_grants_sql(config, from);
    if (const auto gate = gate_grants_sql(config, from); !gate.empty()) sql += '\n' + gate;
    if (typed.flag("--json")) return print_json(context.out(), json::Json::Object{{"sql", sql}});
    context.out() << sql;
}

}  // namespace

Command database_commands() {
    return {
        .name = "database",
        .help = "Manage database privileges",
        .commands = {
            {.name = "grants",
             .help =
                 "Print the SQL that grants the database users their privileges; changes nothing",
             .options = {{.name = "--from",
                          .help = "Host that the daemon connects from, as the database server sees "
                                  "it (default: localhost for a Unix socket, otherwise any)"},
                         kJsonFlag},
             .run = print_grants}}};
}

}  // namespace postern::app
