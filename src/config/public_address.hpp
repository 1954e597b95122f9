/// public_address: the addresses that the configuration names, read as strictly as return links.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/model/origin.hpp"

namespace postern::config {

/// The portal's own address, taken apart.
struct PublicAddress {
    Origin origin;
    std::string path;  ///< empty or `/a/b`, never with a slash at its end

    std::string text() const { return origin.text() + path; }
};

/// Reads an origin and, behind it, an optional path of unreserved characters; a slash at the end is
/// dropped. Nothing when it has a query, a fragment, an escape, an empty or a dot segment.
std::optional<PublicAddress> parse_public_address(std::string_view text);

/// True for a name or an IP address (IPv6 without brackets) and nothing besides, such as a port.
bool is_host(std::string_view text);

/// True for a name (or IP address) of this very machine.
bool is_loopback_host(std::string_view host);

/// True for `host` itself and every name below it; both in lowercase. An IP address covers
/// nothing.
bool is_domain_of(std::string_view domain, std::string_view host);

}  // namespace postern::config
