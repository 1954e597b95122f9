#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/model/network.hpp"

using postern::is_address;
using postern::is_in_network;
using postern::is_network;
using postern::network_of;
using postern::wide_network_of;

BOOST_AUTO_TEST_SUITE(network_tests)

BOOST_AUTO_TEST_CASE(an_ipv4_address_is_its_own_network) {
    BOOST_TEST(network_of("192.0.2.7") == "192.0.2.7");
    BOOST_TEST(network_of("192.0.2.7") != network_of("192.0.2.8"));
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_is_one_with_all_of_its_64) {
    BOOST_TEST(network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64");
    BOOST_TEST(network_of("2001:DB8:1:2:ffff:ffff:ffff:ffff") == "2001:db8:1:2::/64");
    BOOST_TEST(network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1"));
    BOOST_TEST(network_of("::1") == "::/64");
    BOOST_TEST(network_of("fe80::1%eth0") == network_of("fe80::2"));
}

BOOST_AUTO_TEST_CASE(an_ipv4_address_written_as_ipv6_is_the_ipv4_one) {
    BOOST_TEST(network_of("::ffff:192.0.2.7") == "192.0.2.7");
    BOOST_TEST(network_of("::ffff:c000:207") == "192.0.2.7");
    BOOST_TEST(network_of("::ffff:192.0.2.8") != "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(only_an_ipv6_address_has_a_wide_network) {
    BOOST_TEST(wide_network_of("2001:db8:1:2::1").value() == "2001:db8:1::/48");
    BOOST_TEST(wide_network_of("2001:db8:1:ffff:a:b:c:d").value() == "2001:db8:1::/48");
    BOOST_TEST(wide_network_of("2001:db8:2::").value() == "2001:db8:2::/48");
    for (const char* const none : {"192.0.2.7", "::ffff:192.0.2.7", "", "unix:", "2001:db8"})
        BOOST_TEST(!wide_network_of(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(is_address_takes_whole_addresses_only) {
    for (const char* const good : {"192.0.2.7", "2001:db8::1", "::", "::ffff:192.0.2.7"})
        BOOST_TEST(is_address(good), good);
    for (const char* const bad : {"", "192.0.2.300", "127.1", "192.0.2.07", "192.0.2.7:80",
                                  "192.0.2.0/24", "fe80::1%eth0", "[::1]", "office"})
        BOOST_TEST(!is_address(bad), bad);
    BOOST_TEST(!is_address(std::string_view{"192.0.2.7\0x", 11}));
    BOOST_TEST(!is_address(std::string(5000, '1')));
}

BOOST_AUTO_TEST_CASE(is_network_takes_blocks_without_host_bits_and_single_addresses) {
    for (const char* const text :
         {"192.0.2.0/24", "192.0.2.7", "192.0.2.7/32", "0.0.0.0/0", "2001:db8::/32", "2001:db8::1",
          "::/0", "::ffff:192.0.2.0/120", "::ffff:0:0/96"})
        BOOST_TEST(is_network(text), text);
    for (const char* const text :
         {"", "/", "office", "192.0.2.7/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/ 24",
          "192.0.2.0/24/24", "2001:db8::1/32", "2001:db8::/129", "::ffff:0:0/95", "fe80::1%eth0"})
        BOOST_TEST(!is_network(text), text);
}

BOOST_AUTO_TEST_CASE(is_in_network_compares_the_prefix_and_the_kind) {
    BOOST_TEST(is_in_network("192.0.2.0/25", "192.0.2.127"));
    BOOST_TEST(!is_in_network("192.0.2.0/25", "192.0.2.128"));
    BOOST_TEST(is_in_network("192.0.2.7", "192.0.2.7"));
    BOOST_TEST(!is_in_network("192.0.2.7", "192.0.2.8"));
    BOOST_TEST(is_in_network("0.0.0.0/0", "255.255.255.255"));
    BOOST_TEST(is_in_network("2001:db8::/33", "2001:db8:7fff::1"));
    BOOST_TEST(!is_in_network("2001:db8::/33", "2001:db8:8000::1"));
    BOOST_TEST(is_in_network("192.0.2.0/24", "::ffff:192.0.2.7"));
    BOOST_TEST(is_in_network("::ffff:192.0.2.0/120", "192.0.2.7"));
    BOOST_TEST(!is_in_network("::/0", "192.0.2.7"));
    BOOST_TEST(!is_in_network("0.0.0.0/0", "2001:db8::1"));
    BOOST_TEST(!is_in_network("0.0.0.0/0", ""));
    BOOST_TEST(!is_in_network("0.0.0.0/0", "unix:"));
    BOOST_TEST(!is_in_network("office", "192.0.2.7"));
}

BOOST_AUTO_TEST_CASE(text_that_is_not_an_address_is_kept_and_cut_short) {
    BOOST_TEST(network_of("") == "");
    BOOST_TEST(network_of("unix:") == "unix:");
    BOOST_TEST(network_of("192.0.2.300") == "192.0.2.300");
    BOOST_TEST(network_of("127.1") == "127.1");
    BOOST_TEST(network_of("192.0.2.07") == "192.0.2.07");
    BOOST_TEST(network_of(std::string(5000, 'a')).size() == 45u);
    BOOST_TEST(network_of(std::string("192.0.2.7\0x", 11)) != "");
}

BOOST_AUTO_TEST_SUITE_END()
