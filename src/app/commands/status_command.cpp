// postern status: what an administrator looks at first when something is wrong.
#include <algorithm>
#include <filesystem>
#include <limits>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/control/control.hpp"
#include "app/diagnosis/finding.hpp"
#include "app/diagnosis/socket_access.hpp"
#include "app/setup/key_file_step.hpp"
#include "app/wiring/database_settings.hpp"
#include "app/wiring/key_ring.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "postern/base/file.hpp"
#include "postern/store/check_store.hpp"
#include "postern/store/outbox_store.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kClockTolerance{5};
constexpr minutes kUsualMailDelay{15};
constexpr const char* kNginxConf = "/etc/nginx/nginx.conf";

Finding ok(std::string check, std::string detail) {
    return {std::move(check), Health::Ok, std::move(detail)};
}
Finding warning(std::string check, std::string detail) {
    return {std::move(check), Health::Warning, std::move(detail)};
}
Finding failed(std::string check, std::string detail) {
    return {std::move(check), Health::Failed, std::move(detail)};
}

// --- the daemon

Finding check_daemon(const config::Config& config) {
    const std::string& socket = config.server.control_socket;
    switch (ask_control(socket)) {
        case ControlAnswer::Done:
            return ok("daemon", "answers, and has read the latest revocations");
        case ControlAnswer::NoDaemon:
            return failed("daemon", "does not run: nobody listens at " + socket +
                                        "; see systemctl status postern");
        case ControlAnswer::Failed:
            break;
    }
    return failed("daemon", "runs, but does not confirm at " + socket +
                                "; it may not reach the database, or you may not ask it (are you "
                                "root?); see its log");
}

/// The user of nginx's workers; nothing when nginx is not installed here.
std::optional<std::string> nginx_user_of(const Arguments& typed) {
    const auto& given = typed.text("--nginx-user");
    if (!given.empty()) return given;
    if (!std::filesystem::exists(kNginxConf)) return std::nullopt;
    return nginx_user(read_file(kNginxConf)).value_or("nobody");
}

Finding check_socket(const std::string& name, const std::string& path,
                     const std::optional<std::string>& nginx) {
    if (const auto obstacle = listener_obstacle(path); !obstacle.empty())
        return failed(name, obstacle + "; is the daemon running?");
    if (!nginx) return ok(name, path + " answers");
    const auto user = find_system_user(*nginx);
    if (!user) return failed(name, "nginx runs as " + *nginx + ", who does not exist here");
    if (const auto obstacle = socket_obstacle(*user, path); !obstacle.empty())
        return failed(name, "nginx cannot open it: " + obstacle +
                                "; see server.socket_group and server.socket_mode");
    return ok(name, path + " answers, and nginx (" + *nginx + ") can open it");
}

// --- the database

Finding check_schema(store::SchemaStore& schema) {
    const auto applied = schema.find_applied();
    const std::uint32_t version = applied.empty() ? 0 : applied.back().version;
    const std::string is = "version " + std::to_string(version);
    if (version < store::kOldestSchemaVersion)
        return failed("schema", is + " is too old for this program; run postern migrate");
    if (version < store::kSchemaVersion)
        return warning("schema", is + " is older than this program; run postern migrate");
    if (version > store::kSchemaVersion)
        return warning("schema", is + " was made by a newer program; update this host");
    return ok("schema", is + ", as this program expects");
}

/// One finding for each unfit setting, or one that all are well.
std::vector<Finding> check_settings(CommandContext& context) {
    const std::string name = "database settings";
    std::vector<Finding> findings;
    for (const auto& problem :
         context.schema().find_setting_problems({database_connections(context.config())}))
        findings.push_back(failed(name, problem.text()));
    if (findings.empty()) findings.push_back(ok(name, "allow all that this host does"));
    return findings;
}

Finding check_gate_user(const config::Config& config) {
    const std::string name = "gate's database user";
    store::mysql::MysqlDatabase database{gate_connection_settings(
        config,
        config::read_gate_database_password(config.database, config::process_environment()))};
    const store::CheckKey key{.site_name = "", .token_hash = Digest{}};
    (void)database.checks().find({&key, 1});
    return ok(name, "can read what a check needs");
}

Finding check_clock(CommandContext& context) {
    const auto page = context.services().database.revocations().find_after(
        std::numeric_limits<std::int64_t>::max(), 1);
    const auto ahead = context.now() - page.read_at;
    const std::string difference = std::to_string(std::abs(ahead.count())) + " s";
    if (std::chrono::abs(ahead) <= kClockTolerance)
        return ok("clock", "differs from the database's by " + difference);
    return warning("clock", "is " + difference + (ahead.count() > 0 ? " ahead of" : " behind") +
                                " the database's; set both by NTP");
}

