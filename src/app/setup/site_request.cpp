#include "app/setup/site_request.hpp"

#include <algorithm>
#include <utility>

#include "app/console/console.hpp"

namespace postern::app {

namespace {

std::pair<std::string, std::string> split(const std::string& text, const std::string& form) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size())
        throw CommandError{kUsage, "'" + printable(text) + "' is not of the form " + form};
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

std::vector<SiteRequest> parse_site_requests(const std::vector<std::string>& sites,
                                             const std::vector<std::string>& targets) {
    std::vector<SiteRequest> requests;
    for (const auto& text : sites) {
        auto [name, url] = split(text, "wiki=https://wiki.example.org");
        requests.push_back({.name = std::move(name), .url = std::move(url), .target = {}});
    }
    for (const auto& text : targets) {
        const auto [name, target] = split(text, "wiki=http://127.0.0.1:3000");
        const auto request = std::ranges::find(requests, name, &SiteRequest::name);
        if (request == requests.end())
            throw CommandError{
                kUsage, "--serve names the site '" + printable(name) + "', which no --site names"};
        request->target = parse_target(target);
    }
    return requests;
}

bool is_registered(const SiteRequest& request, const service::SiteService& sites) {
    const auto found = sites.find(request.name);
    if (!found) return false;
    const auto origin = Origin::parse(request.url);
    if (!origin || found->origin != *origin)
        throw CommandError{kRefused, "the site " + found->name + " already exists, at " +
                                         found->origin.text() + "; see `postern site remove`"};
    return true;
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
            "the portal and the sites share no domain, so one sign-in cannot cover them; give them "
            "names under one domain: auth.example.org, wiki.example.org"};
    return domain;
}

}  // namespace postern::app
