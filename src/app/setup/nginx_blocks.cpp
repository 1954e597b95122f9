#include "app/setup/nginx_blocks.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "app/console/console.hpp"
#include "app/wiring/public_url.hpp"
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
    if (odd) throw CommandError{kRefused, option + " has a character that nginx would misread"};
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
std::string listen_lines(const std::string& wanted, const Origin& origin) {
    const std::string line =
        !wanted.empty() ? plain(wanted, "--listen", true)
                        : std::to_string(origin.port()) + (origin.is_secure() ? " ssl" : "");
    const bool is_port = to_number(line.substr(0, line.find(' '))).has_value();
    const bool has_ipv6 = access("/proc/net/if_inet6", R_OK) == 0;
    return is_port && has_ipv6 ? line + ";\n    listen [::]:" + line : line;
}

Values common_values(const BlockOptions& options, const Origin& origin) {
    return {{"SERVER_NAME", host_in_url(origin)},
            {"ORIGIN", origin.text()},
            {"LISTEN", listen_lines(options.listen, origin)},
            {"TLS", tls_lines(origin, options)},
            {"SNIPPETS", plain(options.snippets, "--snippets")}};
}

std::string filled(const config::Config& config, const std::string& file, const Values& values) {
    return fill(read_nonempty_file(config.server.share_dir + "/nginx/" + file), values);
}

}  // namespace

std::string portal_block(const config::Config& config, const BlockOptions& options) {
    const auto url = public_url(config);
    auto values = common_values(options, url.origin);
    values["BASE_PATH"] = url.base_path.empty() ? "/" : url.base_path + "/";
    return filled(config, "portal.conf.in", values);
}

std::string site_block(const config::Config& config, const Site& site, const SiteTarget& target,
                       const BlockOptions& options) {
    auto values = common_values(options, site.origin);
    values["SITE"] = site.name;
    if (target.upstream.empty()) {
        if (!target.root.starts_with('/'))
            throw CommandError{kRefused, "--root must be an absolute path"};
        values["ROOT"] = plain(target.root, "--root");
        return filled(config, "site-static.conf.in", values);
    }
    const auto upstream = Origin::parse(target.upstream);
    if (!upstream || upstream->is_secure())
        throw CommandError{kRefused, "--upstream must look like http://127.0.0.1:3000"};
    values["UPSTREAM"] = host_in_url(*upstream) + ":" + std::to_string(upstream->port());
    values["UPSTREAM_NAME"] = "postern_app_" + site.name;
    std::ranges::replace(values["UPSTREAM_NAME"], '-', '_');
    return filled(config, "site-proxy.conf.in", values);
}

}  // namespace postern::app
