#include <cstdlib>
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/wiring/settings.hpp"

namespace postern::app {

namespace {

std::string words(service::AddSiteError error) {
    using enum service::AddSiteError;
    switch (error) {
        case BadName:
            return "a site's name has 1 to 64 of a-z, 0-9, '-' and '_', and starts with a letter "
                   "or digit";
        case BadOrigin:
            return "the address must be an origin such as https://wiki.example.org: scheme, host "
                   "and at most a port; https when the portal is on https";
        case NameTaken:
            return "there is already a site of this name; remove it first to change it";
    }
    std::abort();  // a value outside the enum is a bug
}

/// True when a browser sends the portal's session cookie to this host too.
bool cookie_reaches(const config::Config& config, const std::string& host) {
    const std::string& domain = config.session.cookie_domain;
    if (domain.empty()) return host == public_url(config).origin.host();
    return host == domain || host.ends_with("." + domain);
}

void list(Workbench& bench) {
    std::vector<std::vector<json::Json>> rows;
    for (const auto& site : bench.sites().list())
        rows.push_back(
            {site.name, site.origin.text(), to_text(site.policy), to_rfc3339(site.created_at)});
    print_rows(bench, {{"name"}, {"origin"}, {"policy"}, {"created_at"}}, rows,
               "No sites yet. Add one: postern site add NAME https://HOST");
}

void remove(Workbench& bench, const std::string& name) {
    if (!bench.sites().remove(name))
        throw CommandError{kRefused, "no such site: " + printable(name)};
    bench.tell_daemon();
    bench.console().out << "Removed. nginx gets \"unavailable\" for this site from now on.\n";
}

}  // namespace

void add_site(Workbench& bench, const std::string& name, const std::string& origin,
              const std::string& policy) {
    const auto parsed = parse_site_policy(policy);
    if (!parsed) throw CommandError{kUsage, "the policy is signed_in or public"};
    const auto added = bench.sites().add(name, origin, *parsed, bench.now());
    if (!added) throw CommandError{kRefused, words(added.error())};
    bench.tell_daemon();
    bench.console().out << "Added site " << added->name << " at " << added->origin.text()
                        << ", policy " << to_text(added->policy)
                        << ".\nIts nginx configuration: postern nginx " << added->name << '\n';
    if (!cookie_reaches(bench.config(), added->origin.host()))
        bench.console().err
            << "Warning: browsers will not send the session cookie to " << added->origin.host()
            << ", so nobody can get in.\nSet session.cookie_domain to a domain that "
            << public_url(bench.config()).origin.host() << " and this host share.\n";
}

void add_site_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "site", "Add, list and remove protected sites");

    auto* adding = group->add_subcommand("add", "Protect a site");
    const auto name = std::make_shared<std::string>();
    const auto origin = std::make_shared<std::string>();
    const auto policy = std::make_shared<std::string>("signed_in");
    adding->add_option("NAME", *name, "Short name, used in nginx")->required();
    adding->add_option("ORIGIN", *origin, "Where it is reached: https://wiki.example.org")
        ->required();
    adding->add_option("--policy", *policy, "signed_in, or public: everybody may pass")
        ->check(CLI::IsMember({"signed_in", "public"}))
        ->capture_default_str();
    adding->callback([&bench, name, origin, policy] { add_site(bench, *name, *origin, *policy); });

    auto* listing = group->add_subcommand("list", "List the sites");
    add_json_flag(listing, bench);
    listing->callback([&bench] { list(bench); });

    auto* removing = group->add_subcommand("remove", "Forget a site; nobody passes any more");
    const auto gone = std::make_shared<std::string>();
    removing->add_option("NAME", *gone, "The site's name")->required();
    removing->callback([&bench, gone] { remove(bench, *gone); });
}

}  // namespace postern::app
