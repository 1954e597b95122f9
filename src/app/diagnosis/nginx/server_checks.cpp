// The server block of a site: its name, its sockets, and what holds for all of its paths.
#include <algorithm>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

constexpr const char* kCheck = "/.postern/check";

void check_name(const NginxLint& lint, const NginxServer& server,
                const std::optional<std::vector<std::string>>& known_sites) {
    if (!server.has_gate())
        lint.problems.add(*server.directive, NoGate,
                          "the server block of a site does not include gate.conf",
                          "write: include /etc/nginx/postern/gate.conf;");
    const auto* name = find_set(server.block, "$postern_site");
    if (name == nullptr)
        return lint.problems.add(*server.directive, NoSite,
                                 "the server block names no site to the gate",
                                 "write: set $postern_site NAME;");
    if (known_sites && std::ranges::find(*known_sites, server.site()) == known_sites->end())
        lint.problems.add(*name, UnknownSite, "no site is registered as " + server.site(),
                          "`postern site list` shows the names; `postern site add` adds one");
}

/// Paths that no location matches are served from the server's own root.
void check_unmatched(const NginxLint& lint, const NginxServer& server) {
    const auto* root = server.nearest("root");
    if (root == nullptr || server.takes_all() || has_lock(argument(*root)) ||
        find(server.block, "return") != nullptr)
        return;
    lint.problems.add(*root, UnmatchedPaths, "paths that no location matches are served from here",
                      "write: root ${postern_shut}" + argument(*root) + ";");
}

void check_rewrites(const NginxLint& lint, const NginxServer& server) {
    for (const auto& one : server.block)
        if (one.name == "rewrite" && matches(argument(one), kCheck, false).value_or(false))
            lint.problems.add(one, CheckRewritten,
                              "the expression " + argument(one) + " matches " + kCheck,
                              "move the rewrite to the locations it is meant for");
}

bool uses_static(const NginxServer& server) {
    const auto every = server.all_locations();
    return std::ranges::any_of(every, [](const NginxLocation* one) {
        return find_include(one->block, "static.conf") != nullptr;
    });
}

void check_pages(const NginxLint& lint, const NginxServer& server) {
    if (!uses_static(server) || find_set(server.block, "$postern_404") != nullptr) return;
    for (const auto& one : server.block)
        if (one.name == "error_page" && last_argument(one).starts_with('/') &&
            std::ranges::find(one.arguments, "404") != one.arguments.end())
            lint.problems.add(one, HiddenPage, "the site's own page for missing files is not used",
                              "write instead: set $postern_404 " + last_argument(one) + ";");
}

/// Over IPv4 the site answers on this port, over IPv6 another server block does.
void check_listens(const NginxLint& lint, const NginxServer& server) {
    for (const auto& listen : server.listens) {
        if (listen.host != "*" || listen.directive == nullptr) continue;
        const auto over_ipv6 = [&listen](const NginxServer& other) {
            return std::ranges::any_of(other.listens, [&listen](const NginxListen& one) {
                return one.is_ipv6() && one.port == listen.port && !one.is_loopback();
            });
        };
        const auto& servers = lint.tree.servers;
        if (std::ranges::none_of(servers, over_ipv6) ||
            std::ranges::any_of(servers, [&](const NginxServer& other) {
                return other.site() == server.site() && over_ipv6(other);
            }))
            continue;
        lint.problems.add(
            *listen.directive, Ipv4Only,
            "the site listens on IPv4 only, and another server block on [::]:" + listen.port,
            "add: listen [::]:" + listen.port +
                (listen.directive->arguments.size() > 1 ? " ...;" : ";"));
    }
}

/// Settings that nginx takes from the default server of the port.
void check_defaults(const NginxLint& lint, const NginxServer& server) {
    for (const auto& listen : server.listens) {
        const auto* first = lint.tree.default_of(listen);
        if (first == nullptr) first = &server;
        if (const auto* slashes = first->nearest("merge_slashes");
            slashes != nullptr && argument(*slashes) == "off")
            lint.problems.add(*slashes, MergeSlashes,
                              "merge_slashes off holds for the protected site " + server.site(),
                              "remove it");
        if (first->has_gate()) continue;
        for (const auto& [name, value] :
             {std::pair{"underscores_in_headers", "on"}, {"ignore_invalid_headers", "off"}})
            if (const auto* own = first->nearest(name); own != nullptr && argument(*own) == value)
                lint.problems.add(*own, OddHeaders,
                                  shown(*own) + " holds for the protected site " + server.site() +
                                      ", because this is the default server of its port",
                                  "remove it, or include gate.conf in the default server");
    }
}

}  // namespace

void check_server(const NginxLint& lint, const NginxServer& server,
                  const std::optional<std::vector<std::string>>& known_sites) {
    check_name(lint, server, known_sites);
    check_unmatched(lint, server);
    check_rewrites(lint, server);
    check_pages(lint, server);
    check_passwords(lint, server.block);
    check_listens(lint, server);
    check_defaults(lint, server);
    check_answers(lint, server.block, true);
    check_variables(lint, server.block);
}

}  // namespace postern::app
