#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "config/checks.hpp"

using namespace postern::config;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

/// A configuration that has nothing wrong.
Config sound() {
    Config config;
    config.server.public_url = "https://auth.example.org";
    config.database.socket = "/run/mysqld/mysqld.sock";
    return config;
}

/// Over TCP, with nothing wrong.
Config sound_over_tcp(const std::string& host) {
    Config config = sound();
    config.database.socket.clear();
    config.database.host = host;
    config.database.ca_file = "/etc/postern/ca.pem";
    return config;
}

/// E-mail over SMTP, with nothing wrong.
Config sound_with_mail(const std::string& host = "mail.example.org") {
    Config config = sound();
    config.mail.transport = MailTransport::Smtp;
    config.mail.from = "auth@example.org";
    config.mail.host = host;
    return config;
}

/// The keys that are complained about, space separated.
std::string blamed(const Config& config) {
    std::string keys;
    for (const Finding& finding : check(config)) keys += (keys.empty() ? "" : " ") + finding.key;
    return keys;
}

std::string blamed_for_url(const std::string& url) {
    Config config = sound();
    config.server.public_url = url;
    return blamed(config);
}

std::string blamed_for_cookie_domain(const std::string& domain, const std::string& url) {
    Config config = sound();
    config.session.cookie_domain = domain;
    config.server.public_url = url;
    return blamed(config);
}

std::string blamed_for_argon2(std::uint32_t memory_kib, std::uint32_t passes) {
    Config config = sound();
    config.password.argon2_memory_kib = memory_kib;
    config.password.argon2_passes = passes;
    return blamed(config);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checks_tests)

BOOST_AUTO_TEST_CASE(check_finds_nothing_wrong_with_the_defaults) {
    BOOST_TEST(blamed(sound()) == "");
    BOOST_TEST(blamed(sound_over_tcp("db.example.org")) == "");
}

BOOST_AUTO_TEST_CASE(check_reports_missing_keys_without_a_default) {
    BOOST_TEST(blamed(Config{}) == "server.public_url database.socket");
}

BOOST_AUTO_TEST_CASE(check_accepts_plain_http_for_loopback_hosts_only) {
    for (const std::string& url : {"http://localhost"s, "http://demo.localhost:8080"s,
                                   "http://127.0.0.1:8080"s, "http://[::1]"s})
        BOOST_TEST_CONTEXT(url) { BOOST_TEST(blamed_for_url(url) == ""); }
    for (const std::string& url :
         {"http://auth.example.org"s, "http://192.0.2.1"s, "http://localhost.example.org"s,
          "http://0.0.0.0"s, "http://[::]"s})
        BOOST_TEST_CONTEXT(url) { BOOST_TEST(blamed_for_url(url) == "server.public_url"); }
}

BOOST_AUTO_TEST_CASE(check_refuses_addresses_with_more_than_origin_and_path) {
    for (const std::string& url :
         {"auth.example.org"s,       "ftp://auth.example.org"s,     "https://"s,
          "https://a.example?x"s,    "https://a.example/?x"s,       "https://a.example/#x"s,
          "https://ann@a.example"s,  "https://a.example//"s,        "https://a.example/a//b"s,
          "https://a.example/a//"s,  "https://a.example/../b"s,     "https://a.example/./b"s,
          "https://a.example/a/.."s, "https://a.example/a b"s,      "https://a.example/%61"s,
          "https://a.example/a;b"s,  "https://a.example/\xc3\xa4"s, "https://a.example\\b"s,
          "https://a.example:0"s,    " https://a.example"s,         "https://a.example/a\"b"s,
          "javascript:alert(1)"s})
        BOOST_TEST_CONTEXT(url) { BOOST_TEST(blamed_for_url(url) == "server.public_url"); }
}

