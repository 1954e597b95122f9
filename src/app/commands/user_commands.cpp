#include <cstdlib>
#include <ostream>

#include "app/commands/commands.hpp"

namespace postern::app {

CommandError no_such_user(const std::string& who) {
    return {kRefused, "no such user: " + printable(who) + " (give the e-mail address or the id)"};
}

CLI::App* add_user_command(CLI::App* group, const std::string& name, const std::string& help,
                           const std::function<void(const std::string&)>& run) {
    auto* command = group->add_subcommand(name, help);
    const auto who = std::make_shared<std::string>();
    command->add_option("USER", *who, "E-mail address or id")->required();
    command->callback([who, run] { run(*who); });
    return command;
}

namespace {

constexpr std::size_t kPage = 500;

constexpr const char* kBusy = "too many passwords are being hashed at this moment; try again";

std::string words(service::PasswordProblem problem, const config::PasswordConfig& asked) {
    using enum service::PasswordProblem;
    switch (problem) {
        case TooShort:
            return "the password must have at least " + std::to_string(asked.min_length) +
                   " characters";
        case TooLong:
            return "the password must have at most 256 characters";
        case NotUtf8:
            return "the password is not valid UTF-8";
        case MissingClasses:
            return "the password must have " + std::to_string(asked.require_classes) +
                   " of these kinds: small letters, capital letters, digits, other characters";
        case Common:
            return "the password is one of those that are tried first";
        case ContainsContext:
            return "the password is little more than a name or an address that others know";
        case Guessable:
            return "the password is too easy to guess";
        case Breached:
            return "the password is on the list of passwords from breaches";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words(service::RegistrationError error) {
    using enum service::RegistrationError;
    switch (error) {
        case Closed:
            return "registration is switched off";
        case TooMany:
            return "too many registrations";
        case BadEmail:
            return "the e-mail address is not one that mail can be sent to";
        case BadDisplayName:
            return "the display name must have 1 to 100 characters, on one line";
        case BadPassword:
            return "the password cannot be used";
        case EmailTaken:
            return "there is already a user with this e-mail address";
        case Busy:
            return kBusy;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words(const std::vector<service::PasswordProblem>& problems,
                  const config::PasswordConfig& asked) {
    std::string all;
    for (const auto problem : problems) all += (all.empty() ? "" : "; ") + words(problem, asked);
    return all;
}

std::string words(const service::RegistrationRefusal& refusal,
                  const config::PasswordConfig& asked) {
    std::string all;
    for (const auto error : refusal.errors)
        all += (all.empty() ? "" : "; ") + (error == service::RegistrationError::BadPassword
                                                ? words(refusal.password_problems, asked)
                                                : words(error));
    return all;
}

CommandError refused(const service::SetPasswordRefusal& refusal, const std::string& who,
                     const config::PasswordConfig& asked) {
    using enum service::SetPasswordError;
    switch (refusal.error) {
        case NoSuchUser:
            return no_such_user(who);
        case BadPassword:
            return {kRefused, words(refusal.problems, asked)};
        case Busy:
            return {kRefused, kBusy};
    }
    std::abort();  // a value outside the enum is a bug
}

const std::vector<Column> kColumns{{"id"},       {"email"},    {"display_name"}, {"disabled"},
                                   {"verified"}, {"language"}, {"delete_at"},    {"created_at"}};

std::vector<json::Json> row(const User& user) {
    return {user.public_id.text(),
            user.email.text(),
            user.display_name.text(),
            user.disabled,
            user.email_verified_at.has_value(),
            user.language.empty() ? json::Json{} : json::Json{user.language},
            user.delete_at ? json::Json{to_rfc3339(*user.delete_at)} : json::Json{},
            to_rfc3339(user.created_at)};
}

void list(Workbench& bench) {
    std::vector<std::vector<json::Json>> rows;
    UserId last{};
    for (;;) {
        const auto page = bench.users().list(last, kPage);
        for (const auto& user : page) rows.push_back(row(user));
        if (page.size() < kPage) break;
        last = page.back().id;
    }
    print_rows(bench, kColumns, rows, "No users yet. Add one: postern user add ADDRESS");
}

void print_facts(Workbench& bench, const User& user, std::size_t sessions) {
    const auto moment = [](const std::optional<TimePoint>& time) {
        return time ? to_rfc3339(*time) : std::string{"-"};
    };
    bench.console().out << "id            " << user.public_id.text() << "\nemail         "
                        << user.email.text() << "\nverified at   " << moment(user.email_verified_at)
                        << "\ndisplay name  " << printable(user.display_name.text())
                        << "\nlanguage      " << (user.language.empty() ? "-" : user.language)
                        << "\ntime zone     " << (user.time_zone.empty() ? "-" : user.time_zone)
                        << "\ndisabled      " << (user.disabled ? "yes" : "no")
                        << "\ncreated at    " << to_rfc3339(user.created_at) << "\ndelete at     "
                        << moment(user.delete_at) << "\nsessions      " << sessions << '\n';
}

void show(Workbench& bench, const std::string& who) {
    const auto user = bench.users().find(who);
    if (!user) throw no_such_user(who);
    const auto sessions = bench.sessions().list(*user, bench.now());
    if (bench.json) {
        json::Json::Object object;
        const auto values = row(*user);
        for (std::size_t i = 0; i < kColumns.size(); ++i)
            object.emplace_back(kColumns[i].title, values[i]);
        object.emplace_back("sessions", sessions.size());
        bench.console().out << json::Json{std::move(object)}.dump_pretty() << '\n';
        return;
    }
    print_facts(bench, *user, sessions.size());
}

void set_disabled(Workbench& bench, const std::string& who, bool disabled) {
    if (!bench.users().set_disabled(who, disabled, bench.now())) throw no_such_user(who);
    bench.console().out << (disabled ? "Disabled; all sessions of this user have ended.\n"
                                     : "Enabled; the user can sign in again.\n");
}

void set_password(Workbench& bench, const std::string& who) {
    if (!bench.users().find(who)) throw no_such_user(who);
    const Secret password = bench.read_new_password();
    const auto done = bench.users().set_password(who, password.reveal(), bench.now());
    if (!done) throw refused(done.error(), who, bench.config().password);
    bench.console().out << "The password is changed; all sessions of this user have ended.\n";
}

}  // namespace

void add_user(Workbench& bench, const std::string& email, const std::string& display_name) {
    if (!EmailAddress::parse(email))
        throw CommandError{kRefused, words(service::RegistrationError::BadEmail)};
    const Secret password = bench.read_new_password();
    const auto added = bench.registration().add_user(
        {email, display_name.empty() ? email : display_name, password.reveal()}, bench.actor(),
        bench.now());
    if (!added) throw CommandError{kRefused, words(added.error(), bench.config().password)};
    bench.console().out << "Added " << added->email.text() << " with id " << added->public_id.text()
                        << '\n';
}

void add_user_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "user", "Add, list and change users");

    auto* adding = group->add_subcommand(
        "add", "Add a user; the password is asked for, or read from standard input");
    const auto email = std::make_shared<std::string>();
    const auto name = std::make_shared<std::string>();
    adding->add_option("EMAIL", *email, "E-mail address")->required();
    adding->add_option("--name", *name, "Display name (the address when not given)");
    adding->callback([&bench, email, name] { add_user(bench, *email, *name); });

    auto* listing = group->add_subcommand("list", "List all users");
    add_json_flag(listing, bench);
    listing->callback([&bench] { list(bench); });

    add_json_flag(add_user_command(group, "show", "Show one user",
                                   [&bench](const auto& who) { show(bench, who); }),
                  bench);
    add_user_command(group, "disable", "Keep a user from signing in and end all his sessions",
                     [&bench](const auto& who) { set_disabled(bench, who, true); });
    add_user_command(group, "enable", "Let a disabled user sign in again",
                     [&bench](const auto& who) { set_disabled(bench, who, false); });
    add_user_command(group, "set-password",
                     "Give a user a new password (asked for, or read from standard input)",
                     [&bench](const auto& who) { set_password(bench, who); });
    add_account_commands(group, bench);
    add_transfer_commands(group, bench);
}

}  // namespace postern::app
