// Until when certificates are valid. Made with openssl req -x509 -days 100, and -days 10.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/crypto/certificate.hpp"

using namespace postern;

namespace {

constexpr const char* kLong =
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
constexpr const char* kShort =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhDCCASmgAwIBAgIUC8ruRAeuxgCISZCKloGyudoYUf0wCgYIKoZIzj0EAwIw\n"
    "FzEVMBMGA1UEAwwMaW50ZXJtZWRpYXRlMB4XDTI2MTEyNzIxMDYwNVoXDTI2MTIw\n"
    "NzIxMDYwNVowFzEVMBMGA1UEAwwMaW50ZXJtZWRpYXRlMFkwEwYHKoZIzj0CAQYI\n"
    "KoZIzj0DAQcDQgAEVQTnIv/FOI4qOnvOMCEJ+uJ6hJyJXaFg0AE0Kl6pR14S77SW\n"
    "0RliOISy7pLVY2UC7ACXsjdyr1+wN54jylwcPqNTMFEwHQYDVR0OBBYEFGWsCnSN\n"
    "zg+zFCzSmgXh/byhdUhiMB8GA1UdIwQYMBaAFGWsCnSNzg+zFCzSmgXh/byhdUhi\n"
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhALq4lRz4eq/HdTO8\n"
    "B81Bz0L0p2qexcI4NRRtmrroggKVAiEAzCGpCoLnwQCxowzG7p7zq0V04hEur8ov\n"
    "JOvBedfq1/0=\n"
    "-----END CERTIFICATE-----\n";

/// `2026-11-27T21:06:05Z to 2027-03-07T21:06:05Z`
std::string validity(const std::string& pem) {
    const auto found = crypto::find_certificate_validity(pem);
    return found ? to_rfc3339(found->not_before) + " to " + to_rfc3339(found->not_after)
                 : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_tests)

BOOST_AUTO_TEST_CASE(find_certificate_validity_reads_when_a_certificate_begins_and_ends) {
    BOOST_TEST(validity(kLong) == "2026-11-27T21:06:05Z to 2027-03-07T21:06:05Z");
    BOOST_TEST(validity("a comment\n" + std::string{kLong}) ==
               "2026-11-27T21:06:05Z to 2027-03-07T21:06:05Z");
}

BOOST_AUTO_TEST_CASE(find_certificate_validity_takes_the_first_end_of_a_chain) {
    for (const auto& chain : {std::string{kLong} + kShort, std::string{kShort} + kLong})
        BOOST_TEST(validity(chain) == "2026-11-27T21:06:05Z to 2026-12-07T21:06:05Z");
}

BOOST_AUTO_TEST_CASE(find_certificate_validity_is_nothing_without_a_readable_certificate) {
    BOOST_TEST(validity("") == "nothing");
    BOOST_TEST(validity("no certificate") == "nothing");
    std::string torn{kLong};
    BOOST_TEST(validity(torn.substr(0, torn.size() / 2)) == "nothing");
    torn[200] = '!';
    BOOST_TEST(validity(torn) == "nothing");
    BOOST_TEST(validity(kLong + torn) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
