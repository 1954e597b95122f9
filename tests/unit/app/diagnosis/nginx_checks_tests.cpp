// What nginx's whole configuration says, and the certificates in it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/diagnosis/nginx_checks.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;
using namespace std::chrono_literals;

namespace {

/// From 2026-11-27T21:06:05Z to 2027-03-07T21:06:05Z: openssl req -x509 -days 100.
constexpr const char* kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBizCCATGgAwIBAgIUVmro66C6eYSdK7lqjB4nCkKufnswCgYIKoZIzj0EAwIw\n"
    "GzEZMBcGA1UEAwwQd2lraS5leGFtcGxlLm9yZzAeFw0yNjExMjcyMTA2MDVaFw0y\n"
    "NzAzMDcyMTA2MDVaMBsxGTAXBgNVBAMMEHdpa2kuZXhhbXBsZS5vcmcwWTATBgcq\n"
    "hkjOPQIBBggqhkjOPQMBBwNCAATcusE7heVHZSdmyf4g0MDbGkh4H1Vwq4ss9v2J\n"
    "KqARfDc7t3evsltUrTc9cOkX6uSoBKuSCBYCFAO7UtLCkvBIo1MwUTAdBgNVHQ4E\n"
    "FgQUajJy1neYKfi+1teVHEtjAYOzcLQwHwYDVR0jBBgwFoAUajJy1neYKfi+1teV\n"
    "HEtjAYOzcLQwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAK7yuh\n"
    "t5lTEFD4avpD2P4L6Grt3vCq5y986vsPhxiiewIhAI6PUrCzYl7/vfMVTzV1G1Sv\n"
    "wzjUD57APiecqoPYFWz1\n"
    "-----END CERTIFICATE-----\n";

constexpr TimePoint kBegin{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 21h + 6min +
                           5s};
constexpr TimePoint kEnd = kBegin + std::chrono::days{100};

struct CertificateFixture {
    test::TemporaryFolder folder{};
    std::string path = folder.path() + "/wiki.pem";

    CertificateFixture() { folder.write("wiki.pem", kCertificate); }

    std::string check(TimePoint now) const {
        const auto found = check_certificate(path, now);
        return std::string{to_text(found.health)} + ": " + found.detail;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(nginx_checks_tests, CertificateFixture)

BOOST_AUTO_TEST_CASE(check_certificate_warns_two_weeks_before_the_end) {
    BOOST_TEST(check(kBegin) == "ok: is good for 100 days, until 2027-03-07T21:06:05Z");
    BOOST_TEST(check(kEnd - std::chrono::days{14}).starts_with("ok: is good for 14 days"));
    BOOST_TEST(check(kEnd - std::chrono::days{14} + 1s).starts_with("warning: ends in 13 days"));
    BOOST_TEST(check(kEnd - std::chrono::days{1}).starts_with("warning: ends in 1 day, "));
    BOOST_TEST(check(kEnd).starts_with("warning: ends in 0 days"));
}

BOOST_AUTO_TEST_CASE(check_certificate_fails_before_the_beginning_and_after_the_end) {
    BOOST_TEST(check(kEnd + 1s).starts_with("failed: has ended at 2027-03-07T21:06:05Z"));
    BOOST_TEST(check(kBegin - 1s).starts_with("failed: begins only at 2026-11-27T21:06:05Z"));
}

BOOST_AUTO_TEST_CASE(check_certificate_names_a_file_that_is_none_or_cannot_be_read) {
    folder.write("wiki.pem", "no certificate");
    BOOST_TEST(check(kBegin) == "failed: holds no certificate that can be read");
    const auto missing = check_certificate(folder.path() + "/none.pem", kBegin);
    BOOST_TEST(to_text(missing.health) == "warning");
    BOOST_TEST(missing.detail.find("/none.pem") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(certificate_files_finds_each_file_once_wherever_it_is_named) {
    const auto files = parse_nginx_config(
        "# configuration file /etc/nginx/nginx.conf:\n"
        "http { server { ssl_certificate /etc/ssl/a.pem; ssl_certificate_key /etc/ssl/a.key; }\n"
        "server { ssl_certificate /etc/ssl/a.pem; ssl_certificate ssl/b.pem; }\n"
        "include sites/*; }\n"
        "# configuration file /etc/nginx/sites/c.conf:\n"
        "server { ssl_certificate \"/etc/ssl/c d.pem\"; }\n"
        "server { ssl_certificate /etc/ssl/$ssl_server_name.pem; }\n"
        "server { ssl_certificate data:$certificate; }\n");
    const std::vector<std::string> expected{"/etc/ssl/a.pem", "/etc/nginx/ssl/b.pem",
                                            "/etc/ssl/c d.pem"};
    BOOST_TEST(certificate_files(files) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(check_nginx_warns_when_nothing_is_protected) {
    const auto findings =
        check_nginx("# configuration file /etc/nginx/nginx.conf:\nhttp {}\n", {}, kBegin);
    BOOST_REQUIRE(findings.size() == 1u);
    BOOST_TEST(to_text(findings.front().health) == "warning");
    BOOST_TEST(findings.front().detail.find("nothing is protected") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(check_nginx_fails_where_a_protected_block_is_open) {
    const auto findings = check_nginx(
        "# configuration file /etc/nginx/nginx.conf:\n"
        "http { server { listen 443 ssl; server_name wiki.example.org;\n"
        "set $postern_site wiki; include /etc/nginx/postern/gate.conf;\n"
        "location / { proxy_pass http://127.0.0.1:1; } } }\n",
        {}, kBegin);
    BOOST_REQUIRE(!findings.empty());
    BOOST_TEST(findings.front().check == "nginx");
    BOOST_TEST(to_text(findings.front().health) == "failed");
    BOOST_TEST(findings.front().detail.starts_with("/etc/nginx/nginx.conf:"));
}

BOOST_AUTO_TEST_CASE(check_nginx_fails_for_what_is_not_its_configuration) {
    const auto findings = check_nginx("http {", {}, kBegin);
    BOOST_REQUIRE(findings.size() == 1u);
    BOOST_TEST(to_text(findings.front().health) == "failed");
}

BOOST_AUTO_TEST_SUITE_END()