BOOST_AUTO_TEST_CASE(check_refuses_sockets_that_cannot_work) {
    Config config = sound();
    config.server.gate_socket = "run/gate.sock";
    config.server.portal_socket = "/" + std::string(107, 'x');
    config.server.share_dir = "";
    BOOST_TEST(blamed(config) == "server.gate_socket server.portal_socket server.share_dir");
    config = sound();
    config.server.portal_socket = config.server.gate_socket;
    BOOST_TEST(blamed(config) == "server.portal_socket");
    config = sound();
    config.server.gate_socket = "/" + std::string(106, 'x');
    BOOST_TEST(blamed(config) == "");
}

BOOST_AUTO_TEST_CASE(check_refuses_sockets_open_to_others_or_closed_to_the_daemon) {
    for (const std::uint32_t mode : {0666U, 0661U, 0662U, 0664U, 0777U, 0060U, 0460U, 0000U}) {
        Config config = sound();
        config.server.socket_mode = mode;
        BOOST_TEST_CONTEXT(mode) { BOOST_TEST(blamed(config) == "server.socket_mode"); }
    }
    for (const std::uint32_t mode : {0600U, 0660U, 0770U}) {
        Config config = sound();
        config.server.socket_mode = mode;
        BOOST_TEST_CONTEXT(mode) { BOOST_TEST(blamed(config) == ""); }
    }
}

BOOST_AUTO_TEST_CASE(check_requires_either_a_socket_or_a_host) {
    Config config = sound();
    config.database.host = "db.example.org";
    config.database.ca_file = "/etc/postern/ca.pem";
    BOOST_TEST(blamed(config) == "database.host");
}

BOOST_AUTO_TEST_CASE(check_requires_a_verified_server_over_tcp) {
    for (const std::string& host :
         {"db.example.org"s, "192.0.2.1"s, "2001:db8::1"s, "127.0.0.1"s}) {
        Config config = sound_over_tcp(host);
        config.database.ca_file.clear();
        BOOST_TEST_CONTEXT(host) { BOOST_TEST(blamed(config) == "database.ca_file"); }
    }
}

BOOST_AUTO_TEST_CASE(check_accepts_plaintext_for_a_loopback_host_only) {
    for (const std::string& host : {"127.0.0.1"s, "localhost"s, "::1"s}) {
        Config config = sound_over_tcp(host);
        config.database.ca_file.clear();
        config.database.plaintext_allowed = true;
        BOOST_TEST_CONTEXT(host) { BOOST_TEST(blamed(config) == ""); }
    }
    for (const std::string& host :
         {"db.example.org"s, "192.0.2.1"s, "2001:db8::1"s, "localhost.example.org"s, "127.1"s}) {
        Config config = sound_over_tcp(host);
        config.database.plaintext_allowed = true;
        BOOST_TEST_CONTEXT(host) { BOOST_TEST(blamed(config) == "database.plaintext_allowed"); }
    }
}

BOOST_AUTO_TEST_CASE(check_refuses_plaintext_without_effect) {
    Config config = sound();
    config.database.plaintext_allowed = true;
    BOOST_TEST(blamed(config) == "database.plaintext_allowed");
}

BOOST_AUTO_TEST_CASE(check_refuses_empty_names_and_relative_files_of_the_database) {
    Config config = sound();
    config.database.name = "";
    config.database.user = "";
    config.database.password_file = "password";
    config.database.socket = "mysqld.sock";
    BOOST_TEST(blamed(config) ==
               "database.socket database.name database.user database.password_file");
}

BOOST_AUTO_TEST_CASE(check_requires_a_separate_gate_user_or_none) {
    Config config = sound();
    config.database.gate_password_file = "/etc/postern/gate-password";
    BOOST_TEST(blamed(config) == "database.gate_password_file");
    config.database.gate_user = "postern_gate";
    BOOST_TEST(blamed(config) == "");
    config.database.gate_user = config.database.user;
    config.database.gate_password_file = "gate-password";
    BOOST_TEST(blamed(config) == "database.gate_user database.gate_password_file");
}

