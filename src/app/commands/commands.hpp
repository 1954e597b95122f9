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
Command import_command();  ///< of the group `user`
Command export_command();  ///< of the group `user`
Command site_commands();
Command session_commands();
Command mail_commands();
Command audit_command();
Command nginx_command();

inline constexpr Option kJsonFlag{
    .name = "--json", .help = "Print JSON instead of a table", .type = OptionType::Flag};
/// The operand of a command about one user.
inline constexpr Option kUserOperand{
    .name = "USER", .help = "E-mail address or id", .required = true};
/// Of the commands that make nginx files.
inline constexpr Option kSnippetsOption{.name = "--snippets",
                                        .help = "Folder with Postern's nginx snippets",
                                        .default_value = "/etc/nginx/postern"};
inline constexpr Option kCertificateOption{
    .name = "--certificate",
    .help = "Certificate file with its chain (default: /etc/ssl/certs/HOST.pem)"};
inline constexpr Option kCertificateKeyOption{
    .name = "--certificate-key", .help = "Private key file (default: /etc/ssl/private/HOST.key)"};

CommandError no_such_user(const std::string& who);

/// What `user add` and `site add` do, and say. Throw CommandError.
void add_user(CommandContext& context, const std::string& email, const std::string& display_name);
void add_site(CommandContext& context, const std::string& name, const std::string& origin,
              const std::string& policy);

}  // namespace postern::app
