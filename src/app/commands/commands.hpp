/// commands: the groups of commands; each adds itself to the argument parser.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "app/commands/workbench.hpp"
#include "app/setup/nginx_blocks.hpp"

namespace postern::app {

void add_migrate_command(CLI::App& cli, Workbench& bench);
void add_config_commands(CLI::App& cli, Workbench& bench);
void add_database_commands(CLI::App& cli, Workbench& bench);
void add_user_commands(CLI::App& cli, Workbench& bench);
/// `import` and `export` of the group `user`.
void add_transfer_commands(CLI::App* group, Workbench& bench);
void add_site_commands(CLI::App& cli, Workbench& bench);
void add_session_commands(CLI::App& cli, Workbench& bench);
void add_mail_commands(CLI::App& cli, Workbench& bench);
void add_audit_command(CLI::App& cli, Workbench& bench);
void add_nginx_command(CLI::App& cli, Workbench& bench);
void add_init_command(CLI::App& cli, Workbench& bench);

/// A group such as `user`, which needs one of its commands.
CLI::App* add_group(CLI::App& cli, const std::string& name, const std::string& help);

/// Commands of the group `user` about mails and deletion.
void add_account_commands(CLI::App* group, Workbench& bench);

/// A command of `group` whose one argument names a user.
CLI::App* add_user_command(CLI::App* group, const std::string& name, const std::string& help,
                           const std::function<void(const std::string&)>& run);
CommandError no_such_user(const std::string& who);

/// `--certificate` and `--certificate-key`. `options` must outlive the parser.
void add_certificate_options(CLI::App* command, BlockOptions& options);

/// What `user add` and `site add` do, and say. Throw CommandError.
void add_user(Workbench& bench, const std::string& email, const std::string& display_name);
void add_site(Workbench& bench, const std::string& name, const std::string& origin,
              const std::string& policy);

/// Adds `--json` to a command that lists.
void add_json_flag(CLI::App* command, Workbench& bench);

}  // namespace postern::app
