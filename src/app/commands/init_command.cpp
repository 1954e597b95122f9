// The guided first start. Each step looks whether it is done already, so that a run that was cut
// off, or whose surroundings were not ready, can simply be run again.
#include <filesystem>
#include <istream>
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/setup/database_grants.hpp"
#include "app/setup/database_setup.hpp"
#include "app/setup/files.hpp"
#include "app/setup/nginx_files.hpp"
#include "app/setup/site_wish.hpp"
#include "app/wiring/password_data.hpp"
#include "app/wiring/settings.hpp"
#include "postern/store/mysql/sql_script.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

struct Wanted {
    std::string public_url;
    std::vector<std::string> sites;
    std::vector<std::string> targets;
    std::string cookie_domain;
    std::string admin_email;
    std::string admin_name;
    std::string database_socket = "/run/mysqld/mysqld.sock";
    std::string database_name = "postern";
    std::string secrets_folder = "/etc/credstore";
    std::string nginx_folder = "/etc/nginx/conf.d";
    BlockOptions nginx{};
    bool print_sql = false;
    bool database_only = false;
    bool yes = false;
};

class Init {
public:
    Init(Workbench& bench, const Wanted& wanted)
        : bench_{bench}, wanted_{wanted}, out_{bench.console().out} {}

    void run() {
        settle_configuration();
        make_passwords();
        set_up_database();
        if (wanted_.database_only) return;
        for (const auto& site : sites_) settle_site(site);
        settle_first_account();
        write_server_blocks();
        check_snippets();
        say_what_is_next();
    }

private:
    // --- configuration
    void settle_configuration();
    void ask_for_what_is_missing();
    std::string ask(const std::string& question);
    void confirm();
    std::string configuration_text();
    Settings chosen_settings();
    std::string cookie_domain();

    // --- database
    void make_passwords();
    void make_password(const std::string& path, const char* key);
    void set_up_database();
    void create_database();
    void migrate();
    void grant_to_gate();
    void run_as_administrator(const std::string& sql);
    DatabasePasswords passwords();

    // --- what is in it
    void settle_site(const SiteWish& wish);
    void settle_first_account();

    // --- nginx
    void write_server_blocks();
    std::vector<NginxFile> server_blocks();
    void check_snippets();

    void say_what_is_next();
    void did(const std::string& what) { out_ << "  " << what << std::endl; }

    Workbench& bench_;
    Wanted wanted_;
    crypto::SystemEntropy entropy_{};  // the bench has its own only once there is a database
    std::ostream& out_;
    std::vector<SiteWish> sites_{};
    std::size_t migrations_ = 0;
};

// --- configuration ------------------------------------------------------------------------------

void Init::settle_configuration() {
    if (std::filesystem::exists(bench_.config_path)) {
        sites_ = parse_site_wishes(wanted_.sites, wanted_.targets);
        bench_.config();  // whatever is wrong with it is said now
        return did("Configuration " + bench_.config_path + " is there and stays as it is.");
    }
    if (wanted_.database_only)
        throw CommandError{kRefused, "there is no " + bench_.config_path +
                                         " yet; run postern init without --database-only first"};
    ask_for_what_is_missing();
    sites_ = parse_site_wishes(wanted_.sites, wanted_.targets);
    const auto text = configuration_text();
    config::parse(text, bench_.config_path, config::process_environment(), {});
    confirm();
    write_new_file(bench_.config_path, text, 0644);
    bench_.config();
    did("Wrote the configuration " + bench_.config_path + ".");
}

void Init::ask_for_what_is_missing() {
    if (wanted_.public_url.empty())
        wanted_.public_url = ask("Address of the portal, such as https://auth.example.org: ");
    if (wanted_.public_url.empty())
        throw CommandError{kUsage,
                           "give the portal's address: --public-url https://auth.example.org"};
    if (!wanted_.sites.empty() || !bench_.console().terminal || wanted_.yes) return;
    const auto url =
        ask("Address of a site to protect, such as https://wiki.example.org (or none): ");
    if (url.empty()) return;
    const auto name = ask("A short name for it, such as wiki: ");
    wanted_.sites.push_back(name + "=" + url);
    const auto target = ask("Its application, http://127.0.0.1:3000, or its folder, /srv/wiki: ");
    if (!target.empty()) wanted_.targets.push_back(name + "=" + target);
}

