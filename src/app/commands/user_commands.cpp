#include <cstdlib>
#include <ostream>

#include "app/commands/commands.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

std::string words(service::RegistrationError error, std::size_t min_length) {
    using enum service::RegistrationError;
    switch (error) {
        case Closed:
            return "registration is switched off";
        case BadEmail:
            return "the e-mail address is not one that mail can be sent to";
        case BadDisplayName:
            return "the display name must have 1 to 100 characters, on one line";
        case PasswordTooShort:
            return "the password must have at least " + std::to_string(min_length) + " characters";
        case PasswordTooLong:
            return "the password must have at most 256 characters";
        case PasswordNotUtf8:
            return "the password is not valid UTF-8";
        case EmailTaken:
            return "there is already a user with this e-mail address";
        case Busy:
            return "too many passwords are being hashed at this moment; try again";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words(service::SetPasswordError error, std::size_t min_length) {
    using enum service::SetPasswordError;
    switch (error) {
        case NoSuchUser:
            return "no such user";
        case TooShort:
            return words(service::RegistrationError::PasswordTooShort, min_length);
        case TooLong:
            return words(service::RegistrationError::PasswordTooLong, min_length);
        case NotUtf8:
            return words(service::RegistrationError::PasswordNotUtf8, min_length);
        case Busy:
            return words(service::RegistrationError::Busy, min_length);
    }
    std::abort();  // a value outside the enum is a bug
}

CommandError no_such_user(const std::string& who) {
    return {kRefused, "no such user: " + printable(who) + " (give the e-mail address or the id)"};
}

const std::vector<Column> kColumns{
    {"id"}, {"email"}, {"display_name"}, {"disabled"}, {"created_at"}};

std::vector<http::Json> row(const User& user) {
    return {user.public_id.text(), user.email.text(), user.display_name.text(), user.disabled,
            to_rfc3339(user.created_at)};
}

void add(Workbench& bench, const std::string& email, const std::string& display_name) {
    if (!EmailAddress::parse(email))
        throw CommandError{kRefused, words(service::RegistrationError::BadEmail, 0)};
    const Secret password = bench.read_new_password();
    const auto added = bench.registration().add_user(
        {email, display_name.empty() ? email : display_name, password.reveal()}, bench.now());
    if (!added) {
        std::string all;
        for (const auto error : added.error())
            all += (all.empty() ? "" : "; ") + words(error, bench.config().password.min_length);
        throw CommandError{kRefused, all};
    }
    bench.console().out << "Added " << added->email.text() << " with id " << added->public_id.text()
                        << '\n';
}

void list(Workbench& bench) {
    std::vector<std::vector<http::Json>> rows;
    UserId last{};
    for (;;) {
        const auto page = bench.users().list(last, kPage);
        for (const auto& user : page) rows.push_back(row(user));
        if (page.size() < kPage) break;
        last = page.back().id;
    }
    print_rows(bench, kColumns, rows, "No users yet. Add one: postern user add ADDRESS");
}

void show(Workbench& bench, const std::string& who) {
    const auto user = bench.users().find(who);
    if (!user) throw no_such_user(who);
    const auto sessions = bench.sessions().list(*user, bench.now());
    if (bench.json) {
        http::Json::Object object;
        const auto values = row(*user);
        for (std::size_t i = 0; i < kColumns.size(); ++i)
            object.emplace_back(kColumns[i].title, values[i]);
        object.emplace_back("sessions", sessions.size());
        bench.console().out << http::Json{std::move(object)}.dump_pretty() << '\n';
        return;
    }
    bench.console().out << "id            " << user->public_id.text() << "\nemail         "
                        << user->email.text() << "\ndisplay name  "
                        << printable(user->display_name.text()) << "\ndisabled      "
                        << (user->disabled ? "yes" : "no") << "\ncreated at    "
                        << to_rfc3339(user->created_at) << "\nsessions      " << sessions.size()
                        << '\n';
}

void set_disabled(Workbench& bench, const std::string& who, bool disabled) {
    if (!bench.users().set_disabled(who, disabled)) throw no_such_user(who);
    bench.console().out << (disabled ? "Disabled; all sessions of this user have ended.\n"
                                     : "Enabled; the user can sign in again.\n");
}

void set_password(Workbench& bench, const std::string& who) {
    if (!bench.users().find(who)) throw no_such_user(who);
    const Secret password = bench.read_new_password();
    const auto done = bench.users().set_password(who, password.reveal(), bench.now());
    if (!done)
        throw CommandError{kRefused, words(done.error(), bench.config().password.min_length)};
    bench.console().out << "The password is changed; all sessions of this user have ended.\n";
}

/// A command whose one argument names a user.
CLI::App* add_user_command(CLI::App* group, const std::string& name, const std::string& help,
                           const std::function<void(const std::string&)>& run) {
    auto* command = group->add_subcommand(name, help);
    const auto who = std::make_shared<std::string>();
    command->add_option("USER", *who, "E-mail address or id")->required();
    command->callback([who, run] { run(*who); });
    return command;
}

}  // namespace

void add_user_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "user", "Add, list and change users");

    auto* adding = group->add_subcommand(
        "add", "Add a user; the password is asked for, or read from standard input");
    const auto email = std::make_shared<std::string>();
    const auto name = std::make_shared<std::string>();
    adding->add_option("EMAIL", *email, "E-mail address")->required();
    adding->add_option("--name", *name, "Display name (the address when not given)");
    adding->callback([&bench, email, name] { add(bench, *email, *name); });

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
}

}  // namespace postern::app
