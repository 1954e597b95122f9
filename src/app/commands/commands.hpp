/// commands: the rows of `postern`, and what several commands share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/commands/command_context.hpp"
#include "app/console/command.hpp"
#include "app/console/table.hpp"
#include "postern/model/session.hpp"
#include "postern/model/site.hpp"
#include "postern/model/user_row.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::app {

Command init_command();
Command migrate_command();
Command config_commands();
Command database_commands();
Command user_commands();
/// edit, verify, reset-password, delete and keep of the group `user`.
std::vector<Command> account_commands();
/// factors, reset-factors and totp-unlock of the group `user`.
std::vector<Command> factor_commands();
/// waiting, approve and decline of the group `user`.
std::vector<Command> approval_commands();
Command invite_commands();
Command terms_commands();
Command import_command();  ///< of the group `user`
Command export_command();  ///< of the group `user`
Command site_commands();
Command group_commands();
Command permission_commands();
Command role_commands();
Command grant_commands();
Command rules_commands();
Command explain_command();
Command session_commands();
Command token_commands();
Command mail_commands();
Command brand_commands();
Command key_commands();
Command audit_command();
Command nginx_command();
Command doctor_command();
Command status_command();  ///< the former name of `doctor`

inline constexpr Option kJsonFlag{
    .name = "--json", .help = "Print JSON instead of text", .type = OptionType::Flag};
/// Of commands that print a table, with kJsonFlag.
inline constexpr Option kWideFlag{.name = "--wide",
                                  .help = "Show every column, and cut nothing to fit the terminal",
                                  .type = OptionType::Flag};
inline constexpr Option kUtcFlag{
    .name = "--utc", .help = "Show times in UTC instead of local time", .type = OptionType::Flag};
/// Of commands whose change cannot be undone.
inline constexpr Option kYesFlag{
    .name = "-y,--yes", .help = "Ask no question", .type = OptionType::Flag};
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

/// The options, and those of every command that prints a table.
std::vector<Option> with_table_options(std::vector<Option> options);
/// REQUIRES: the command has the table options.
TableStyle table_style(CommandContext& context, const Arguments& typed);

/// What a command has changed: a sentence or, as JSON, `{"result": RESULT, ...members}`. `result`
/// is a past participle such as `added`.
struct Outcome {
    std::string_view result;
    std::string sentence;
    json::Json::Object members{};
};

/// Prints the sentence, or the object if `--json` was given. REQUIRES: the command has kJsonFlag.
void report(CommandContext& context, const Arguments& typed, Outcome outcome);

/// `1 site`, `2 sites`
std::string counted(std::size_t count, const std::string& noun);
json::Json time_or_null(const std::optional<TimePoint>& time);

/// What `--title TEXT` or `--no-title` asks for: the text, an empty one, or nothing where neither
/// was typed. Throws CommandError for both.
std::optional<std::string_view> typed_words(const Arguments& typed, std::string_view option,
                                            std::string_view remove);

/// Adds a row of `columns` cells for each damaged one, and its name to `names`.
void add_damaged(std::vector<Row>& rows, std::vector<std::string>& names,
                 const std::vector<std::string>& damaged, std::size_t columns);
/// Throws CommandError that names them, if there are any: the list is complete but for them.
/// `advice`: what it means, and what to do.
void refuse_damaged(const std::vector<std::string>& names, std::string_view advice);
inline constexpr std::string_view kDamagedUserAdvice =
    "the gate refuses it if it needs what is damaged; `postern user show` says how to cure a user, "
    "such as: postern user show 'user 17'";
inline constexpr std::string_view kDamagedRowAdvice = "correct its values in the database";

/// --group, --role and --language: what an invitation gives, and in which language it comes.
std::vector<Option> invite_options();
/// Invites EMAIL. REQUIRES: the command has EMAIL, --name and the options of invite_options().
Outcome invite_user(CommandContext& context, const Arguments& typed);

CommandError no_such_site(const std::string& name);
CommandError no_such_user(const std::string& who);
/// Why a user was not changed, and what to do.
CommandError not_changed(service::UserChangeError error, const std::string& who);
/// What can be read of a user. Throws CommandError when there is none.
UserRow get_row(CommandContext& context, const std::string& who);
/// `user 17`: finds this very user, even if somebody else has their address by now.
std::string row_name(const UserRow& user);
/// How a person finds the user again: by the address or, if that is damaged, the id or the row.
std::string name_of(const UserRow& user);
/// A user as `user list --json` has them; null for what cannot be read.
json::Json to_json(const UserRow& user);

/// The active sessions of a user, newest first, and the rows that cannot be read.
struct ActiveSessions {
    std::vector<Session> found{};
    std::vector<std::string> damaged{};
};
ActiveSessions active_sessions(CommandContext& context, const UserRow& user);
json::Json to_json(const Site& site);

/// What `user show` says about the second factor of a user.
struct SecondFactor {
    bool totp = false;
    std::size_t keys = 0;            ///< passkeys and security keys
    std::size_t recovery_codes = 0;  ///< left
    std::string damaged{};           ///< the row that cannot be read; then nothing else is known
};
SecondFactor second_factor(CommandContext& context, const UserRow& user);
/// `authenticator app, 2 passkeys, 8 recovery codes left`, or `-`
std::string to_text(const SecondFactor& factor);

/// `Chrome on Linux`, or the User-Agent itself if it names no known browser or system.
std::string device_text(const std::string& user_agent);

/// Whether a new user becomes an administrator.
enum class NewRole {
    AdministratorIfFirst,  ///< while nobody has the role `admin`
    None,
};

/// Names that not every user has, as typed; empty: none.
struct MoreNames {
    std::string username{};
    std::string given_name{};
    std::string family_name{};
};

inline constexpr const char* kBadUsername =
    "a username has 3 to 32 characters of a-z, 0-9 and single '.', '_' or '-', begins with a "
    "letter and ends with a letter or digit";
inline constexpr const char* kReservedUsername = "this username is reserved";
inline constexpr const char* kUsernameTaken =
    "another user has this username or one that looks like it, or had it and may still take it "
    "back";
/// After what it is about.
inline constexpr const char* kBadPartOfName =
    "must have at most 64 characters, on one line, without control characters";

/// What `user add` and `site add` do. Throw CommandError.
Outcome add_user(CommandContext& context, const std::string& email, const std::string& display_name,
                 NewRole role = NewRole::AdministratorIfFirst, const MoreNames& names = {});
Outcome add_site(CommandContext& context, const std::string& name, const std::string& origin,
                 const std::string& policy, const service::SiteWords& words = {},
                 const Demand& demand = {}, const SiteTokens& tokens = {});

}  // namespace postern::app
