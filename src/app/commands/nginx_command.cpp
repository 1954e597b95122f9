// Prints nginx configuration from the templates in share/nginx.
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/setup/nginx_blocks.hpp"

namespace postern::app {

namespace {

std::string block_of_site(CommandContext& context, const Arguments& typed,
                          const BlockOptions& options) {
    const SiteTarget target{.upstream = typed.text("--upstream"), .root = typed.text("--root")};
    if (target.upstream.empty() == target.root.empty())
        throw CommandError{
            kUsage, "give --upstream http://HOST:PORT for an application, or --root DIR for files"};
    const auto& name = typed.text("SITE");
    const auto site = context.services().sites.find(name);
    if (!site)
        throw CommandError{kRefused,
                           "no such site: " + printable(name) + "; add it first: postern site add"};
    return site_block(context.config(), *site, target, options);
}

void print(CommandContext& context, const Arguments& typed) {
    const bool portal = typed.flag("--portal");
    if (!portal && typed.text("SITE").empty())
        throw CommandError{kUsage, "give a site's name, or --portal"};
    const BlockOptions options{.listen = typed.text("--listen"),
                               .snippets = typed.text("--snippets"),
                               .certificate = typed.text("--certificate"),
                               .certificate_key = typed.text("--certificate-key")};
    const auto block =
        portal ? portal_block(context.config(), options) : block_of_site(context, typed, options);
    if (typed.flag("--json"))
        return print_json(context.out(), json::Json::Object{{"configuration", block}});
    context.out() << block;
}

}  // namespace

Command nginx_command() {
    return {
        .name = "nginx",
        .help = "Print the nginx server block of a site or of the portal",
        .options = {{.name = "SITE", .help = "Name of the site"},
                    {.name = "--portal",
                     .help = "Print the portal's server block",
                     .type = OptionType::Flag},
                    {.name = "--upstream",
                     .help = "Address of the site's application: http://HOST:PORT"},
                    {.name = "--root", .help = "Folder with the site's files"},
                    {.name = "--listen",
                     .help =
                         "Argument of nginx's listen directive (default: from the site's address)"},
                    kSnippetsOption,
                    kCertificateOption,
                    kCertificateKeyOption,
                    kJsonFlag},
        .run = print};
}

}  // namespace postern::app
