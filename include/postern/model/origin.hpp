/// Origin: scheme, host and port of a web address in one canonical form (RFC 6454, section 4).
///
/// Also home of parse_return_link, the only reader of links that somebody else wrote. It accepts
/// much less than browsers do, on purpose: what two parsers could read in two ways is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern {

class Origin {
public:
    /// Reads `https://host[:port]` with nothing behind it but an optional single `/`. The host is a
    /// name of LDH labels, a dotted IPv4 address or a bracketed IPv6 address, stored in lowercase
    /// without a trailing dot; a default port is dropped. Schemes: http, https. Nothing else is an
    /// origin: userinfo, path, query, control, space, backslash, non-ASCII, percent are refused.
    static std::optional<Origin> parse(std::string_view text);

    const std::string& scheme() const noexcept { return scheme_; }
    /// Without brackets for IPv6.
    const std::string& host() const noexcept { return host_; }
    std::uint16_t port() const noexcept { return port_; }
    /// `https://host` or `https://host:port` with the port only where it is not the default.
    const std::string& text() const noexcept { return text_; }
    /// `host` or `host:port`: the text without the scheme, as people read it.
    std::string authority() const { return text_.substr(scheme_.size() + 3); }
    bool is_secure() const noexcept { return scheme_ == "https"; }
    /// True for localhost, names under .localhost, 127.0.0.0/8 and ::1.
    bool is_loopback() const noexcept;

    friend bool operator==(const Origin& a, const Origin& b) { return a.text_ == b.text_; }

private:
    Origin(std::string scheme, std::string host, std::uint16_t port);
    std::string scheme_;
    std::string host_;
    std::uint16_t port_;
    std::string text_;
};

/// A link that was taken apart: where it leads, and what follows the origin.
struct ReturnLink {
    Origin origin;
    std::string target;  ///< path and query, starts with '/', printable ASCII, no fragment

    std::string text() const { return origin.text() + target; }
};

/// The longest target that nginx takes (8 KiB for the line of a request), and an origin.
inline constexpr std::size_t kMaxReturnLinkBytes = 8 * 1024 + 256;

/// Reads an absolute http or https link. Nothing when it is longer than kMaxReturnLinkBytes, has a
/// byte outside 0x21-0x7E, a backslash, userinfo, a fragment, an unusual authority, or a target
/// that does not start with exactly one '/'. Whether the origin is a registered one is not decided
/// here.
std::optional<ReturnLink> parse_return_link(std::string_view text);

}  // namespace postern
