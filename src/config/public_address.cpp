// The portal's address, cookie domains and hosts.
#include "config/public_address.hpp"

#include <algorithm>

namespace postern::config {

namespace {

bool is_path_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '/';
}

/// `/a/b` without empty and dot segments: what nginx matches a location against.
bool is_plain_path(std::string_view path) noexcept {
    if (!std::all_of(path.begin(), path.end(), is_path_character)) return false;
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view segment = path.substr(0, std::min(path.find('/'), path.size()));
        if (segment.empty() || segment == "." || segment == "..") return false;
        path.remove_prefix(segment.size());
    }
    return true;
}

/// The origin of a host alone, where that is one.
std::optional<Origin> origin_of_host(std::string_view host) {
    const bool is_ipv6 = host.find(':') != std::string_view::npos;
    std::string text{"http://"};
    text.append(is_ipv6 ? "[" : "").append(host).append(is_ipv6 ? "]" : "");
    return Origin::parse(text);
}

bool is_ip_address(std::string_view host) noexcept {
    return host.find_first_not_of("0123456789.") == std::string_view::npos ||
           host.find(':') != std::string_view::npos;
}

}  // namespace

std::optional<PublicAddress> parse_public_address(std::string_view text) {
    const auto host_at = text.find("://");
    if (host_at == std::string_view::npos) return std::nullopt;
    const auto path_at = std::min(text.find('/', host_at + 3), text.size());
    const auto origin = Origin::parse(text.substr(0, path_at));
    std::string_view path = text.substr(path_at);
    if (path.ends_with('/')) path.remove_suffix(1);
    if (!origin || !is_plain_path(path)) return std::nullopt;
    return PublicAddress{*origin, std::string{path}};
}

bool is_host(std::string_view text) { return origin_of_host(text).has_value(); }

bool is_loopback_host(std::string_view host) {
    const auto origin = origin_of_host(host);
    return origin && origin->is_loopback();
}

bool is_domain_of(std::string_view domain, std::string_view host) {
    if (is_ip_address(host)) return false;
    if (host == domain) return true;
    return host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.';
}

}  // namespace postern::config
