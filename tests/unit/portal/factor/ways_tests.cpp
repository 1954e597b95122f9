// Which way of proving themselves a visitor is led to.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/factor/ways.hpp"

using namespace postern;
using namespace postern::portal::factor;

namespace {

std::vector<Ways> every_combination() {
    std::vector<Ways> all;
    for (const bool app : {false, true})
        for (const bool passkey : {false, true})
            for (const bool recovery_code : {false, true})
                all.push_back({app, passkey, recovery_code});
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ways_tests)

BOOST_AUTO_TEST_CASE(a_passkey_comes_before_the_app_unless_the_visitor_has_chosen_it) {
    const Ways both{.app = true, .passkey = true, .recovery_code = true};
    BOOST_TEST((ask_instead_of(Ask::Totp, both, false) == Ask::Passkey));
    BOOST_TEST((ask_instead_of(Ask::Totp, both, true) == Ask::Totp));
    BOOST_TEST((ask_instead_of(Ask::Passkey, both, false) == Ask::Passkey));
    BOOST_TEST((ask_instead_of(Ask::RecoveryCode, both, false) == Ask::RecoveryCode));
}

BOOST_AUTO_TEST_CASE(a_way_that_is_not_there_leads_to_one_that_is) {
    const Ways app{.app = true};
    const Ways passkey{.passkey = true};
    for (const auto ask : {Ask::Totp, Ask::Passkey, Ask::RecoveryCode}) {
        BOOST_TEST((ask_instead_of(ask, app, false) == Ask::Totp));
        BOOST_TEST((ask_instead_of(ask, passkey, true) == Ask::Passkey));
        BOOST_TEST((ask_instead_of(ask, {}, false) == Ask::RecoveryCode));
    }
}

BOOST_AUTO_TEST_CASE(no_visitor_is_sent_around) {
    for (const auto& ways : every_combination())
        for (const auto ask : {Ask::Totp, Ask::Passkey, Ask::RecoveryCode})
            for (const bool chosen : {false, true}) {
                const auto first = ask_instead_of(ask, ways, chosen);
                BOOST_TEST((ask_instead_of(first, ways, first == ask && chosen) == first));
            }
}

BOOST_AUTO_TEST_CASE(a_site_that_wants_a_passkey_is_offered_nothing_else) {
    const Factors factors{
        .totp = true, .passkeys = 1, .security_keys = 1, .verifying = 1, .recovery_codes = 10};
    const auto ways = ways_of(factors, true, Level::PhishingResistant);
    BOOST_TEST(ways.passkey);
    BOOST_TEST(!ways.app);
    BOOST_TEST(!ways.recovery_code);
    BOOST_TEST(!ways_of(factors, false, Level::PhishingResistant).passkey);
    BOOST_TEST(!ways_of({.security_keys = 1}, true, Level::PhishingResistant).passkey);
}

BOOST_AUTO_TEST_CASE(what_the_server_cannot_ask_for_is_no_way) {
    const Factors factors{.security_keys = 1, .recovery_codes = 1};
    BOOST_TEST(ways_of(factors, true).passkey);
    BOOST_TEST(!ways_of(factors, false).passkey);
    BOOST_TEST(ways_of(factors, false).recovery_code);
    BOOST_TEST(!ways_of(factors, false).app);
}

BOOST_AUTO_TEST_SUITE_END()
