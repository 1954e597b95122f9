// Web addresses that somebody else wrote: read strictly, stored in one form.
#include "postern/model/origin.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/host_name.hpp"
#include "postern/base/bytes.hpp"

namespace postern {

namespace {

struct HostAndPort {
    std::string host;  ///< canonical; IPv6 without brackets
    std::uint16_t port;
};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::uint16_t default_port(std::string_view scheme) noexcept {
    return scheme == "https" ? 443 : 80;
}

bool is_known_scheme(std::string_view scheme) noexcept {
    return scheme == "https" || scheme == "http";
}

/// What the URL Standard calls "ends in a number": browsers read such a host as IPv4 in any of its
/// odd spellings, so it may only be an address, never a name.
bool ends_in_number(std::string_view host) noexcept {
    const std::string_view last = last_label(host);
    const bool decimal = std::all_of(last.begin(), last.end(), is_digit);
    const bool hexadecimal = last.starts_with("0x") || last.starts_with("0X");
    return decimal || hexadecimal;
}

/// Exactly four decimal octets without leading zeros (a leading zero is octal to some readers).
bool is_dotted_ipv4(std::string_view text) noexcept {
    for (int octets = 1;; ++octets) {
        const auto dot = text.find('.');
        const auto octet = to_number(text.substr(0, dot));
        if (!octet || *octet > 255) return false;
        if (dot == std::string_view::npos) return octets == 4;
        text.remove_prefix(dot + 1);
    }
}

std::optional<std::string> canonical_name_or_ipv4(std::string_view host) {
    // The dot of the root may follow a name, never an address: "127.0.0.1." is odd.
    const bool rooted = host.ends_with('.');
    const std::string_view name = rooted ? host.substr(0, host.size() - 1) : host;
    if (!is_ldh_name(name)) return std::nullopt;
    if (ends_in_number(name) && (rooted || !is_dotted_ipv4(name))) return std::nullopt;
    return to_ascii_lower(name);
}

bool is_ipv6_character(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':';
}

/// RFC 5952 form of the address (without its brackets), which inet_ntop writes.
std::optional<std::string> canonical_ipv6(std::string_view text) {
    // Also keeps zone ids out, and a NUL, at which inet_pton would stop reading.
    if (!std::all_of(text.begin(), text.end(), is_ipv6_character)) return std::nullopt;
    in6_addr address{};
    if (::inet_pton(AF_INET6, std::string{text}.c_str(), &address) != 1) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    if (::inet_ntop(AF_INET6, &address, canonical.data(), canonical.size()) == nullptr)
        return std::nullopt;
    std::string result{canonical.data()};
    // Addresses with an IPv4 address inside have two customary spellings; no site needs them.
    if (result.find('.') != std::string::npos) return std::nullopt;
    return result;
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
    const auto port = to_number(text);
    if (!port || *port == 0 || *port > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

/// `host`, `host:port`, `[address]` or `[address]:port`; nothing else, so no userinfo either.
std::optional<HostAndPort> parse_authority(std::string_view text, std::string_view scheme) {
    const bool bracketed = text.starts_with('[');
    const auto host_end = bracketed ? text.find(']') : text.find(':');
    if (bracketed && host_end == std::string_view::npos) return std::nullopt;

    auto host = bracketed ? canonical_ipv6(text.substr(1, host_end - 1))
                          : canonical_name_or_ipv4(text.substr(0, host_end));
    if (!host) return std::nullopt;

    const std::string_view rest = host_end == std::string_view::npos
                                      ? std::string_view{}
                                      : text.substr(host_end + (bracketed ? 1 : 0));
    if (rest.empty()) return HostAndPort{std::move(*host), default_port(scheme)};
    if (rest.front() != ':') return std::nullopt;
    const auto port = parse_port(rest.substr(1));
    if (!port) return std::nullopt;
    return HostAndPort{std::move(*host), *port};
}

struct SplitLink {
    std::string scheme;          ///< canonical, known
    std::string_view authority;  ///< as written
    std::string_view rest;       ///< from the first '/' on
};

std::optional<SplitLink> split_link(std::string_view text) {
    const auto colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    std::string scheme = to_ascii_lower(text.substr(0, colon));
    if (!is_known_scheme(scheme)) return std::nullopt;
    const std::string_view rest = text.substr(colon + 3);
    const auto slash = std::min(rest.find('/'), rest.size());
    return SplitLink{std::move(scheme), rest.substr(0, slash), rest.substr(slash)};
}

/// Printable ASCII without space; no backslash, which browsers read as '/'; no fragment, which no
/// server ever sees.
bool is_link_character(char c) noexcept { return c > ' ' && c <= '~' && c != '\\' && c != '#'; }

std::string origin_text(std::string_view scheme, std::string_view host, std::uint16_t port) {
    const bool is_ipv6 = host.find(':') != std::string_view::npos;
    std::string text{scheme};
    text.append("://").append(is_ipv6 ? "[" : "").append(host).append(is_ipv6 ? "]" : "");
    if (port != default_port(scheme)) text.append(":").append(std::to_string(port));
    return text;
}

}  // namespace

Origin::Origin(std::string scheme, std::string host, std::uint16_t port)
    : scheme_{std::move(scheme)},
      host_{std::move(host)},
      port_{port},
      text_{origin_text(scheme_, host_, port_)} {}

std::optional<Origin> Origin::parse(std::string_view text) {
    const auto link = split_link(text);
    if (!link || (!link->rest.empty() && link->rest != "/")) return std::nullopt;
    auto authority = parse_authority(link->authority, link->scheme);
    if (!authority) return std::nullopt;
    return Origin{link->scheme, std::move(authority->host), authority->port};
}

bool Origin::is_loopback() const noexcept {
    if (host_ == "localhost" || host_.ends_with(".localhost") || host_ == "::1") return true;
    return is_dotted_ipv4(host_) && host_.starts_with("127.");
}

std::optional<ReturnLink> parse_return_link(std::string_view text) {
    if (text.size() > kMaxReturnLinkBytes) return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), is_link_character)) return std::nullopt;
    const auto link = split_link(text);
    if (!link || !link->rest.starts_with('/') || link->rest.starts_with("//")) return std::nullopt;
    auto origin = Origin::parse(text.substr(0, text.size() - link->rest.size()));
    if (!origin) return std::nullopt;
    return ReturnLink{std::move(*origin), std::string{link->rest}};
}

}  // namespace postern
