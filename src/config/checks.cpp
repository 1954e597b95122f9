// Unsafe and senseless combinations.
#include "config/checks.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "config/day.hpp"
#include "config/public_address.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/brand.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/email_domains.hpp"
#include "postern/model/network.hpp"

namespace postern::config {

namespace {

using Findings = std::vector<Finding>;

constexpr std::size_t kMaxSocketPathBytes = 107;  // sun_path less its NUL

void check_public_url(const ServerConfig& server, Findings& findings) {
    const std::string key = "server.public_url";
    if (server.public_url.empty()) {
        findings.push_back(
            {key, "is missing", "write the portal's address like \"https://auth.example.org\""});
        return;
    }
    const auto address = parse_public_address(server.public_url);
    if (!address)
        findings.push_back({key, "is no plain web address",
                            "write scheme and host, with port and path where needed, like "
                            "\"https://auth.example.org\"; no query, fragment or user"});
    else if (!address->origin.is_secure() && !address->origin.is_loopback())
        findings.push_back({key, "is plain http, which anybody on the way can read",
                            "write https://, or use a loopback host"});
}

void check_absolute_path(const std::string& key, const std::string& path, Findings& findings) {
    if (!path.starts_with('/'))
        findings.push_back({key, "is no absolute path", "write a path that starts with /"});
}

void check_optional_path(const std::string& key, const std::string& path, Findings& findings) {
    if (!path.empty()) check_absolute_path(key, path, findings);
}

void check_socket_path(const std::string& key, const std::string& path, Findings& findings) {
    check_absolute_path(key, path, findings);
    if (path.size() > kMaxSocketPathBytes)
        findings.push_back({key, "is too long for a unix socket", "write at most 107 bytes"});
}

void check_server(const ServerConfig& server, Findings& findings) {
    check_public_url(server, findings);
    check_socket_path("server.gate_socket", server.gate_socket, findings);
    check_socket_path("server.portal_socket", server.portal_socket, findings);
    check_socket_path("server.control_socket", server.control_socket, findings);
    if (server.control_socket == server.gate_socket ||
        server.control_socket == server.portal_socket)
        findings.push_back({"server.control_socket", "is also a socket for nginx",
                            "give each socket its own path"});
    if (server.gate_socket == server.portal_socket)
        findings.push_back({"server.portal_socket", "is the same as server.gate_socket",
                            "give each socket its own path"});
    if ((server.socket_mode & 0007U) != 0)
        findings.push_back({"server.socket_mode", "lets every local user ask and answer for nginx",
                            "write \"0660\" and set server.socket_group"});
    if ((server.socket_mode & 0600U) != 0600U)
        findings.push_back(
            {"server.socket_mode", "locks out the daemon itself", "write \"0660\" or \"0600\""});
    check_absolute_path("server.share_dir", server.share_dir, findings);
    check_optional_path("server.overlay", server.overlay, findings);
}

void check_database_transport(const DatabaseConfig& database, Findings& findings) {
    const auto addresses = database_addresses(database);
    const bool is_loopback = std::ranges::all_of(addresses, [](const DatabaseAddress& address) {
        return !address.socket.empty() || is_loopback_host(address.host);
    });
    if (database.plaintext_allowed && !is_loopback)
        findings.push_back({"database.plaintext_allowed",
                            "would send passwords and sessions over the network in the clear",
                            "set database.ca_file and remove this"});
    else if (database.ca_file.empty() && !database.plaintext_allowed)
        findings.push_back({"database.ca_file", "is missing, so the server cannot be verified",
                            is_loopback ? "write the path of the authority's certificate, or set "
                                          "database.plaintext_allowed = true for this loopback host"
                                        : "write the path of the authority's certificate"});
}

void check_gate_user(const DatabaseConfig& database, Findings& findings) {
    if (!database.gate_user.empty() && database.gate_user == database.user)
        findings.push_back({"database.gate_user", "is the same as database.user",
                            "name a user of its own that may only read, or remove this"});
    if (database.gate_user.empty() && !database.gate_password_file.empty())
        findings.push_back({"database.gate_password_file", "is set without a user",
                            "set database.gate_user, or remove this"});
    check_optional_path("database.gate_password_file", database.gate_password_file, findings);
}

void check_database_addresses(const DatabaseConfig& database, Findings& findings) {
    constexpr std::size_t kMostAddresses = 8;
    const std::string key = "database.addresses";
    if (!database.socket.empty() || !database.host.empty())
        findings.push_back({key, "is set as well as database.socket or database.host",
                            "keep the list, and write that address into it"});
    if (database.addresses.size() > kMostAddresses)
        findings.push_back({key, "has more than 8 entries", "name the nearest nodes"});
    for (const std::string& text : database.addresses) {
        const auto address = parse_database_address(text, database.port);
        if (!address)
            findings.push_back({key, "has an entry that is no address",
                                "write hosts like \"10.0.0.1\", \"db1.example.org:3306\" or "
                                "\"[fd00::1]:3306\", or the path of a socket"});
        else if (!address->socket.empty())
            check_socket_path(key, address->socket, findings);
    }
}

void check_database(const DatabaseConfig& database, Findings& findings) {
    const bool has_list = !database.addresses.empty();
    const bool has_socket = !database.socket.empty();
    const auto addresses = database_addresses(database);
    const bool has_host = std::ranges::any_of(
        addresses, [](const DatabaseAddress& address) { return !address.host.empty(); });
    if (!has_socket && database.host.empty() && !has_list)
        findings.push_back({"database.socket", "is missing",
                            "write the path of the database's socket, like "
                            "\"/run/mysqld/mysqld.sock\", or set database.host"});
    if (has_list) check_database_addresses(database, findings);
    if (has_socket && !database.host.empty())
        findings.push_back(
            {"database.host", "is set as well as database.socket", "keep one of the two"});
    if (has_host) check_database_transport(database, findings);
    if (has_socket) check_socket_path("database.socket", database.socket, findings);
    if (!addresses.empty() && !has_host && database.plaintext_allowed)
        findings.push_back(
            {"database.plaintext_allowed", "has no meaning for a unix socket", "remove it"});
    if (database.name.empty())
        findings.push_back({"database.name", "is empty", "write the database's name"});
    if (database.user.empty())
        findings.push_back({"database.user", "is empty", "write the database user's name"});
    check_optional_path("database.password_file", database.password_file, findings);
    check_gate_user(database, findings);
    check_optional_path("database.ca_file", database.ca_file, findings);
}

void check_cookie_domain(const Config& config, Findings& findings) {
    const std::string key = "session.cookie_domain";
    const std::string domain = to_ascii_lower(config.session.cookie_domain);
    if (domain.empty()) return;
    const auto as_host = Origin::parse("https://" + domain);
    if (!as_host || as_host->text() != "https://" + domain) {
        findings.push_back({key, "is no domain", "write a domain like \"example.org\""});
        return;
    }
    if (domain.find('.') == std::string::npos) {
        findings.push_back({key, "is a single label, which browsers refuse",
                            "write a domain with a dot, or leave it empty"});
        return;
    }
    const auto address = parse_public_address(config.server.public_url);
    if (address && !is_domain_of(domain, address->origin.host()))
        findings.push_back({key, "does not cover the host of server.public_url",
                            "write that host or a domain it lies in, or leave it empty"});
}

void check_lifetimes(const SessionConfig& session, Findings& findings) {
    if (session.idle_ttl > session.absolute_ttl)
        findings.push_back({"session.idle_ttl", "is longer than session.absolute_ttl",
                            "write at most as much as session.absolute_ttl"});
    if (session.remember_idle_ttl > session.remember_absolute_ttl)
        findings.push_back({"session.remember_idle_ttl",
                            "is longer than session.remember_absolute_ttl",
                            "write at most as much as session.remember_absolute_ttl"});
}

/// The least memory for a number of passes: equal protection, by OWASP's Password Storage Cheat
/// Sheet.
std::uint32_t argon2_floor_kib(std::uint32_t passes) noexcept {
    constexpr std::array<std::uint32_t, 5> kFloors{47104, 19456, 12288, 9216, 7168};
    return kFloors[std::clamp<std::size_t>(passes, 1, kFloors.size()) - 1];
}

void check_password(const PasswordConfig& password, Findings& findings) {
    const auto floor = argon2_floor_kib(password.argon2_passes);
    if (password.argon2_memory_kib < floor)
        findings.push_back({"password.argon2_memory_kib",
                            "is too little for " + std::to_string(password.argon2_passes) +
                                " passes: stolen hashes could be guessed",
                            "write at least " + std::to_string(floor)});
}

void check_sender(const MailConfig& mail, Findings& findings) {
    if (mail.from.empty())
        findings.push_back({"mail.from", "is missing", "write the address that e-mails come from"});
    else if (!EmailAddress::parse(mail.from) || trim(mail.from).size() != mail.from.size())
        findings.push_back({"mail.from", "is no e-mail address",
                            "write an address like \"auth@example.org\"; the name goes into "
                            "mail.from_name"});
    if (!is_utf8(mail.from_name) || has_control(mail.from_name))
        findings.push_back(
            {"mail.from_name", "is not one line of text", "write a name like \"Example\""});
}

void check_mail_server(const MailConfig& mail, Findings& findings) {
    if (mail.host.empty())
        findings.push_back({"mail.host", "is missing", "write the mail server's name"});
    else if (!is_host(mail.host))
        findings.push_back({"mail.host", "is no name of a host",
                            "write a name like \"mail.example.org\"; the port goes into "
                            "mail.port"});
    if (mail.security == MailSecurity::None && !mail.host.empty() && !is_loopback_host(mail.host))
        findings.push_back({"mail.security",
                            "would send links to new passwords over the network in the clear",
                            "write \"starttls\" or \"tls\""});
    if (has_control(mail.user))
        findings.push_back({"mail.user", "has a control character", "write a name on one line"});
    if (mail.user.empty() && !mail.password_file.empty())
        findings.push_back(
            {"mail.password_file", "is set without a user", "set mail.user, or remove this"});
    check_optional_path("mail.password_file", mail.password_file, findings);
    check_optional_path("mail.ca_file", mail.ca_file, findings);
}

void check_second_factor(const SecondFactorConfig& config, Findings& findings) {
    if (!config.required_from.empty() && !parse_day(config.required_from))
        findings.push_back(
            {"second_factor.required_from", "is no day", "write one like \"2026-12-31\""});
}

void check_tokens(const TokensConfig& tokens, Findings& findings) {
    if (tokens.idle_ttl > tokens.absolute_ttl)
        findings.push_back({"tokens.idle_ttl", "is longer than tokens.absolute_ttl",
                            "write at most as much as tokens.absolute_ttl"});
    if (tokens.personal_ttl > tokens.personal_max_ttl)
        findings.push_back({"tokens.personal_ttl", "is longer than tokens.personal_max_ttl",
                            "write at most as much as tokens.personal_max_ttl"});
}

std::string tenths(double number) {
    const auto rounded = static_cast<int>(number * 10);  // never more than it is
    return std::to_string(rounded / 10) + '.' + std::to_string(rounded % 10);
}

void check_accent(const std::string& key, const std::string& text, const Palette& palette,
                  Colour towards, Findings& findings) {
    if (text.empty()) return;
    const auto colour = parse_colour(text);
    if (!colour) {
        findings.push_back({key, "is no colour", "write one like \"#2f5d8c\""});
        return;
    }
    const auto around = palette.around_accent();
    const double contrast = least_contrast(*colour, around);
    if (contrast < kReadable)
        findings.push_back({key,
                            "cannot be read well: its contrast to the pages and to the text of "
                            "buttons is " +
                                tenths(contrast) + ":1, and 4.5:1 is needed",
                            "write \"" + to_text(readable(*colour, around, towards)) +
                                "\", the nearest colour that has it"});
}

bool is_web_link(std::string_view text) {
    const bool is_web = text.starts_with("https://") || text.starts_with("http://");
    const auto host = text.substr(std::min(text.find("//") + 2, text.size()));
    return is_web && !host.empty() && !host.starts_with('/') &&
           text.find_first_of(" \"<>\\^`{|}") == std::string_view::npos;
}

void check_brand(const BrandConfig& brand, Findings& findings) {
    constexpr std::size_t kMostNameCodePoints = 60;
    constexpr std::size_t kMostLinks = 12;
    if (count_code_points(brand.name) > kMostNameCodePoints)
        findings.push_back({"brand.name", "is too long", "write at most 60 characters"});
    check_optional_path("brand.logo", brand.logo, findings);
    check_optional_path("brand.icon", brand.icon, findings);
    check_optional_path("brand.css", brand.css, findings);
    check_accent("brand.accent", brand.accent, kLightPalette, kBlack, findings);
    check_accent("brand.accent_dark", brand.accent_dark, kDarkPalette, kWhite, findings);
    if (brand.links.size() > kMostLinks)
        findings.push_back({"brand.links", "has more than 12 entries", "keep those that matter"});
    for (const auto& [title, link] : brand.links)
        if (!is_web_link(link))
            findings.push_back({"brand.links", "has an entry that is no web address: " + title,
                                "write one like imprint = \"https://example.org/imprint\""});
    if (!brand.support_address.empty() && !EmailAddress::parse(brand.support_address))
        findings.push_back({"brand.support_address", "is no e-mail address",
                            "write one like \"help@example.org\""});
}

/// In the one form in which a browser sends an origin: any other text would never be equal to it.
/// A loopback host may do without TLS, as for server.public_url.
bool is_api_origin(const std::string& text) {
    const auto origin = Origin::parse(text);
    return origin && origin->text() == text && (origin->is_secure() || origin->is_loopback());
}

void check_api(const ApiConfig& api, Findings& findings) {
    constexpr std::size_t kMostOrigins = 32;
    const std::string key = "api.origins";
    if (!std::ranges::all_of(api.origins, is_api_origin))
        findings.push_back({key, "has an entry that is no origin as browsers send it",
                            "write each like \"https://app.example.org\": https, the host in "
                            "lowercase and, if it is not the default, the port; no *, no path"});
    if (api.origins.size() > kMostOrigins)
        findings.push_back({key, "has more than 32 entries", "name the pages that need the API"});
}

void check_admin(const AdminConfig& admin, Findings& findings) {
    constexpr std::size_t kMostNetworks = 64;
    const std::string key = "admin.networks";
    if (!std::ranges::all_of(admin.networks, is_network))
        findings.push_back({key, "has an entry that is no network",
                            "write each like \"192.0.2.0/24\", \"2001:db8::/32\" or "
                            "\"192.0.2.7\", without bits beyond the prefix"});
    if (admin.networks.size() > kMostNetworks)
        findings.push_back({key, "has more than 64 entries", "name larger networks"});
}

void check_registration(const RegistrationConfig& registration, Findings& findings) {
    constexpr std::size_t kMostDomains = 200;
    const std::string key = "registration.domains";
    if (!std::ranges::all_of(registration.domains, is_domain_pattern))
        findings.push_back({key, "has an entry that is no domain of e-mail addresses",
                            "write each like \"example.org\", or \"*.example.org\" for all below "
                            "it"});
    if (registration.domains.size() > kMostDomains)
        findings.push_back({key, "has more than 200 entries", "name the domains that matter"});
}

void check_mail(const MailConfig& mail, Findings& findings) {
    if (mail.transport == MailTransport::None) return;
    check_sender(mail, findings);
    if (mail.transport == MailTransport::Smtp) check_mail_server(mail, findings);
    if (mail.transport == MailTransport::File)
        check_absolute_path("mail.folder", mail.folder, findings);
}

}  // namespace

std::vector<Finding> check(const Config& config) {
    Findings findings;
    check_server(config.server, findings);
    check_database(config.database, findings);
    check_optional_path("keys.file", config.keys.file, findings);
    check_cookie_domain(config, findings);
    check_lifetimes(config.session, findings);
    check_second_factor(config.second_factor, findings);
    check_tokens(config.tokens, findings);
    check_api(config.api, findings);
    check_admin(config.admin, findings);
    check_registration(config.registration, findings);
    check_password(config.password, findings);
    check_mail(config.mail, findings);
    check_brand(config.brand, findings);
    return findings;
}

void canonicalize(Config& config) {
    config.server.public_url = parse_public_address(config.server.public_url).value().text();
    config.session.cookie_domain = to_ascii_lower(config.session.cookie_domain);
    for (std::string& domain : config.registration.domains)
        domain = canonical_domain_pattern(domain);
}

}  // namespace postern::config
