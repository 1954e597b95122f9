#include "app/setup/configuration_step.hpp"

#include <filesystem>
#include <optional>
#include <ostream>

#include "app/setup/files.hpp"
#include "postern/base/file.hpp"

namespace postern::app {

namespace {

Settings chosen_settings(const InitRequest& request, const std::vector<SiteRequest>& sites) {
    const std::string secrets = request.secrets_folder + "/postern.";
    Settings settings{
        {"server.public_url", toml_text(request.public_url)},
        {"database.socket", toml_text(request.database_socket)},
        {"database.name", toml_text(request.database_name)},
        {"database.password_file", toml_text(secrets + "database-password")},
        {"database.gate_user", toml_text("postern_gate")},
        {"database.gate_password_file", toml_text(secrets + "gate-database-password")}};
    if (!request.key_file.empty()) settings.emplace_back("keys.file", toml_text(request.key_file));
    if (const auto domain = cookie_domain(request, sites); !domain.empty())
        settings.emplace_back("session.cookie_domain", toml_text(domain));
    return settings;
}

/// Beside the configuration; empty where the default of the setting says so.
std::string key_file_beside(const std::string& config_path) {
    const auto path = std::filesystem::absolute(config_path).parent_path() / "keys";
    return path == config::KeysConfig{}.file ? "" : path.string();
}

/// Before there is a configuration, only its default says where the documented one is.
std::string share_dir(const config::Environment& environment) {
    if (const auto folder = environment("POSTERN_SERVER_SHARE_DIR")) return *folder;
    return config::parse(
               "[server]\npublic_url = \"http://localhost\"\n[database]\nsocket = \"/\"\n",
               "defaults", [](const std::string&) { return std::nullopt; }, {})
        .server.share_dir;
}

// --- what is wrong with an answer; empty: nothing

/// The words of the refusal that `use` throws.
template <class Use>
std::string problem_of(Use use) {
    try {
        use();
        return {};
    } catch (const CommandError& error) {
        return error.what();
    } catch (const config::ConfigError& error) {
        return error.problems().front().wrong + "; " + error.problems().front().remedy;
    }
}

std::string problem_of_public_url(const std::string& url) {
    if (url.empty()) return "The portal needs an address.";
    return problem_of([&url] {
        config::parse("[server]\npublic_url = " + toml_text(url) + "\n[database]\nsocket = \"/\"\n",
                      "answer", [](const std::string&) { return std::nullopt; }, {});
    });
}

std::string problem_of_site_url(const InitRequest& request, const std::string& url) {
    if (url.empty()) return {};
    const auto origin = Origin::parse(url);
    if (!origin) return "Enter scheme and host without a path: https://wiki.example.org";
    const auto portal = Origin::parse(request.public_url);
    if (portal && portal->is_secure() && !origin->is_secure())
        return "The portal uses https, so the site must use it, too.";
    return problem_of([&] {
        (void)cookie_domain(request, {SiteRequest{.name = "site", .url = url, .target = {}}});
    });
}

std::string problem_of_site_name(const std::string& name) {
    return is_site_name(name)
               ? ""
               : "Use 1 to 64 characters of a-z, 0-9, '-' and '_'; the first must be "
                 "a letter or digit.";
}

std::string problem_of_target(const std::string& target) {
    if (target.empty()) return {};
    return problem_of(
        [&] { (void)parse_site_requests({"site=https://x.example"}, {"site=" + target}); });
}

void ask_for_site(InitRequest& request, Dialog& dialog) {
    const auto url = dialog.ask(
        "Address of a site to protect, such as https://wiki.example.org (empty for none): ",
        [&](const std::string& answer) { return problem_of_site_url(request, answer); });
    if (url.empty()) return;
    const auto name = dialog.ask("A short name for it, such as wiki: ", problem_of_site_name);
    request.sites.push_back(name + "=" + url);
    const auto target = dialog.ask(
        "Its application, http://127.0.0.1:3000, or its folder, /srv/wiki: ", problem_of_target);
    if (!target.empty()) request.targets.push_back(name + "=" + target);
}

void ask_for_what_is_missing(InitRequest& request, Dialog& dialog) {
    if (request.public_url.empty())
        request.public_url = dialog.ask("Address of the portal, such as https://auth.example.org: ",
                                        problem_of_public_url);
    if (request.public_url.empty())
        throw CommandError{kUsage,
                           "give the portal's address: --public-url https://auth.example.org"};
    if (request.sites.empty() && dialog.asks()) ask_for_site(request, dialog);
}

void confirm(const std::string& path, const InitRequest& request,
             const std::vector<SiteRequest>& sites, Dialog& dialog) {
    if (!dialog.asks()) return;
    const auto domain = cookie_domain(request, sites);
    dialog.out() << "This creates " << path << " for the portal " << request.public_url
                 << " with a key file beside it, passwords in " << request.secrets_folder
                 << ", and the database " << request.database_name << ".\n";
    if (!domain.empty())
        dialog.out() << "Every host under " << domain << " will receive the session cookie.\n";
    const auto answer = dialog.ask("Continue? [Y/n] ");
    if (!answer.empty() && answer != "y" && answer != "Y")
        throw CommandError{kRefused, "nothing was changed"};
}

/// Throws ConfigError when the file cannot be used.
void check(const std::string& path, const config::Environment& environment) {
    config::load(path, environment, config::process_environment_names());
}

}  // namespace

std::string cookie_domain(const InitRequest& request, const std::vector<SiteRequest>& sites) {
    if (!request.cookie_domain.empty()) return request.cookie_domain;
    std::vector<std::string> hosts;
    const auto note = [&hosts](const std::string& url) {
        if (const auto origin = Origin::parse(url)) hosts.push_back(origin->host());
    };
    note(request.public_url);
    for (const auto& site : sites) note(site.url);
    return hosts.empty() ? "" : common_domain(hosts).value_or("");
}

std::string configuration_text(const InitRequest& request, const std::vector<SiteRequest>& sites,
                               const config::Environment& environment) {
    return with_settings(read_file(share_dir(environment) + "/postern.toml"),
                         chosen_settings(request, sites));
}

std::vector<SiteRequest> set_up_configuration(const std::string& path, InitRequest request,
                                              const config::Environment& environment,
                                              Dialog& dialog) {
    if (std::filesystem::exists(path)) {
        auto sites = parse_site_requests(request.sites, request.targets);
        check(path, environment);
        dialog.report("The configuration " + path + " already exists and stays unchanged.");
        return sites;
    }
    if (request.database_only)
        throw CommandError{kRefused, "there is no " + path +
                                         " yet; run postern init without --database-only first"};
    ask_for_what_is_missing(request, dialog);
    auto sites = parse_site_requests(request.sites, request.targets);
    request.key_file = key_file_beside(path);
    const auto text = configuration_text(request, sites, environment);
    config::parse(text, path, environment, {});
    confirm(path, request, sites, dialog);
    write_new_file(path, text, 0644);
    check(path, environment);
    dialog.report("Wrote the configuration " + path + ".");
    return sites;
}

}  // namespace postern::app
