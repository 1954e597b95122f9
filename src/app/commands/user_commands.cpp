#include <cstdlib>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/password_prompt.hpp"
#include "app/console/table.hpp"
#include "app/wiring/services_settings.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::app {

CommandError no_such_user(const std::string& who) {
    return {kRefused, "no such user: " + printable(who) + " (give the e-mail address or the id)"};
}

namespace {

constexpr std::size_t kPage = 500;

constexpr const char* kBusy = "too many passwords are being hashed right now; try again";

std::string words(service::RegistrationError error) {
    using enum service::RegistrationError;
    switch (error) {
        case Closed:
            return "registration is disabled";
        case TooMany:
            return "too many registrations";
        case BadEmail:
            return "the e-mail address is not valid";
        case BadDisplayName:
            return "the display name must have 1 to 100 characters, on one line";
        case BadPassword:
            return "the password cannot be used";
        case EmailTaken:
            return "a user with this e-mail address already exists";
        case Busy:
            return kBusy;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words(const std::vector<service::PasswordProblem>& problems,
                  const config::Config& config) {
    const auto catalogue = text::Catalogue::load(config.server.share_dir + "/messages");
    const auto values = service::message_values(password_settings(config).needs);
    std::string all = words(service::RegistrationError::BadPassword) + ":";
    for (const auto problem : problems)
        all += ' ' + catalogue.text(text::kFallbackLanguage, service::message_key(problem), values);
    return all;
}

std::string words(const service::RegistrationRefusal& refusal, const config::Config& config) {
    std::string all;
    for (const auto error : refusal.errors)
        all += (all.empty() ? "" : "; ") + (error == service::RegistrationError::BadPassword
                                                ? words(refusal.password_problems, config)
                                                : words(error));
    return all;
}

CommandError refused(const service::SetPasswordRefusal& refusal, const std::string& who,
                     const config::Config& config) {
    using enum service::SetPasswordError;
    switch (refusal.error) {
        case NoSuchUser:
            return no_such_user(who);
        case BadPassword:
            return {kRefused, words(refusal.problems, config)};
        case Busy:
            return {kRefused, kBusy};
    }
    std::abort();  // a value outside the enum is a bug
}

const std::vector<Column> kColumns{{"id"},       {"email"},    {"display_name"}, {"disabled"},
                                   {"verified"}, {"language"}, {"delete_at"},    {"created_at"}};

Row row(const User& user) {
    return {user.public_id.text(),
            user.email.text(),
            user.display_name.text(),
            user.disabled,
            user.email_verified_at.has_value(),
            user.language.empty() ? json::Json{} : json::Json{user.language},
            user.delete_at ? json::Json{to_rfc3339(*user.delete_at)} : json::Json{},
            to_rfc3339(user.created_at)};
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    UserId last{};
    for (;;) {
        const auto page = context.services().users.list(last, kPage);
        for (const auto& user : page) rows.push_back(row(user));
        if (page.size() < kPage) break;
        last = page.back().id;
    }
    print_rows(context.out(), typed.flag("--json"), kColumns, rows,
               "No users yet. Add one: postern user add ADDRESS");
}

void print_facts(CommandContext& context, const User& user, std::size_t sessions) {
    const auto moment = [](const std::optional<TimePoint>& time) {
        return time ? to_rfc3339(*time) : std::string{"-"};
    };
    context.out() << "id            " << user.public_id.text() << "\nemail         "
                  << user.email.text() << "\nverified at   " << moment(user.email_verified_at)
                  << "\ndisplay name  " << printable(user.display_name.text()) << "\nlanguage      "
                  << (user.language.empty() ? "-" : user.language) << "\ntime zone     "
                  << (user.time_zone.empty() ? "-" : user.time_zone) << "\ndisabled      "
                  << (user.disabled ? "yes" : "no") << "\ncreated at    "
                  << to_rfc3339(user.created_at) << "\ndelete at     " << moment(user.delete_at)
                  << "\nsessions      " << sessions << '\n';
}

void show(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    const auto user = context.services().users.find(who);
    if (!user) throw no_such_user(who);
    const auto sessions = context.services().sessions.list(*user, context.now());
    if (typed.flag("--json")) {
        auto object = to_object(kColumns, row(*user));
        object.emplace_back("sessions", sessions.size());
        context.out() << json::Json{std::move(object)}.dump_pretty() << '\n';
        return;
    }
    print_facts(context, *user, sessions.size());
}

void set_disabled(CommandContext& context, const std::string& who, bool disabled) {
    if (!context.services().users.set_disabled(who, disabled, context.actor(), context.now()))
        throw no_such_user(who);
    context.out() << (disabled ? "Disabled the user and ended all their sessions.\n"
                               : "Enabled the user; they can sign in again.\n");
}

void disable(CommandContext& context, const Arguments& typed) {
    set_disabled(context, typed.text("USER"), true);
}

void enable(CommandContext& context, const Arguments& typed) {
    set_disabled(context, typed.text("USER"), false);
}

void set_password(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (!context.services().users.find(who)) throw no_such_user(who);
    const Secret password = read_new_password(context.console());
    const auto done = context.services().users.set_password(who, password.reveal(), context.actor(),
                                                            context.now());
    if (!done) throw refused(done.error(), who, context.config());
    context.out() << "Changed the password and ended all the user's sessions.\n";
}

void add(CommandContext& context, const Arguments& typed) {
    add_user(context, typed.text("EMAIL"), typed.text("--name"));
}

}  // namespace

void add_user(CommandContext& context, const std::string& email, const std::string& display_name) {
    if (!EmailAddress::parse(email))
        throw CommandError{kRefused, words(service::RegistrationError::BadEmail)};
    const Secret password = read_new_password(context.console());
    const auto added = context.services().registration.add_user(
        {email, display_name.empty() ? email : display_name, password.reveal()}, context.actor(),
        context.now());
    if (!added) throw CommandError{kRefused, words(added.error(), context.config())};
    context.out() << "Added " << added->email.text() << " with id " << added->public_id.text()
                  << '\n';
}

Command user_commands() {
    Command group{
        .name = "user",
        .help = "Manage users",
        .commands = {
            {.name = "add",
             .help = "Add a user; prompts for the password, or reads it from standard input",
             .options = {{.name = "EMAIL", .help = "E-mail address", .required = true},
                         {.name = "--name", .help = "Display name (default: the e-mail address)"}},
             .run = add},
            {.name = "list", .help = "List all users", .options = {kJsonFlag}, .run = list},
            {.name = "show",
             .help = "Show a user",
             .options = {kUserOperand, kJsonFlag},
             .run = show},
            {.name = "disable",
             .help = "Disable a user and end all their sessions",
             .options = {kUserOperand},
             .run = disable},
            {.name = "enable",
             .help = "Let a disabled user sign in again",
             .options = {kUserOperand},
             .run = enable},
            {.name = "set-password",
             .help = "Set a user's password; prompts for it, or reads it from standard input",
             .options = {kUserOperand},
             .run = set_password}}};
    const auto more = account_commands();
    group.commands.insert(group.commands.end(), more.begin(), more.end());
    group.commands.push_back(import_command());
    group.commands.push_back(export_command());
    return group;
}

}  // namespace postern::app