/// One line from the terminal; nothing where there is none, or nobody wants to be asked.
std::string Init::ask(const std::string& question) {
    if (!bench_.console().terminal || wanted_.yes) return {};
    bench_.console().err << question << std::flush;
    std::string line;
    std::getline(bench_.console().in, line);
    return line;
}

void Init::confirm() {
    if (!bench_.console().terminal || wanted_.yes) return;
    const auto domain = cookie_domain();
    out_ << "This makes " << bench_.config_path << " for the portal " << wanted_.public_url
         << ", passwords in " << wanted_.secrets_folder << ", and the database "
         << wanted_.database_name << ".\n";
    if (!domain.empty()) out_ << "Every host below " << domain << " will get the session cookie.\n";
    const auto answer = ask("Go on? [Y/n] ");
    if (!answer.empty() && answer != "y" && answer != "Y")
        throw CommandError{kRefused, "nothing was changed"};
}

/// Before there is a configuration, only its default says where the documented one lies.
std::string Init::configuration_text() {
    const auto defaults =
        config::parse("[server]\npublic_url = \"http://localhost\"\n[database]\nsocket = \"/\"\n",
                      "defaults", [](const std::string&) { return std::nullopt; }, {});
    const auto folder = config::process_environment()("POSTERN_SERVER_SHARE_DIR");
    return with_settings(read_file(folder.value_or(defaults.server.share_dir) + "/postern.toml"),
                         chosen_settings());
}

Settings Init::chosen_settings() {
    const std::string secrets = wanted_.secrets_folder + "/postern.";
    Settings settings{
        {"server.public_url", toml_text(wanted_.public_url)},
        {"database.socket", toml_text(wanted_.database_socket)},
        {"database.name", toml_text(wanted_.database_name)},
        {"database.password_file", toml_text(secrets + "database-password")},
        {"database.gate_user", toml_text("postern_gate")},
        {"database.gate_password_file", toml_text(secrets + "gate-database-password")}};
    if (const auto domain = cookie_domain(); !domain.empty())
        settings.emplace_back("session.cookie_domain", toml_text(domain));
    return settings;
}

std::string Init::cookie_domain() {
    if (!wanted_.cookie_domain.empty()) return wanted_.cookie_domain;
    std::vector<std::string> hosts;
    const auto note = [&hosts](const std::string& url) {
        if (const auto origin = Origin::parse(url)) hosts.push_back(origin->host());
    };
    note(wanted_.public_url);
    for (const auto& site : sites_) note(site.url);
    return hosts.empty() ? "" : common_domain(hosts).value_or("");
}

// --- database -----------------------------------------------------------------------------------

void Init::make_passwords() {
    const auto& database = bench_.config().database;
    make_password(database.password_file, "database.password_file");
    if (!database.gate_user.empty())
        make_password(database.gate_password_file, "database.gate_password_file");
}

void Init::make_password(const std::string& path, const char* key) {
    if (path.empty()) return;
    if (write_new_file(path, random_password(entropy_) + "\n", 0600))
        did("Made a password in " + path + " (" + key + ").");
}

DatabasePasswords Init::passwords() {
    const auto environment = config::process_environment();
    const auto& database = bench_.config().database;
    return {config::read_database_password(database, environment),
            config::read_gate_database_password(database, environment)};
}

void Init::set_up_database() {
    const auto& config = bench_.config();
    if (!can_connect(connection_settings(config, passwords().main))) create_database();
    migrate();
    const bool has_gate_user = !config.database.gate_user.empty();
    const bool gate_works =
        has_gate_user && can_connect(gate_connection_settings(config, passwords().gate));
    // After an upgrade the gate may read more than it did.
    if (has_gate_user && (!gate_works || migrations_ > 0 || wanted_.database_only)) grant_to_gate();
    did("The database " + config.database.name + " is ready.");
}

