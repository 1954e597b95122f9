// Several ways to say where a database server listens, and one form for all of them.
#include <charconv>

#include "config/public_address.hpp"
#include "postern/config/config.hpp"

namespace postern::config {

namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), port);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || port == 0)
        return std::nullopt;
    return port;
}

/// The host of `[host]:port`, `host:port` or `host`, and its port, if it has one. A bare IPv6
/// address has no port.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return {};
        const std::string_view rest = text.substr(end + 1);
        if (!rest.empty() && (rest.size() < 2 || !rest.starts_with(':'))) return {};
        return {text.substr(1, end - 1), rest.empty() ? rest : rest.substr(1)};
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
        return {text, {}};
    if (colon + 1 == text.size()) return {};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

std::optional<DatabaseAddress> parse_database_address(std::string_view text,
                                                      std::uint16_t default_port) {
    if (text.starts_with('/'))
        return DatabaseAddress{.socket = std::string{text}, .host = {}, .port = 0};
    const auto [host, port_text] = split(text);
    const auto port = port_text.empty() ? std::optional{default_port} : parse_port(port_text);
    if (!port || !is_host(host)) return std::nullopt;
    return DatabaseAddress{.socket = {}, .host = std::string{host}, .port = *port};
}

std::vector<DatabaseAddress> database_addresses(const DatabaseConfig& config) {
    std::vector<DatabaseAddress> addresses;
    for (const std::string& text : config.addresses)
        if (auto address = parse_database_address(text, config.port))
            addresses.push_back(std::move(*address));
    if (!config.socket.empty())
        addresses.push_back({.socket = config.socket, .host = {}, .port = 0});
    else if (!config.host.empty())
        addresses.push_back({.socket = {}, .host = config.host, .port = config.port});
    return addresses;
}

}  // namespace postern::config
