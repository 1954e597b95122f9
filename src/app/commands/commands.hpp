/// commands: the rows of `postern`, and what several commands share.
#pragma once

#include <string>
#include <vector>

#include "app/commands/command_context.hpp"
#include "app/console/command.hpp"

namespace postern::app {

Command init_command();
Command migrate_command();
Command config_commands();
Command database_commands();
Command user_commands();
/// verify, reset-password, delete and keep of the group `user`.
std::vector<Command> account_commands();
/// import and export of the group `user`.
std::vector<Command> transfer_commands();
Command site_commands();
Command session_commands();
Command mail_commands();
Command audit_command();
Command nginx_command();

/// `--json` of a command that lists.
Option json_flag();
/// The operand `USER` of a command about one user.
Option user_operand();
/// Of the commands that make nginx files.
Option snippets_option();
Option certificate_option();
Option certificate_key_option();

CommandError no_such_user(const std::string& who);

/// What `user add` and `site add` do, and say. Throw CommandError.
void add_user(CommandContext& context, const std::string& email, const std::string& display_name);
void add_site(CommandContext& context, const std::string& name, const std::string& origin,
              const std::string& policy);

}  // namespace postern::app