void Init::create_database() {
    const auto& config = bench_.config();
    const auto known = passwords();
    if (known.main.empty())
        throw CommandError{kRefused,
                           "the database cannot be used as " + config.database.user +
                               ", and database.password_file is not set; make that user yourself, "
                               "or set it and run postern init again"};
    run_as_administrator(users_sql(config, known));
    if (!can_connect(connection_settings(config, known.main)))
        throw CommandError{kRefused,
                           "the database user " + config.database.user +
                               " was there before, with another password; write that to " +
                               config.database.password_file + ", or drop the user"};
    did("Made the database " + config.database.name + " and its users.");
}

void Init::migrate() {
    migrations_ = bench_.schema().migrate(
        store::read_migrations(bench_.config().server.share_dir + "/migrations"), bench_.now(), {});
    if (migrations_ > 0) did("Brought the schema up to date.");
}

void Init::grant_to_gate() {
    const auto& config = bench_.config();
    const auto known = passwords();
    run_as_administrator(users_sql(config, known) +
                         gate_grants_sql(config, default_origin(config.database)));
    if (!can_connect(gate_connection_settings(config, known.gate)))
        throw CommandError{kRefused, "the database cannot be used as " + config.database.gate_user +
                                         "; check " + config.database.gate_password_file};
}

void Init::run_as_administrator(const std::string& sql) {
    if (wanted_.print_sql) {
        out_ << "-- To be run by whoever administers the database; then run postern init again.\n"
             << sql;
        throw CommandError{kRefused, "waits for the SQL above to be run"};
    }
    try {
        store::mysql::run_script(administrator_connection(bench_.config()), sql);
    } catch (const store::StoreError& error) {
        throw CommandError{
            kUnavailable,
            std::string{"the database cannot be set up as its administrator: "} + error.what() +
                "; does it run here, and are you root? `postern init --print-sql` prints what "
                "somebody else can run"};
    }
}

// --- what is in it ------------------------------------------------------------------------------

void Init::settle_site(const SiteWish& wish) {
    const auto found = bench_.sites().find(wish.name);
    if (!found) return add_site(bench_, wish.name, wish.url, "signed_in");
    const auto origin = Origin::parse(wish.url);
    if (!origin || found->origin != *origin)
        throw CommandError{kRefused, "the site " + found->name + " is there already, at " +
                                         found->origin.text() + "; see postern site remove"};
    did("The site " + found->name + " is there.");
}

void Init::settle_first_account() {
    if (wanted_.admin_email.empty() && bench_.users().list({}, 1).empty())
        wanted_.admin_email = ask("E-mail address of your own account: ");
    if (wanted_.admin_email.empty()) return;
    if (bench_.users().find(wanted_.admin_email))
        return did("The account " + printable(wanted_.admin_email) + " is there.");
    add_user(bench_, wanted_.admin_email, wanted_.admin_name);
    did("There are no roles yet: whoever may run `postern` on this host administers it.");
}

// --- nginx --------------------------------------------------------------------------------------

/// nginx reads files in the order of their names: a site's comes after the one with the includes,
/// whose log format it may use.
std::vector<NginxFile> Init::server_blocks() {
    const std::string& snippets = wanted_.nginx.snippets;
    const std::string prefix = wanted_.nginx_folder + "/postern";
    std::string portal = "include " + snippets + "/upstreams.conf;\n";
    portal.append("include ").append(snippets).append("/http.conf;\n\n");
    portal += portal_block(bench_.config(), wanted_.nginx);
    std::vector<NginxFile> files{{prefix + ".conf", std::move(portal)}};
    for (const auto& wish : sites_) {
        const auto site = bench_.sites().find(wish.name);
        if (!site || (wish.target.root.empty() && wish.target.upstream.empty())) continue;
        files.push_back({prefix + "_site_" + site->name + ".conf",
                         site_block(bench_.config(), *site, wish.target, wanted_.nginx)});
    }
    return files;
}

