// Server blocks without a check that serve the same files or application as a site.
#include <algorithm>
#include <set>
#include <utility>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

/// What a location gives out: the folder, or the addresses of the application.
struct Served {
    const NginxDirective* by;
    std::string folder{};  ///< with its slash at the end; empty: none
    std::set<std::string> addresses{};
};

std::string normal_address(std::string address) {
    if (address.starts_with("unix:")) return address.substr(0, address.find(':', 5));
    if (address.starts_with("localhost")) address.replace(0, 9, "127.0.0.1");
    return address.find(':') == std::string::npos ? address + ":80" : address;
}

std::set<std::string> addresses_of(const NginxTree& tree, const NginxDirective& pass) {
    std::string host = without_lock(argument(pass));
    if (const auto scheme = host.find("://"); scheme != std::string::npos)
        host.erase(0, scheme + 3);
    if (!host.starts_with("unix:")) host = host.substr(0, host.find('/'));
    std::set<std::string> found;
    if (host.find('$') != std::string::npos) return found;
    for (const auto& address : tree.addresses_of(host)) found.insert(normal_address(address));
    return found;
}

std::string folder_of(const NginxDirective& root, const NginxLocation* location) {
    std::string folder = without_lock(argument(root));
    if (folder.find('$') != std::string::npos) return {};
    const bool has_path = location != nullptr && (location->kind == LocationKind::Exact ||
                                                  location->kind == LocationKind::Prefix ||
                                                  location->kind == LocationKind::FirstPrefix);
    if (root.name == "root" && has_path) folder += location->path;
    std::string normal;
    for (const char c : folder + "/")
        if (c != '/' || !normal.ends_with('/')) normal += c;
    return normal;
}

const NginxDirective* find_pass(const Directives& block) {
    const auto found =
        std::ranges::find_if(block, [](const NginxDirective& one) { return is_pass(one.name); });
    return found == block.end() ? nullptr : &*found;
}

Served served_by(const NginxTree& tree, const NginxDirective& by, const NginxLocation* location) {
    if (is_pass(by.name)) return {&by, "", addresses_of(tree, by)};
    if (by.name == "root" || by.name == "alias") return {&by, folder_of(by, location)};
    return {&by};
}

std::vector<Served> protected_by(const NginxTree& tree, const NginxServer& server) {
    std::vector<Served> found;
    for (const auto* one : server.all_locations()) {
        if (!one->is_protected()) continue;
        const auto* pass = find_pass(one->block);
        const auto* by = pass != nullptr ? pass : one->folder();
        if (by != nullptr) found.push_back(served_by(tree, *by, one));
    }
    return found;
}

std::vector<Served> open_in(const NginxTree& tree, const NginxServer& server) {
    std::vector<Served> found;
    const bool is_for_this_host = std::ranges::all_of(server.listens, &NginxListen::is_loopback);
    if (is_for_this_host || find(server.block, "return") != nullptr || denies_all(server.block))
        return found;
    for (const auto* one : server.all_locations()) {
        if (!is_open(*one) || is_declared_open(*one) ||
            has_other_check([one](std::string_view name) { return one->nearest(name); }))
            continue;
        found.push_back(served_by(tree, *find_unlocked(*one), one));
    }
    const auto* root = server.nearest("root");
    if (root != nullptr && !server.takes_all() && !has_lock(argument(*root)) &&
        !has_other_check([&server](std::string_view name) { return server.nearest(name); }))
        found.push_back(served_by(tree, *root, nullptr));
    return found;
}

bool share(const Served& a, const Served& b) {
    if (!a.folder.empty() && !b.folder.empty())
        return a.folder.starts_with(b.folder) || b.folder.starts_with(a.folder);
    return std::ranges::any_of(
        a.addresses, [&b](const std::string& address) { return b.addresses.contains(address); });
}

}  // namespace

void check_twins(const NginxLint& lint) {
    std::vector<std::pair<const NginxServer*, std::vector<Served>>> sites;
    for (const auto& server : lint.tree.servers)
        if (server.is_site()) sites.emplace_back(&server, protected_by(lint.tree, server));
    for (const auto& other : lint.tree.servers) {
        if (other.is_site()) continue;
        for (const auto& one : open_in(lint.tree, other))
            for (const auto& [site, closed] : sites)
                if (std::ranges::any_of(closed,
                                        [&one](const Served& of) { return share(one, of); }))
                    lint.problems.add(*one.by, OpenTwin,
                                      shown(*one.by) + " serves without a check what the site " +
                                          site->site() + " protects",
                                      "remove it, or protect this server block, too; if everyone "
                                      "may come in, say so in the location: auth_request off;");
    }
}

}  // namespace postern::app