BOOST_AUTO_TEST_CASE(check_accepts_a_cookie_domain_that_covers_the_portal) {
    const std::string url = "https://auth.example.org";
    for (const std::string& domain : {""s, "auth.example.org"s, "example.org"s, "Example.ORG"s})
        BOOST_TEST_CONTEXT(domain) { BOOST_TEST(blamed_for_cookie_domain(domain, url) == ""); }
}

BOOST_AUTO_TEST_CASE(check_refuses_a_cookie_domain_that_does_not_cover_the_portal) {
    const std::string url = "https://auth.example.org";
    for (const std::string& domain :
         {"example.com"s, "ample.org"s, "other.example.org"s, "x.auth.example.org"s, "org"s,
          ".example.org"s, "example.org."s, "example.org:443"s, "https://example.org"s,
          "example.org/"s, "ex_ample.org"s, "127.0.0.1"s, "*.example.org"s, "a@example.org"s})
        BOOST_TEST_CONTEXT(domain) {
            BOOST_TEST(blamed_for_cookie_domain(domain, url) == "session.cookie_domain");
        }
}

BOOST_AUTO_TEST_CASE(check_refuses_a_cookie_domain_where_browsers_would) {
    BOOST_TEST(blamed_for_cookie_domain("localhost", "http://localhost") ==
               "session.cookie_domain");
    BOOST_TEST(blamed_for_cookie_domain("127.0.0.1", "http://127.0.0.1") ==
               "session.cookie_domain");
    BOOST_TEST(blamed_for_cookie_domain("0.1", "http://127.0.0.1") == "session.cookie_domain");
}

BOOST_AUTO_TEST_CASE(check_refuses_an_idle_time_beyond_the_absolute_end) {
    Config config = sound();
    config.session.idle_ttl = 12h;
    config.session.remember_idle_ttl = 24h * 30;
    BOOST_TEST(blamed(config) == "");
    config.session.idle_ttl += 1s;
    config.session.remember_idle_ttl += 1s;
    BOOST_TEST(blamed(config) == "session.idle_ttl session.remember_idle_ttl");
}

BOOST_AUTO_TEST_CASE(check_refuses_tokens_that_would_outlive_their_bounds) {
    Config config = sound();
    config.tokens.idle_ttl = config.tokens.absolute_ttl;
    config.tokens.personal_ttl = config.tokens.personal_max_ttl;
    BOOST_TEST(blamed(config) == "");
    config.tokens.idle_ttl += 1s;
    config.tokens.personal_ttl += 1s;
    BOOST_TEST(blamed(config) == "tokens.idle_ttl tokens.personal_ttl");
}

BOOST_AUTO_TEST_CASE(check_accepts_origins_of_the_api_as_browsers_send_them_only) {
    const auto blamed_for = [](const std::string& origin) {
        Config config = sound();
        config.api.origins = {"https://good.example.org", origin};
        return blamed(config);
    };
    for (const std::string& origin :
         {"https://app.example.org"s, "https://app.example.org:8443"s, "http://localhost:3000"s,
          "https://192.0.2.1"s, "https://[2001:db8::1]"s})
        BOOST_TEST_CONTEXT(origin) { BOOST_TEST(blamed_for(origin) == ""); }
    for (const std::string& origin :
         {"*"s, "null"s, "https://app.example.org/"s, "https://App.example.org"s,
          "https://app.example.org:443"s, "http://app.example.org"s, "app.example.org"s,
          "https://*.example.org"s, "https://app.example.org/page"s, "https://app.example.org."s,
          "https://ann@app.example.org"s, "ftp://app.example.org"s})
        BOOST_TEST_CONTEXT(origin) { BOOST_TEST(blamed_for(origin) == "api.origins"); }
}

