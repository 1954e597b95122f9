// postern doctor: what an administrator looks at first when something is wrong. The checks are in
// app/diagnosis; this puts them together.
#include <algorithm>
#include <filesystem>
#include <istream>
#include <iterator>
#include <optional>
#include <ostream>
#include <system_error>
#include <utility>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/diagnosis/daemon_checks.hpp"
#include "app/diagnosis/database_checks.hpp"
#include "app/diagnosis/file_checks.hpp"
#include "app/diagnosis/finding.hpp"
#include "app/diagnosis/nginx_checks.hpp"
#include "app/diagnosis/service_checks.hpp"
#include "app/diagnosis/socket_access.hpp"
#include "app/wiring/nginx_program.hpp"
#include "postern/base/file.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

constexpr const char* kNginxConf = "/etc/nginx/nginx.conf";
constexpr std::size_t kMaxDumpBytes = 16 * 1024 * 1024;

/// nginx's configuration, or why it is not known.
struct NginxDump {
    std::string text{};
    std::string problem{};     ///< in words; empty: there is none
    bool is_installed = true;  ///< on this host, or somebody gave its configuration
};

std::string read_input(std::istream& in) {
    std::string text;
    for (std::istreambuf_iterator<char> at{in}, end; at != end && text.size() < kMaxDumpBytes; ++at)
        text += *at;
    return text;
}

/// A text that may be cut off is not looked at: what it lacks could hold anything.
NginxDump whole(std::string text) {
    if (text.size() >= kMaxDumpBytes)
        return {.problem = "its configuration is larger than 16 MiB and was not looked at"};
    return {.text = std::move(text)};
}

NginxDump dump_nginx(CommandContext& context, const Arguments& typed) {
    const auto& file = typed.text("--nginx-dump");
    if (file == "-") return whole(read_input(context.console().in));
    if (!file.empty()) return whole(read_file(file, kMaxDumpBytes));
    if (!has_nginx()) return {.is_installed = false};
    try {
        auto said = run_nginx({"-T", "-q"});
        if (said.succeeded) return whole(std::move(said.out));
        if (said.err.ends_with('\n')) said.err.pop_back();
        return {.problem = "nginx -T fails (are you root?): " + said.err};
    } catch (const std::system_error& error) {
        return {.problem = std::string{"nginx -T cannot be run: "} + error.what()};
    }
}

/// The user of nginx's workers; nothing when nginx is not installed here.
std::optional<std::string> nginx_user_of(const Arguments& typed, const NginxDump& dump) {
    const auto& given = typed.text("--nginx-user");
    if (!given.empty()) return given;
    if (!dump.text.empty()) return nginx_user(dump.text).value_or("nobody");
    if (!std::filesystem::exists(kNginxConf)) return std::nullopt;
    return nginx_user(read_file(kNginxConf)).value_or("nobody");
}

using SiteNames = std::optional<std::vector<std::string>>;

std::vector<Finding> check_dump(const NginxDump& dump, const SiteNames& sites, TimePoint now) {
    if (!dump.is_installed) return {Finding::ok("nginx", "is not installed on this host")};
    if (!dump.problem.empty()) return {Finding::warning("nginx", dump.problem)};
    return check_nginx(dump.text, sites, now);
}

/// Nothing when a row cannot be read: the list would lack a site.
SiteNames site_names(store::SiteStore& sites) {
    const auto listed = sites.list();
    if (!listed.damaged.empty()) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& site : listed.found) names.push_back(site.name);
    return names;
}

/// All findings, in order, and whether the database is gone.
class Findings {
public:
    void add(Finding finding) { all_.push_back(std::move(finding)); }
    void add(std::vector<Finding> findings) {
        for (auto& finding : findings) add(std::move(finding));
    }
    /// What `check` finds, or that it could not be made.
    template <class Check>
    void make(const std::string& name, Check check) {
        try {
            add(check());
        } catch (const store::StoreError& error) {
            database_is_gone_ = database_is_gone_ || error.transient();
            add(Finding::failed(name, error.what()));
        } catch (const config::ConfigError& error) {
            add(Finding::failed(name, error.what()));
        }
    }

