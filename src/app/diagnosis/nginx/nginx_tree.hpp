/// nginx_tree: the server blocks and locations of a configuration, with what stands around each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/diagnosis/nginx/directives.hpp"

namespace postern::app {

struct NginxServer;

enum class LocationKind {
    Exact,        ///< `= /path`
    Prefix,       ///< `/path`
    FirstPrefix,  ///< `^~ /path`: no regular expression is tried
    Regex,        ///< `~ regex`, `~* regex`
    Named,        ///< `@name`
};

struct NginxLocation {
    const NginxDirective* directive;
    const NginxServer* server;
    const NginxLocation* parent;  ///< null: the server block
    LocationKind kind;
    std::string path;  ///< or the expression, or the name
    Directives block;  ///< with what it includes
    std::vector<NginxLocation> inner{};

    /// Whether it includes protect.conf itself.
    bool is_protected() const;
    /// `location ~ \.php$`
    std::string title() const;
    /// The nearest directive of this name here or around it; null: none.
    const NginxDirective* nearest(std::string_view name) const;
    /// The folder that files come from: the nearest `root` or `alias`; null: none.
    const NginxDirective* folder() const;
};

struct NginxListen {
    const NginxDirective* directive;  ///< null: nginx's default, port 80
    std::string host;                 ///< `*`: every IPv4 address; `[::]`: every IPv6 address
    std::string port;                 ///< empty: a unix socket
    bool is_default;

    bool is_ipv6() const { return host.starts_with('['); }
    /// Whether only this host reaches it.
    bool is_loopback() const;
};

struct NginxServer {
    const NginxDirective* directive;
    const Directives* http;  ///< what stands around it
    Directives block;        ///< with what it includes
    std::vector<NginxListen> listens{};
    std::vector<NginxLocation> locations{};

    bool has_gate() const { return find_include(block, "gate.conf") != nullptr; }
    /// Whether it is meant to be protected: it names a site, or includes a snippet of the lock.
    bool is_site() const;
    std::string site() const;  ///< empty: it names none
    /// The nearest directive of this name here or around it; null: none.
    const NginxDirective* nearest(std::string_view name) const;
    /// Whether some location takes every path that no other one takes.
    bool takes_all() const;
    /// The location of a path, as nginx chooses it; null: none. A regular expression that cannot
    /// be tried here does not match.
    const NginxLocation* location_of(const std::string& path) const;
    const NginxLocation* named(const std::string& name) const;
    /// All of them, outer ones first.
    std::vector<const NginxLocation*> all_locations() const;
};

/// Not to be copied: its parts point to each other.
struct NginxTree {
    explicit NginxTree(const std::vector<NginxSource>& files);
    NginxTree(const NginxTree&) = delete;
    NginxTree& operator=(const NginxTree&) = delete;

    Directives http;  ///< with what it includes
    std::vector<NginxServer> servers{};

    /// The server block that answers on this socket before a name is known.
    const NginxServer* default_of(const NginxListen& listen) const;
    /// Where the servers of an upstream block listen; the name itself when there is no such block.
    std::vector<std::string> addresses_of(const std::string& upstream) const;

private:
    Directives directives_{};  ///< the server blocks; the servers point to them
};

/// Whether the expression, in nginx's own syntax, matches somewhere. Nothing when it is not one
/// that can be tried here.
std::optional<bool> matches(const std::string& expression, const std::string& text,
                            bool ignore_case);

}  // namespace postern::app
