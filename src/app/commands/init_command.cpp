// The guided first start. Each step first checks whether it is already done, so that an interrupted
// run can be repeated.
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/setup/configuration_step.hpp"
#include "app/setup/database_step.hpp"
#include "app/setup/key_file_step.hpp"
#include "app/setup/nginx_step.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/public_url.hpp"

namespace postern::app {

namespace {

InitRequest request_of(const Arguments& typed) {
    return {.public_url = typed.text("--public-url"),
            .sites = typed.texts("--site"),
            .targets = typed.texts("--serve"),
            .cookie_domain = typed.text("--cookie-domain"),
            .admin_email = typed.text("--admin-email"),
            .admin_name = typed.text("--admin-name"),
            .database_socket = typed.text("--database-socket"),
            .database_name = typed.text("--database-name"),
            .secrets_folder = typed.text("--secrets"),
            .nginx_folder = typed.text("--nginx-folder"),
            .nginx = {.listen = {},
                      .snippets = typed.text("--snippets"),
                      .certificate = typed.text("--certificate"),
                      .certificate_key = typed.text("--certificate-key")},
            .print_sql = typed.flag("--print-sql"),
            .database_only = typed.flag("--database-only"),
            .yes = typed.flag("--yes")};
}

void set_up_site(CommandContext& context, const SiteRequest& request, Dialog& dialog) {
    if (!is_registered(request, context.services().sites))
        return dialog.report(add_site(context, request.name, request.url, "signed_in").sentence);
    dialog.report("The site " + request.name + " already exists.");
}

std::string problem_of_email(const std::string& answer) {
    if (answer.empty() || EmailAddress::parse(answer)) return {};
    return "This is not an e-mail address; write it as you@example.org.";
}

void set_up_first_user(CommandContext& context, const InitRequest& request, Dialog& dialog) {
    const auto& users = context.services().users;
    auto email = request.admin_email;
    if (email.empty() && users.list({}, {}, 1).found.empty())
        email = dialog.ask("Your own e-mail address (empty for no user): ", problem_of_email);
    if (email.empty()) return;
    if (users.find(email))
        return dialog.report("The user " + printable(email) + " already exists.");
    dialog.report(add_user(context, email, request.admin_name).sentence + ".");
    dialog.report(
        "Anyone who may run `postern` on this host is an administrator, too. `postern grant add` "
        "makes another user one.");
}

void say_what_is_next(CommandContext& context) {
    const auto& config = context.config();
    PasswordData::load(config);
    context.out() << "Setup is complete. Next:\n"
                     "    systemctl restart postern\n"
                     "    systemctl reload nginx\n"
                     "and open "
                  << public_url(config).text() << "/login\n";
    if (!has_mail(config))
        context.out()
            << "E-mail is not set up yet, so users cannot reset their passwords: see [mail] in "
            << context.config_path() << ".\n";
}

void run(CommandContext& context, const Arguments& typed) {
    const auto request = request_of(typed);
    Dialog dialog{context.console(), request.yes};
    const auto sites =
        set_up_configuration(context.config_path(), request, config::process_environment(), dialog);
    const auto& config = context.config();
    crypto::SystemEntropy entropy;
    make_database_passwords(config.database, entropy, dialog);
    set_up_database(config, context.schema(),
                    {.print_sql = request.print_sql, .renew_grants = request.database_only},
                    context.now(), dialog);
    if (request.database_only) return;
    set_up_key_file(config.keys, context.services().keys, entropy, dialog);
    for (const auto& site : sites) set_up_site(context, site, dialog);
    set_up_first_user(context, request, dialog);
    write_server_blocks(config, request, sites, context.services().sites, dialog);
    check_snippets(config.server, request);
    say_what_is_next(context);
}

}  // namespace

Command init_command() {
    return {
        .name = "init",
        .help = "Set up Postern: configuration, database, first user, nginx; safe to run again",
        .options =
            {{.name = "--public-url", .help = "Address of the portal: https://auth.example.org"},
             {.name = "--site",
              .help = "A site to protect: NAME=https://HOST (repeatable)",
              .repeatable = true},
             {.name = "--serve",
              .help = "A site's application, NAME=http://HOST:PORT, or its files, NAME=/FOLDER "
                      "(repeatable)",
              .repeatable = true},
             {.name = "--cookie-domain",
              .help = "Domain whose hosts receive the session cookie (default: the one that the "
                      "portal and the sites share)"},
             {.name = "--admin-email",
              .help = "E-mail address of the first user, who becomes an administrator; prompts for "
                      "the password"},
             {.name = "--admin-name", .help = "Display name of the first user"},
             {.name = "--database-socket",
              .help = "Unix socket of the database server",
              .default_value = "/run/mysqld/mysqld.sock"},
             {.name = "--database-name",
              .help = "Name of the database",
              .default_value = "postern"},
             {.name = "--secrets",
              .help = "Folder for the database passwords",
              .default_value = "/etc/credstore"},
             {.name = "--nginx-folder",
              .help = "Folder for the server blocks, or none to write none",
              .default_value = "/etc/nginx/conf.d"},
             kSnippetsOption,
             kCertificateOption,
             kCertificateKeyOption,
             {.name = "--print-sql",
              .help = "Print the SQL that needs the database administrator instead of running it",
              .type = OptionType::Flag},
             {.name = "--database-only",
              .help = "Set up only the database of an existing configuration, as after an upgrade",
              .type = OptionType::Flag},
             {.name = "-y,--yes", .help = "Ask no questions", .type = OptionType::Flag}},
        .run = run};
}

}  // namespace postern::app