    const std::vector<Finding>& all() const noexcept { return all_; }
    bool database_is_gone() const noexcept { return database_is_gone_; }
    Health worst() const { return std::ranges::max(all_, {}, &Finding::health).health; }

private:
    std::vector<Finding> all_{};
    bool database_is_gone_ = false;
};

/// Returns the sites as nginx may name them; nothing when they are not known.
SiteNames check_database(CommandContext& context, Findings& findings) {
    const auto& config = context.config();
    findings.make("schema", [&] { return check_schema(context.schema()); });
    if (findings.all().back().health == Health::Failed) return std::nullopt;
    findings.make("database settings",
                  [&] { return check_database_settings(context.schema(), config); });
    findings.make("gate's database user", [&] { return check_gate_user(config); });
    findings.make("clock", [&] {
        return check_clock(context.services().database.revocations(), context.now());
    });
    findings.make("e-mail", [&] {
        return check_mail(config, context.services().database.outbox(), context.now());
    });
    findings.make("keys", [&] { return check_keys(config, context.services().keys); });
    findings.make("signing keys", [&] {
        auto& services = context.services();
        return check_signing_keys(config, services.key_ring.has_value(),
                                  services.signing_keys.list(context.now()),
                                  services.database.sites().list().found);
    });
    SiteNames names;
    findings.make("sites", [&] {
        auto& sites = context.services().database.sites();
        names = site_names(sites);
        return check_sites(config, sites);
    });
    return names;
}

void print(CommandContext& context, const Arguments& typed, const Findings& findings) {
    const std::vector<Column> columns{{"check"}, {"status", Cells::Result}, {"detail"}};
    std::vector<Row> rows;
    json::Json::Array checks;
    for (const auto& finding : findings.all()) {
        rows.push_back({finding.check, to_text(finding.health), finding.detail});
        checks.emplace_back(to_object(columns, rows.back()));
    }
    if (typed.flag("--json"))
        return print_json(context.out(), json::Json::Object{{"result", to_text(findings.worst())},
                                                            {"checks", std::move(checks)}});
    print_rows(context.out(), {.color = context.console().color}, columns, rows, "");
}

void run(CommandContext& context, const Arguments& typed) {
    const auto& config = context.config();
    const auto dump = dump_nginx(context, typed);
    const auto nginx = nginx_user_of(typed, dump);
    Findings findings;
    findings.add(check_files(context.config_path(), config));
    findings.add(check_daemon(config.server.control_socket));
    findings.add(check_socket("gate socket", config.server.gate_socket, nginx));
    findings.add(check_socket("portal socket", config.server.portal_socket, nginx));
    const auto sites = check_database(context, findings);
    findings.add(check_dump(dump, sites, context.now()));
    print(context, typed, findings);
    if (findings.database_is_gone())
        throw CommandError{kUnavailable, "the database cannot be used"};
    if (findings.worst() == Health::Failed) throw CommandError{kRefused, "something has failed"};
}

Command doctor_named(std::string_view name, std::string_view help) {
    return {
        .name = name,
        .help = help,
        .options = {{.name = "--nginx-user",
                     .help = "User of nginx's workers (default: as nginx's configuration says)"},
                    {.name = "--nginx-dump",
                     .help = "File with what nginx -T prints, where nginx runs elsewhere; - for "
                             "standard input (default: runs nginx -T)"},
                    kJsonFlag},
        .run = run};
}

}  // namespace

Command doctor_command() {
    return doctor_named("doctor",
                        "Check the files, the daemon, its sockets, nginx, certificates, the "
                        "database, e-mail, the keys and the sites");
}

Command status_command() {
    return doctor_named("status", "The same as doctor, under its former name");
}

}  // namespace postern::app
