#include "app/wiring/block_texts.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/file.hpp"

namespace postern::app {

namespace {

using Values = std::map<std::string, std::string>;

/// Replaces each `@NAME@` that has a value.
std::string fill(const std::string& text, const Values& values) {
    std::string filled;
    std::size_t at = 0;
    for (;;) {
        const auto open = text.find('@', at);
        filled.append(text, at, open == std::string::npos ? open : open - at);
        if (open == std::string::npos) return filled;
        const auto close = text.find('@', open + 1);
        const auto name = close == std::string::npos ? "" : text.substr(open + 1, close - open - 1);
        if (const auto found = values.find(name); found != values.end()) {
            filled += found->second;
            at = close + 1;
        } else {
            filled += '@';  // a named location such as @postern_login
            at = open + 1;
        }
    }
}

/// Refuses what could end an nginx directive or start another.
const std::string& plain(const std::string& value, const std::string& option,
                         bool spaces_allowed = false) {
    const bool odd = std::ranges::any_of(value, [spaces_allowed](char c) {
        if (c == ' ') return !spaces_allowed;
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
               std::string_view{";{}$\"'\\#"}.find(c) != std::string_view::npos;
    });
    if (odd) throw BlockError{option + " has a character that nginx would misread"};
    return value;
}

std::string host_in_url(const Origin& origin) {
    return origin.host().find(':') == std::string::npos ? origin.host() : "[" + origin.host() + "]";
}

std::string tls_lines(const Origin& origin, const BlockOptions& options) {
    if (!origin.is_secure()) return {};
    const auto& [listen, snippets, certificate, key] = options;
    const auto chain = certificate.empty() ? "/etc/ssl/certs/" + origin.host() + ".pem"
                                           : plain(certificate, "--certificate");
    const auto its_key = key.empty() ? "/etc/ssl/private/" + origin.host() + ".key"
                                     : plain(key, "--certificate-key");
    return "    ssl_certificate     " + chain +
           ";      # your certificate with its chain\n    ssl_certificate_key " + its_key +
           ";    # and its key\n";
}

/// What follows `listen`: a port alone is listened on over IPv4 and, where the host has it, over
/// IPv6, with the same parameters. A name whose IPv6 address no block listens on is answered by
/// whichever other block does. `wanted` is the origin's port where it is empty.
std::string listen_lines(const std::string& wanted, const Origin& origin, bool has_ipv6) {
    const std::string line =
        !wanted.empty() ? plain(wanted, "--listen", true)
                        : std::to_string(origin.port()) + (origin.is_secure() ? " ssl" : "");
    const bool is_port = to_number(line.substr(0, line.find(' '))).has_value();
    return is_port && has_ipv6 ? line + ";\n    listen [::]:" + line : line;
}

Values common_values(const BlockOptions& options, const Origin& origin, bool has_ipv6) {
    return {{"SERVER_NAME", host_in_url(origin)},
            {"ORIGIN", origin.text()},
            {"LISTEN", listen_lines(options.listen, origin, has_ipv6)},
            {"TLS", tls_lines(origin, options)},
            {"SNIPPETS", plain(options.snippets, "--snippets")}};
}

}  // namespace

BlockTemplates load_block_templates(const std::string& share_dir) {
    const auto read = [&share_dir](const char* file) {
        return read_nonempty_file(share_dir + "/nginx/" + file);
    };
    return {.portal = read("portal.conf.in"),
            .proxied_site = read("site-proxy.conf.in"),
            .static_site = read("site-static.conf.in"),
            .has_ipv6 = access("/proc/net/if_inet6", R_OK) == 0};
}

std::string portal_block(const BlockTemplates& templates, const Origin& portal,
                         const std::string& base_path, const BlockOptions& options) {
    auto values = common_values(options, portal, templates.has_ipv6);
    values["BASE_PATH"] = base_path.empty() ? "/" : base_path + "/";
    return fill(templates.portal, values);
}

std::string site_block(const BlockTemplates& templates, const Site& site, const SiteTarget& target,
                       const BlockOptions& options) {
    auto values = common_values(options, site.origin, templates.has_ipv6);
    values["SITE"] = site.name;
    if (target.upstream.empty()) {
        if (!target.root.starts_with('/')) throw BlockError{"--root must be an absolute path"};
        values["ROOT"] = plain(target.root, "--root");
        return fill(templates.static_site, values);
    }
    const auto upstream = Origin::parse(target.upstream);
    if (!upstream || upstream->is_secure())
        throw BlockError{"--upstream must look like http://127.0.0.1:3000"};
    values["UPSTREAM"] = host_in_url(*upstream) + ":" + std::to_string(upstream->port());
    values["UPSTREAM_NAME"] = "postern_app_" + site.name;
    std::ranges::replace(values["UPSTREAM_NAME"], '-', '_');
    return fill(templates.proxied_site, values);
}

}  // namespace postern::app
