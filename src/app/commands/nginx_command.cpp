// Prints nginx configuration from the templates in share/nginx.
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/setup/nginx_blocks.hpp"

namespace postern::app {

namespace {

struct Wanted {
    std::string site;
    SiteTarget target;
    BlockOptions options;
    bool portal = false;
};

std::string block_of_site(Workbench& bench, const Wanted& wanted) {
    if (wanted.target.upstream.empty() == wanted.target.root.empty())
        throw CommandError{
            kUsage, "give --upstream http://HOST:PORT for an application, or --root DIR for files"};
    const auto site = bench.sites().find(wanted.site);
    if (!site)
        throw CommandError{kRefused, "no such site: " + printable(wanted.site) +
                                         "; add it first: postern site add"};
    return site_block(bench.config(), *site, wanted.target, wanted.options);
}

void print(Workbench& bench, const Wanted& wanted) {
    if (!wanted.portal && wanted.site.empty())
        throw CommandError{kUsage, "give a site's name, or --portal"};
    bench.console().out << (wanted.portal ? portal_block(bench.config(), wanted.options)
                                          : block_of_site(bench, wanted));
}

}  // namespace

void add_certificate_options(CLI::App* command, BlockOptions& options) {
    command->add_option("--certificate", options.certificate,
                        "File with the certificate and its chain (/etc/ssl/certs/HOST.pem)");
    command->add_option("--certificate-key", options.certificate_key,
                        "File with its key (/etc/ssl/private/HOST.key)");
}

void add_nginx_command(CLI::App& cli, Workbench& bench) {
    auto* command = cli.add_subcommand(
        "nginx", "Print the nginx server block that protects a site, or serves the portal");
    const auto wanted = std::make_shared<Wanted>();
    command->add_option("SITE", wanted->site, "The site's name");
    command->add_flag("--portal", wanted->portal, "The portal's own server block");
    command->add_option("--upstream", wanted->target.upstream,
                        "The application behind: http://HOST:PORT");
    command->add_option("--root", wanted->target.root, "The folder with the site's files");
    command->add_option("--listen", wanted->options.listen,
                        "Argument of nginx's listen (from the site's address when not given)");
    command->add_option("--snippets", wanted->options.snippets, "Where the Postern snippets are")
        ->capture_default_str();
    add_certificate_options(command, wanted->options);
    command->callback([&bench, wanted] { print(bench, *wanted); });
}

}  // namespace postern::app