void Init::write_server_blocks() {
    if (wanted_.nginx_folder == "none") return;
    if (!std::filesystem::is_directory(wanted_.nginx_folder))
        return did("There is no " + wanted_.nginx_folder +
                   ": nginx is not here. `postern nginx --portal` prints its part.");
    for (const auto& path : write_nginx_files(server_blocks())) did("Wrote " + path + ".");
    if (has_nginx()) did("nginx finds no fault in its configuration.");
}

CommandError socket_missing(const std::string& socket, const std::string& path) {
    return {kRefused, "the configuration has the socket " + socket + ", which is not in " + path +
                          "; put it there"};
}

/// The snippets say where the sockets are; an edited configuration may say something else.
void Init::check_snippets() {
    const auto path = wanted_.nginx.snippets + "/upstreams.conf";
    if (wanted_.nginx_folder == "none" || !std::filesystem::exists(path)) return;
    const auto text = read_file(path);
    for (const auto& socket :
         {bench_.config().server.gate_socket, bench_.config().server.portal_socket})
        if (text.find("unix:" + socket + " ") == std::string::npos)
            throw socket_missing(socket, path);
}

// --- the end ------------------------------------------------------------------------------------

void Init::say_what_is_next() {
    PasswordData::load(bench_.config());
    out_ << "All of it was checked. Next:\n"
            "    systemctl restart postern\n"
            "    systemctl reload nginx\n"
            "and open "
         << public_url(bench_.config()).text() << "/login\n";
    if (!has_mail(bench_.config()))
        out_ << "No mail is sent yet, so nobody can reset a password: see [mail] in "
             << bench_.config_path << ".\n";
}

void add_setting_options(CLI::App* command, Wanted& wanted) {
    command->add_option("--public-url", wanted.public_url,
                        "Address of the portal: https://auth.example.org");
    command->add_option("--site", wanted.sites, "A site to protect: NAME=https://HOST")
        ->allow_extra_args(false);
    command
        ->add_option("--serve", wanted.targets,
                     "What is behind a site: NAME=http://HOST:PORT, or NAME=/FOLDER")
        ->allow_extra_args(false);
    command->add_option("--cookie-domain", wanted.cookie_domain,
                        "Domain whose hosts get the session cookie (the one that they share)");
    command->add_option("--admin-email", wanted.admin_email,
                        "Address of the first account; its password is asked for");
    command->add_option("--admin-name", wanted.admin_name, "Name of that person");
}

void add_place_options(CLI::App* command, Wanted& wanted) {
    command->add_option("--database-socket", wanted.database_socket, "Socket of the database")
        ->capture_default_str();
    command->add_option("--database-name", wanted.database_name, "Name of the database")
        ->capture_default_str();
    command
        ->add_option("--secrets", wanted.secrets_folder, "Folder for the passwords of the database")
        ->capture_default_str();
    command
        ->add_option("--nginx-folder", wanted.nginx_folder,
                     "Where server blocks go; none: write none")
        ->capture_default_str();
    command->add_option("--snippets", wanted.nginx.snippets, "Where the Postern snippets are")
        ->capture_default_str();
}

}  // namespace

void add_init_command(CLI::App& cli, Workbench& bench) {
    auto* command = cli.add_subcommand(
        "init", "Set Postern up: configuration, database, first account, nginx; can be run again");
    const auto wanted = std::make_shared<Wanted>();
    add_setting_options(command, *wanted);
    add_place_options(command, *wanted);
    add_certificate_options(command, wanted->nginx);
    command->add_flag("--print-sql", wanted->print_sql,
                      "Print what has to be run as the database's administrator, instead of "
                      "running it");
    command->add_flag("--database-only", wanted->database_only,
                      "Only the database, of a configuration that is there: after an upgrade");
    command->add_flag("-y,--yes", wanted->yes, "Do not ask");
    command->callback([&bench, wanted] { Init{bench, *wanted}.run(); });
}

}  // namespace postern::app