BOOST_AUTO_TEST_CASE(check_refuses_more_origins_of_the_api_than_anybody_needs) {
    Config config = sound();
    for (int i = 0; i < 32; ++i)
        config.api.origins.push_back("https://a" + std::to_string(i) + ".example.org");
    BOOST_TEST(blamed(config) == "");
    config.api.origins.push_back("https://b.example.org");
    BOOST_TEST(blamed(config) == "api.origins");
}

BOOST_AUTO_TEST_CASE(check_accepts_networks_of_administrators_without_host_bits_only) {
    const auto blamed_for = [](const std::string& network) {
        Config config = sound();
        config.admin.networks = {"192.0.2.0/24", network};
        return blamed(config);
    };
    for (const std::string& network :
         {"198.51.100.7"s, "10.0.0.0/8"s, "0.0.0.0/0"s, "2001:db8::/32"s, "::1"s, "::/0"s})
        BOOST_TEST_CONTEXT(network) { BOOST_TEST(blamed_for(network) == ""); }
    for (const std::string& network :
         {""s, "office"s, "192.0.2.7/24"s, "192.0.2.0/33"s, "192.0.2.0/"s, "192.0.2.0/-1"s,
          "192.0.2"s, "2001:db8::1/32"s, "2001:db8::/129"s, "192.0.2.0/24 "s})
        BOOST_TEST_CONTEXT(network) { BOOST_TEST(blamed_for(network) == "admin.networks"); }
}

// Minima of OWASP's Password Storage Cheat Sheet, Argon2id.
BOOST_AUTO_TEST_CASE(check_refuses_password_hashing_below_the_minima_of_owasp) {
    struct Row {
        std::uint32_t memory_kib;
        std::uint32_t passes;
    };
    for (const Row row :
         {Row{47104, 1}, Row{19456, 2}, Row{12288, 3}, Row{9216, 4}, Row{7168, 5}, Row{7168, 16}}) {
        BOOST_TEST_CONTEXT(row.passes) {
            BOOST_TEST(blamed_for_argon2(row.memory_kib, row.passes) == "");
            BOOST_TEST(blamed_for_argon2(row.memory_kib - 1, row.passes) ==
                       "password.argon2_memory_kib");
        }
    }
}

BOOST_AUTO_TEST_CASE(check_requires_a_server_and_a_sender_for_smtp) {
    BOOST_TEST(blamed(sound_with_mail()) == "");
    Config config = sound();
    config.mail.transport = MailTransport::Smtp;
    BOOST_TEST(blamed(config) == "mail.from mail.host");
}

BOOST_AUTO_TEST_CASE(check_requires_nothing_when_email_is_off) {
    Config config = sound_with_mail("not a host");
    config.mail.from = "nobody";
    config.mail.security = MailSecurity::None;
    config.mail.transport = MailTransport::None;
    BOOST_TEST(blamed(config) == "");
}

BOOST_AUTO_TEST_CASE(check_refuses_senders_that_are_not_plain_addresses) {
    for (const std::string& from : {"auth"s, "Auth <auth@example.org>"s, "auth@example.org "s,
                                    "auth@example.org\r\nBcc: eve@example.org"s, "a@b"s}) {
        Config config = sound_with_mail();
        config.mail.from = from;
        BOOST_TEST_CONTEXT(from) { BOOST_TEST(blamed(config) == "mail.from"); }
    }
    for (const std::string& name : {"two\nlines"s, "\xff"s}) {
        Config config = sound_with_mail();
        config.mail.from_name = name;
        BOOST_TEST(blamed(config) == "mail.from_name");
    }
}

BOOST_AUTO_TEST_CASE(check_requires_encrypted_smtp_except_on_this_machine) {
    for (const std::string& host : {"127.0.0.1"s, "localhost"s, "::1"s}) {
        Config config = sound_with_mail(host);
        config.mail.security = MailSecurity::None;
        BOOST_TEST_CONTEXT(host) { BOOST_TEST(blamed(config) == ""); }
    }
    Config config = sound_with_mail();
    config.mail.security = MailSecurity::None;
    BOOST_TEST(blamed(config) == "mail.security");
}

