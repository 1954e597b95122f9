#include "app/setup/site_wish.hpp"

#include <algorithm>
#include <utility>

#include "app/commands/workbench.hpp"

namespace postern::app {

namespace {

std::pair<std::string, std::string> split(const std::string& text, const std::string& form) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size())
        throw CommandError{kUsage, "'" + printable(text) + "' is not " + form};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

SiteTarget parse_target(const std::string& text) {
    if (text.starts_with('/')) return {.upstream = "", .root = text};
    if (text.starts_with("http://")) return {.upstream = text, .root = ""};
    throw CommandError{kUsage, "'" + printable(text) +
                                   "' is neither a folder (/srv/wiki) nor an application "
                                   "(http://127.0.0.1:3000)"};
}

bool lies_in(const std::string& host, const std::string& domain) {
    return host == domain || host.ends_with("." + domain);
}

}  // namespace

std::vector<SiteWish> parse_site_wishes(const std::vector<std::string>& sites,
                                        const std::vector<std::string>& targets) {
    std::vector<SiteWish> wishes;
    for (const auto& text : sites) {
        auto [name, url] = split(text, "like wiki=https://wiki.example.org");
        wishes.push_back({.name = std::move(name), .url = std::move(url), .target = {}});
    }
    for (const auto& text : targets) {
        const auto [name, target] = split(text, "like wiki=http://127.0.0.1:3000");
        const auto wish = std::ranges::find(wishes, name, &SiteWish::name);
        if (wish == wishes.end())
            throw CommandError{
                kUsage, "--serve names the site '" + printable(name) + "', which no --site names"};
        wish->target = parse_target(target);
    }
    return wishes;
}

std::optional<std::string> common_domain(const std::vector<std::string>& hosts) {
    if (std::ranges::all_of(hosts, [&](const auto& host) { return host == hosts.front(); }))
        return std::nullopt;
    std::string domain = hosts.front();
    while (!std::ranges::all_of(hosts, [&](const auto& host) { return lies_in(host, domain); })) {
        const auto dot = domain.find('.');
        domain = dot == std::string::npos ? "" : domain.substr(dot + 1);
        if (domain.empty()) break;
    }
    if (domain.find('.') == std::string::npos)
        throw CommandError{
            kRefused,
            "the portal and the sites share no domain, so that one sign-in cannot serve them; "
            "give them names below one domain: auth.example.org, wiki.example.org"};
    return domain;
}

}  // namespace postern::app
