// Prints nginx configuration from the templates in share/nginx; every value is checked before it
// goes in.
#include <algorithm>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

#include "app/commands/commands.hpp"
#include "app/settings.hpp"

namespace postern::app {

namespace {

struct Wanted {
    std::string site;
    std::string upstream;
    std::string root;
    std::string listen;
    std::string snippets = "/etc/nginx/postern";
    bool portal = false;
};

using Values = std::map<std::string, std::string>;

std::string read_template(const std::string& path) {
    std::ifstream file{path};
    if (!file) throw CommandError{kUnavailable, "cannot read " + path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Puts each `@NAME@` in. A name without a value is a mistake in the template.
std::string fill(const std::string& text, const Values& values) {
    std::string filled;
    std::size_t at = 0;
    for (;;) {
        const auto open = text.find('@', at);
        filled.append(text, at, open == std::string::npos ? open : open - at);
        if (open == std::string::npos) return filled;
        const auto close = text.find('@', open + 1);
        const auto name = close == std::string::npos ? "" : text.substr(open + 1, close - open - 1);
        if (const auto found = values.find(name); found != values.end()) {
            filled += found->second;
            at = close + 1;
        } else {
            filled += '@';  // a named location such as @postern_login
            at = open + 1;
        }
    }
}

/// Refuses what could end an nginx directive or start another.
const std::string& plain(const std::string& value, const std::string& option,
                         bool spaces_allowed = false) {
    const bool odd = std::ranges::any_of(value, [spaces_allowed](char c) {
        if (c == ' ') return !spaces_allowed;
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
               std::string_view{";{}$\"'\\#"}.find(c) != std::string_view::npos;
    });
    if (odd) throw CommandError{kRefused, option + " has a character that nginx would misread"};
    return value;
}

std::string host_in_url(const Origin& origin) {
    return origin.host().find(':') == std::string::npos ? origin.host() : "[" + origin.host() + "]";
}

Values common_values(const Wanted& wanted, const Origin& origin) {
    const std::string tls =
        "    ssl_certificate     /etc/ssl/certs/" + origin.host() +
        ".pem;      # your certificate with its chain\n    ssl_certificate_key /etc/ssl/private/" +
        origin.host() + ".key;    # and its key\n";
    const std::string port = std::to_string(origin.port()) + (origin.is_secure() ? " ssl" : "");
    return {{"SERVER_NAME", host_in_url(origin)},
            {"LISTEN", wanted.listen.empty() ? port : plain(wanted.listen, "--listen", true)},
            {"TLS", origin.is_secure() ? tls : ""},
            {"SNIPPETS", plain(wanted.snippets, "--snippets")}};
}

void print_portal(Workbench& bench, const Wanted& wanted) {
    const auto url = public_url(bench.config());
    auto values = common_values(wanted, url.origin);
    values["BASE_PATH"] = url.base_path.empty() ? "/" : url.base_path + "/";
    bench.console().out << fill(
        read_template(bench.config().server.share_dir + "/nginx/portal.conf.in"), values);
}

void print_site(Workbench& bench, const Wanted& wanted) {
    const auto site = bench.sites().find(wanted.site);
    if (!site)
        throw CommandError{kRefused, "no such site: " + printable(wanted.site) +
                                         "; add it first: postern site add"};
    auto values = common_values(wanted, site->origin);
    values["SITE"] = site->name;
    values["UPSTREAM_NAME"] = "postern_app_" + site->name;
    std::ranges::replace(values["UPSTREAM_NAME"], '-', '_');
    std::string file = "site-static.conf.in";
    if (!wanted.upstream.empty()) {
        const auto upstream = Origin::parse(wanted.upstream);
        if (!upstream || upstream->is_secure())
            throw CommandError{kRefused, "--upstream must be like http://127.0.0.1:3000"};
        file = "site-proxy.conf.in";
        values["UPSTREAM"] = host_in_url(*upstream) + ":" + std::to_string(upstream->port());
    } else {
        if (!wanted.root.starts_with('/'))
            throw CommandError{kRefused, "--root must be an absolute path"};
        values["ROOT"] = plain(wanted.root, "--root");
    }
    bench.console().out << fill(read_template(bench.config().server.share_dir + "/nginx/" + file),
                                values);
}

void print(Workbench& bench, const Wanted& wanted) {
    if (wanted.portal) return print_portal(bench, wanted);
    if (wanted.site.empty()) throw CommandError{kUsage, "give a site's name, or --portal"};
    if (wanted.upstream.empty() == wanted.root.empty())
        throw CommandError{
            kUsage, "give --upstream http://HOST:PORT for an application, or --root DIR for files"};
    print_site(bench, wanted);
}

}  // namespace

void add_nginx_command(CLI::App& cli, Workbench& bench) {
    auto* command = cli.add_subcommand(
        "nginx", "Print the nginx server block that protects a site, or serves the portal");
    const auto wanted = std::make_shared<Wanted>();
    command->add_option("SITE", wanted->site, "The site's name");
    command->add_flag("--portal", wanted->portal, "The portal's own server block");
    command->add_option("--upstream", wanted->upstream, "The application behind: http://HOST:PORT");
    command->add_option("--root", wanted->root, "The folder with the site's files");
    command->add_option("--listen", wanted->listen,
                        "Argument of nginx's listen (from the site's address when not given)");
    command->add_option("--snippets", wanted->snippets, "Where the Postern snippets are")
        ->capture_default_str();
    command->callback([&bench, wanted] { print(bench, *wanted); });
}

}  // namespace postern::app