BOOST_AUTO_TEST_CASE(check_refuses_mail_servers_that_are_not_hosts) {
    for (const std::string& host : {"mail.example.org:25"s, "smtp://mail.example.org"s, "a b"s,
                                    "mail.example.org/x"s, "user@mail.example.org"s})
        BOOST_TEST_CONTEXT(host) { BOOST_TEST(blamed(sound_with_mail(host)) == "mail.host"); }
}

BOOST_AUTO_TEST_CASE(check_requires_a_user_for_the_mail_password) {
    Config config = sound_with_mail();
    config.mail.password_file = "/etc/postern/mail-password";
    BOOST_TEST(blamed(config) == "mail.password_file");
    config.mail.user = "postern";
    BOOST_TEST(blamed(config) == "");
    config.mail.password_file = "mail-password";
    config.mail.ca_file = "ca.pem";
    config.mail.user = "two\nlines";
    BOOST_TEST(blamed(config) == "mail.user mail.password_file mail.ca_file");
}

BOOST_AUTO_TEST_CASE(check_requires_a_folder_for_the_file_transport) {
    Config config = sound();
    config.mail.transport = MailTransport::File;
    config.mail.from = "auth@example.org";
    BOOST_TEST(blamed(config) == "mail.folder");
    config.mail.folder = "mail";
    BOOST_TEST(blamed(config) == "mail.folder");
    config.mail.folder = "/var/lib/postern/mail";
    BOOST_TEST(blamed(config) == "");
}

BOOST_AUTO_TEST_CASE(check_refuses_colours_that_cannot_be_read_and_names_one_that_can) {
    Config config = sound();
    config.brand.accent = "#2f5d8c";
    config.brand.accent_dark = "#7fb2e5";
    BOOST_TEST(blamed(config) == "");
    config.brand.accent = "#ff8c00";
    config.brand.accent_dark = "#123456";
    BOOST_TEST(blamed(config) == "brand.accent brand.accent_dark");
    for (const Finding& finding : check(config)) {
        BOOST_TEST(finding.wrong.find(":1, and 4.5:1 is needed") != std::string::npos);
        // What it proposes is good.
        const auto at = finding.remedy.find('#');
        (finding.key == "brand.accent" ? config.brand.accent : config.brand.accent_dark) =
            finding.remedy.substr(at, 7);
    }
    BOOST_TEST(blamed(config) == "");
    config.brand.accent = "orange";
    BOOST_TEST(blamed(config) == "brand.accent");
}

BOOST_AUTO_TEST_CASE(check_refuses_links_files_and_addresses_of_a_brand_that_are_none) {
    Config config = sound();
    config.brand.name = "Example";
    config.brand.links = {{"imprint", "https://example.org/imprint?a=b#c"}};
    config.brand.support_address = "help@example.org";
    config.brand.logo = "/etc/postern/logo.svg";
    BOOST_TEST(blamed(config) == "");
    for (const auto* link : {"javascript:alert(1)", "/imprint", "example.org", "https://",
                             "https:///x", "https://a\" onclick=\"x", "mailto:a@example.org"}) {
        config.brand.links = {{"x", link}};
        BOOST_TEST(blamed(config) == "brand.links", link);
    }
    config.brand.links = NamedTexts(13, {"x", "https://example.org"});
    BOOST_TEST(blamed(config) == "brand.links");
    config.brand.links = {};
    config.brand.support_address = "help";
    config.brand.logo = "logo.svg";
    config.brand.name = std::string(61, 'x');
    config.server.overlay = "share";
    BOOST_TEST(blamed(config) == "server.overlay brand.name brand.logo brand.support_address");
}

BOOST_AUTO_TEST_SUITE_END()