Finding check_mail(CommandContext& context) {
    if (!has_mail(context.config()))
        return warning("e-mail", "is off (mail.transport is none): nobody can reset a password");
    auto& outbox = context.services().database.outbox();
    const auto [waiting, given_up] = outbox.count();
    const std::string counts =
        std::to_string(waiting) + " waiting, " + std::to_string(given_up) + " failed";
    const auto oldest = outbox.list(0, 1);
    const bool is_late = !oldest.damaged.empty() ||
                         (!oldest.found.empty() && !oldest.found.front().failed_at &&
                          oldest.found.front().created_at + kUsualMailDelay < context.now());
    if (given_up > 0 || is_late)
        return warning("e-mail", counts + "; see postern mail list, postern mail test ADDRESS");
    return ok("e-mail", counts);
}

Finding check_keys(CommandContext& context) {
    const std::string name = "keys";
    const auto& config = context.config().keys;
    const auto keys = read_key_ring(config, config::process_environment());
    const auto uses =
        context.services().keys.list(keys ? keys->ids() : std::vector<crypto::KeyId>{});
    if (const auto missing = missing_keys(uses); !missing.empty())
        return failed(name, words_for_missing_keys(config, missing));
    if (!keys) return warning(name, words_for_no_keys(config));
    return ok(name, crypto::to_text(keys->first()) + " seals, " +
                        std::to_string(keys->ids().size()) +
                        " in the file open all that is sealed");
}

std::vector<Finding> check_sites(CommandContext& context) {
    std::vector<Finding> findings;
    const auto sites = context.services().database.sites().list();
    for (const auto& row : sites.damaged)
        findings.push_back(failed(row, "its row cannot be read; see `postern site list`"));
    for (const auto& site : sites.found) {
        const bool reached = cookie_reaches(context.config(), site.origin.host());
        const std::string name = "site " + site.name;
        if (reached || site.policy == SitePolicy::Public)
            findings.push_back(
                ok(name, site.origin.text() + ", " + std::string{to_text(site.policy)}));
        else
            findings.push_back(failed(name, "the session cookie does not reach " +
                                                site.origin.host() +
                                                ", so nobody can get in; set "
                                                "session.cookie_domain"));
    }
    if (findings.empty())
        findings.push_back(warning("sites", "there are none; add one: postern site add NAME URL"));
    return findings;
}

/// The finding of `check`, or one that says that it could not be made.
template <class Check>
Finding made(const std::string& name, bool& database_is_gone, Check check) {
    try {
        return check();
    } catch (const store::StoreError& error) {
        database_is_gone = database_is_gone || error.transient();
        return failed(name, error.what());
    } catch (const config::ConfigError& error) {
        return failed(name, error.what());
    }
}

void print(CommandContext& context, const Arguments& typed, const std::vector<Finding>& findings,
           Health worst) {
    const std::vector<Column> columns{{"check"}, {"status", Cells::Result}, {"detail"}};
    std::vector<Row> rows;
    json::Json::Array checks;
    for (const auto& finding : findings) {
        rows.push_back({finding.check, to_text(finding.health), finding.detail});
        checks.emplace_back(to_object(columns, rows.back()));
    }
    if (typed.flag("--json"))
        return print_json(context.out(), json::Json::Object{{"result", to_text(worst)},
                                                            {"checks", std::move(checks)}});
    print_rows(context.out(), {.color = context.console().color}, columns, rows, "");
}

void run(CommandContext& context, const Arguments& typed) {
    const auto& config = context.config();
    const auto nginx = nginx_user_of(typed);
    std::vector<Finding> findings{
        check_daemon(config), check_socket("gate socket", config.server.gate_socket, nginx),
        check_socket("portal socket", config.server.portal_socket, nginx)};

    bool gone = false;
    findings.push_back(made("schema", gone, [&] { return check_schema(context.schema()); }));
    const bool usable = findings.back().health != Health::Failed;
    if (usable) {
        for (auto& finding : check_settings(context)) findings.push_back(std::move(finding));
        findings.push_back(
            made("gate's database user", gone, [&] { return check_gate_user(config); }));
        findings.push_back(made("clock", gone, [&] { return check_clock(context); }));
        findings.push_back(made("e-mail", gone, [&] { return check_mail(context); }));
        findings.push_back(made("keys", gone, [&] { return check_keys(context); }));
        for (auto& finding : check_sites(context)) findings.push_back(std::move(finding));
    }
    const auto worst = std::ranges::max(findings, {}, &Finding::health).health;
    print(context, typed, findings, worst);
    if (gone) throw CommandError{kUnavailable, "the database cannot be used"};
    if (worst == Health::Failed) throw CommandError{kRefused, "something has failed"};
}

}  // namespace

Command status_command() {
    return {
        .name = "status",
        .help = "Check the daemon, its sockets, the database, e-mail, the keys and the sites",
        .options = {{.name = "--nginx-user",
                     .help = "User of nginx's workers (default: as /etc/nginx/nginx.conf says)"},
                    kJsonFlag},
        .run = run};
}

}  // namespace postern::app
