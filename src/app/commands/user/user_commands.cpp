#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <ostream>

#include "app/commands/access/user_access.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "app/console/password_prompt.hpp"
#include "app/wiring/brand.hpp"
#include "app/wiring/services_settings.hpp"
#include "postern/store/store_error.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::app {

CommandError no_such_user(const std::string& who) {
    return {kRefused, "no such user: " + printable(who) + " (give the e-mail address or the id)"};
}

CommandError not_changed(service::UserChangeError error, const std::string& who) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::UserChangeError::NoSuchUser:
            return no_such_user(who);
        case service::UserChangeError::LastAdministrator:
            return {kRefused,
                    "this is the only administrator; first make somebody else one, with `postern "
                    "grant add --user USER --role admin`"};
    }
    std::abort();  // a value outside the enum is a bug
}

UserRow get_row(CommandContext& context, const std::string& who) {
    auto user = context.services().users.find_row(who);
    if (!user) throw no_such_user(who);
    return std::move(*user);
}

std::string row_name(const UserRow& user) {
    return store::CorruptRow::row_name("user", static_cast<std::uint64_t>(user.id));
}

std::string name_of(const UserRow& user) {
    if (user.email) return user.email->text();
    return user.public_id ? user.public_id->text() : row_name(user);
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
        case BadUsername:
            return kBadUsername;
        case UsernameReserved:
            return kReservedUsername;
        case UsernameTaken:
            return kUsernameTaken;
        case BadGivenName:
            return "the given name " + std::string{kBadPartOfName};
        case BadFamilyName:
            return "the family name " + std::string{kBadPartOfName};
        case DomainNotAllowed:
            return "addresses of this domain cannot register";
        case TermsNotAccepted:
            return "the terms must be accepted";
        case BadProfile:
            return "a field of the profile is missing or wrong";
        case Busy:
            return kBusy;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words(const std::vector<service::PasswordProblem>& problems,
                  const config::Config& config) {
    const auto catalogue = load_words(config);
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

const std::vector<Column> kColumns{{"id"},
                                   {"email", Cells::Text},
                                   {"display_name", Cells::Text},
                                   {"username", Cells::Text},
                                   {"disabled"},
                                   {"verified"},
                                   {"given_name", Cells::Text, true},
                                   {"family_name", Cells::Text, true},
                                   {.title = "language", .wide = true},
                                   {"delete_at", Cells::Time},
                                   {"created_at", Cells::Time, true}};

json::Json text_or_null(const auto& value) {
    return value ? json::Json{value->text()} : json::Json{};
}

Row row(const UserRow& user) {
    const bool knows_verified = !user.is_damaged(UserField::EmailVerifiedAt);
    return {text_or_null(user.public_id),
            text_or_null(user.email),
            text_or_null(user.display_name),
            text_or_null(user.username),
            user.disabled,
            knows_verified ? json::Json{user.email_verified_at.has_value()} : json::Json{},
            user.given_name.empty() ? json::Json{} : json::Json{user.given_name},
            user.family_name.empty() ? json::Json{} : json::Json{user.family_name},
            user.language.empty() ? json::Json{} : json::Json{user.language},
            time_or_null(user.delete_at),
            time_or_null(user.created_at)};
}

/// The key of the user after whom a page begins.
UserId key_of(CommandContext& context, const std::string& who) {
    return who.empty() ? UserId{} : get_row(context, who).id;
}

struct Found {
    std::vector<Row> rows{};
    std::vector<std::string> damaged{};
    std::string last{};  ///< how --after names the last one
    bool complete = true;
};

/// `limit` 0: all of them.
Found find(CommandContext& context, const store::UserFilter& filter, UserId after,
           std::size_t limit) {
    Found found;
    for (;;) {
        const std::size_t left = limit == 0 ? kPage : limit - found.rows.size();
        const auto page = context.services().users.list(filter, after, std::min(left, kPage));
        for (const auto& user : page.found) found.rows.push_back(row(user));
        if (!page.found.empty() && page.found.back().id == page.last)
            found.last = page.found.back().public_id.text();
        else if (!page.damaged.empty())
            found.last = "'" + page.damaged.back() + "'";
        add_damaged(found.rows, found.damaged, page.damaged, kColumns.size());
        after = page.last;
        found.complete = page.complete;
        if (page.complete || (limit != 0 && found.rows.size() >= limit)) return found;
    }
}

void list(CommandContext& context, const Arguments& typed) {
    const auto found =
        find(context, {.search = typed.text("--search"), .only_disabled = typed.flag("--disabled")},
             key_of(context, typed.text("--after")), typed.number("--limit"));
    const bool filtered = !typed.text("--search").empty() || typed.flag("--disabled");
    print_rows(context.out(), table_style(context, typed), kColumns, found.rows,
               filtered ? "No user matches." : "No users yet. Add one: postern user add ADDRESS");
    if (!found.complete && !found.last.empty())
        context.console().err << "There are more; for the next ones add: --after " << found.last
                              << '\n';
    refuse_damaged(found.damaged, kDamagedUserAdvice);
}

void print_facts(CommandContext& context, const UserRow& user, std::size_t sessions,
                 const SecondFactor& factor, const UserAccess& access, bool utc) {
    const auto line = [&](std::string_view what, UserField field, const std::string& value) {
        std::string shown = value.empty() ? "-" : printable(value);
        if (user.is_damaged(field)) shown = "(damaged)";
        context.out() << std::left << std::setw(15) << what << shown << '\n';
    };
    const auto text = [](const auto& value) { return value ? value->text() : std::string{}; };
    const auto moment = [utc](const std::optional<TimePoint>& time) {
        return time ? moment_text(*time, utc) : std::string{};
    };
    line("id", UserField::PublicId, text(user.public_id));
    line("email", UserField::Email, text(user.email));
    line("verified at", UserField::EmailVerifiedAt, moment(user.email_verified_at));
    line("display name", UserField::DisplayName, text(user.display_name));
    line("username", UserField::Username, text(user.username));
    line("given name", UserField::GivenName, user.given_name);
    line("family name", UserField::FamilyName, user.family_name);
    line("language", UserField::Language, user.language);
    line("time zone", UserField::TimeZone, user.time_zone);
    context.out() << "disabled       " << (user.disabled ? "yes" : "no") << '\n';
    line("created at", UserField::CreatedAt, moment(user.created_at));
    line("delete at", UserField::DeleteAt, moment(user.delete_at));
    line("waiting since", UserField::WaitingSince, moment(user.waiting_since));
    context.out() << "sessions       " << sessions << '\n';
    context.out() << "second factor  " << to_text(factor) << '\n';
    const auto things = [&](std::string_view what, const std::vector<HeldThing>& held) {
        print_fact(context.out(), 15, what, to_text(held, context.now(), utc));
    };
    things("groups", access.groups);
    things("roles", access.roles);
    things("permissions", access.permissions);
}

/// The command that replaces a damaged value; `who` finds the user.
std::string cure_of(UserField field, const std::string& who) {
    const std::string edit = "`postern user edit " + who + ' ';
    switch (field) {
        case UserField::Email:
            return edit + "--email ADDRESS`";
        case UserField::DisplayName:
            return edit + "--name NAME`";
        case UserField::Username:
            return edit + "--username NAME` or `" + edit.substr(1) + "--no-username`";
        case UserField::GivenName:
            return edit + "--given-name NAME`";
        case UserField::FamilyName:
            return edit + "--family-name NAME`";
        case UserField::Language:
            return edit + "--language CODE`";
        case UserField::TimeZone:
            return edit + "--time-zone ZONE`";
        case UserField::EmailVerifiedAt:
            return "`postern user verify " + who + '`';
        case UserField::DeleteAt:
            return "`postern user keep " + who + "` or `postern user delete " + who + '`';
        case UserField::WaitingSince:
            return "`postern user approve " + who + "` or `postern user decline " + who + '`';
        case UserField::PublicId:
        case UserField::CreatedAt:
            return "correct it in the database";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string damage_text(const UserRow& user) {
    const std::string who =
        user.email || user.public_id ? name_of(user) : "'" + row_name(user) + "'";
    std::string text = row_name(user) + " has values in the database that cannot be read";
    for (const auto field : user.damaged)
        text.append("\n").append(to_text(field)).append(": ").append(cure_of(field, who));
    return text;
}

void show(CommandContext& context, const Arguments& typed) {
    const UserRow user = get_row(context, typed.text("USER"));
    const auto sessions = active_sessions(context, user);
    const auto factor = second_factor(context, user);
    const auto access = access_of(context, user);
    if (typed.flag("--json")) {
        auto object = to_object(kColumns, row(user));
        object.emplace_back("sessions", sessions.found.size());
        object.emplace_back("authenticator_app",
                            factor.damaged.empty() ? json::Json{factor.totp} : json::Json{});
        object.emplace_back("passkeys",
                            factor.damaged.empty() ? json::Json{factor.keys} : json::Json{});
        object.emplace_back("recovery_codes", factor.damaged.empty()
                                                  ? json::Json{factor.recovery_codes}
                                                  : json::Json{});
        for (auto& member : to_json(access)) object.push_back(std::move(member));
        if (!user.damaged.empty()) {
            json::Json::Array damaged;
            for (const auto field : user.damaged) damaged.emplace_back(to_text(field));
            object.emplace_back("damaged", std::move(damaged));
        }
        print_json(context.out(), json::Json{std::move(object)});
    } else {
        print_facts(context, user, sessions.found.size(), factor, access, typed.flag("--utc"));
    }
    if (!user.damaged.empty()) throw CommandError{kRefused, damage_text(user)};
    if (!factor.damaged.empty())
        refuse_damaged({factor.damaged}, "`postern user reset-factors` removes it");
    refuse_damaged(sessions.damaged, kDamagedRowAdvice);
}

void set_disabled(CommandContext& context, const Arguments& typed, bool disabled) {
    const auto& who = typed.text("USER");
    const auto& users = context.services().users;
    const auto done = users.set_disabled(who, disabled, context.actor(), context.now());
    if (!done) throw not_changed(done.error(), who);
    report(context, typed,
           {disabled ? "disabled" : "enabled",
            disabled ? "Disabled the user and ended all their sessions."
                     : "Enabled the user; they can sign in again.",
            {{"user", to_json(get_row(context, who))}}});
}

void disable(CommandContext& context, const Arguments& typed) {
    set_disabled(context, typed, true);
}

void enable(CommandContext& context, const Arguments& typed) {
    set_disabled(context, typed, false);
}

/// For a prompt: the rules of this configuration, for the password of this person.
PasswordAdvice advice(CommandContext& context, const std::string& email,
                      const std::string& display_name) {
    const auto& passwords = context.services().passwords;
    return {.rule = "at least " + std::to_string(passwords.needs().min_length) + " characters",
            .problem = [&context, &passwords, email, display_name](std::string_view typed) {
                const auto problems = passwords.check_new(typed, {email, display_name});
                return problems.empty() ? std::string{} : words(problems, context.config());
            }};
}

void set_password(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    const UserRow user = get_row(context, who);
    const auto text = [](const auto& value) { return value ? value->text() : std::string{}; };
    const Secret password = read_new_password(
        context.console(), advice(context, text(user.email), text(user.display_name)));
    const auto done = context.services().users.set_password(row_name(user), password.reveal(),
                                                            context.actor(), context.now());
    if (!done) throw refused(done.error(), who, context.config());
    report(context, typed,
           {"password_set",
            "Changed the password and ended all the user's sessions.",
            {{"user", to_json(user)}}});
}

void add(CommandContext& context, const Arguments& typed) {
    if (typed.flag("--invite")) return report(context, typed, invite_user(context, typed));
    if (!typed.texts("--group").empty() || !typed.texts("--role").empty() ||
        !typed.text("--language").empty())
        throw CommandError{kUsage, "--group, --role and --language go with --invite"};
    report(context, typed,
           add_user(context, typed.text("EMAIL"), typed.text("--name"),
                    typed.flag("--no-admin") ? NewRole::None : NewRole::AdministratorIfFirst,
                    {typed.text("--username"), typed.text("--given-name"),
                     typed.text("--family-name")}));
}

}  // namespace

json::Json to_json(const UserRow& user) { return to_object(kColumns, row(user)); }

Outcome add_user(CommandContext& context, const std::string& email, const std::string& display_name,
                 NewRole role, const MoreNames& names) {
    const auto address = EmailAddress::parse(email);
    if (!address) throw CommandError{kRefused, words(service::RegistrationError::BadEmail)};
    if (context.services().users.find_row(address->text()))
        throw CommandError{kRefused, words(service::RegistrationError::EmailTaken)};
    const std::string& name = display_name.empty() ? email : display_name;
    const Secret password = read_new_password(context.console(), advice(context, email, name));
    const auto& registration = context.services().registration;
    const service::Registration typed{.email = email,
                                      .display_name = name,
                                      .password = password.reveal(),
                                      .username = names.username,
                                      .given_name = names.given_name,
                                      .family_name = names.family_name,
                                      .may_be_reserved = true};
    const auto refuse = [&](const service::RegistrationRefusal& refusal) {
        return CommandError{kRefused, words(refusal, context.config())};
    };
    const auto outcome = [](const User& user, bool is_administrator) -> Outcome {
        return {"added",
                "Added " + user.email.text() + " with id " + user.public_id.text() +
                    (is_administrator ? ", the first administrator (role admin)" : ""),
                {{"user", to_json(user)}, {"administrator", json::Json{is_administrator}}}};
    };
    if (role == NewRole::None) {
        const auto added = registration.add_user(typed, context.actor(), context.now());
        if (!added) throw refuse(added.error());
        return outcome(*added, false);
    }
    const auto added = registration.add_first_user(typed, context.actor(), context.now());
    if (!added) throw refuse(added.error());
    return outcome(added->user, added->is_administrator);
}

namespace {

std::vector<Option> add_options() {
    std::vector<Option> options{
        {.name = "EMAIL", .help = "E-mail address", .required = true},
        {.name = "--name", .help = "Display name (default: the e-mail address)"},
        {.name = "--username", .help = "Short name for signing in and for sites that want one"},
        {.name = "--given-name", .help = "Given name"},
        {.name = "--family-name", .help = "Family name"},
        {.name = "--no-admin",
         .help = "Don't make the user an administrator, even if nobody is one",
         .type = OptionType::Flag},
        {.name = "--invite",
         .help = "Send an invitation instead: they choose name and password themselves",
         .type = OptionType::Flag}};
    const auto more = invite_options();
    options.insert(options.end(), more.begin(), more.end());
    options.push_back(kJsonFlag);
    return options;
}

}  // namespace

Command user_commands() {
    Command group{
        .name = "user",
        .help = "Manage users",
        .commands = {
            {.name = "add",
             .help = "Add a user; prompts for the password, or reads it from standard input",
             .options = add_options(),
             .run = add},
            {.name = "list",
             .help = "List users",
             .options = with_table_options(
                 {{.name = "--search",
                   .help = "Only users with this text in their e-mail address, username or display "
                           "name"},
                  {.name = "--disabled", .help = "Only disabled users", .type = OptionType::Flag},
                  {.name = "--limit",
                   .help = "Maximum number of users; 0 for all",
                   .type = OptionType::Number,
                   .default_value = "0",
                   .min = 0,
                   .max = 10'000'000},
                  {.name = "--after",
                   .help = "Start after this user, the last one of the previous page"}}),
             .run = list},
            {.name = "show",
             .help = "Show a user",
             .options = {kUserOperand, kUtcFlag, kJsonFlag},
             .run = show},
            {.name = "disable",
             .help = "Disable a user and end all their sessions",
             .options = {kUserOperand, kJsonFlag},
             .run = disable},
            {.name = "enable",
             .help = "Let a disabled user sign in again",
             .options = {kUserOperand, kJsonFlag},
             .run = enable},
            {.name = "set-password",
             .help = "Set a user's password; prompts for it, or reads it from standard input",
             .options = {kUserOperand, kJsonFlag},
             .run = set_password}}};
    for (const auto& more : {account_commands(), approval_commands(), factor_commands()})
        group.commands.insert(group.commands.end(), more.begin(), more.end());
    group.commands.push_back(import_command());
    group.commands.push_back(export_command());
    return group;
}

}  // namespace postern::app
