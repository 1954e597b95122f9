#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "access/network_set.hpp"

using namespace postern::access;
using namespace std::string_literals;

namespace {

NetworkSet set_of(const std::vector<std::string>& blocks) {
    std::vector<AddressRange> ranges;
    for (const std::string& block : blocks) {
        const auto range = parse_network(block);
        BOOST_REQUIRE_MESSAGE(range.has_value(), block);
        ranges.push_back(*range);
    }
    return NetworkSet{ranges};
}

bool has(const std::vector<std::string>& blocks, const std::string& address) {
    return set_of(blocks).has(parse_address(address).value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network_set_tests)

BOOST_AUTO_TEST_CASE(parse_address_takes_the_full_form_only) {
    for (const std::string& text :
         {"192.0.2.7"s, "0.0.0.0"s, "::"s, "2001:db8::1"s, "2001:DB8::1"s, "::ffff:192.0.2.7"s})
        BOOST_TEST(parse_address(text).has_value(), text);
    for (const std::string& text : {""s,
                                    "unix:"s,
                                    "192.0.2"s,
                                    "192.0.2.300"s,
                                    "192.0.2.07"s,
                                    "127.1"s,
                                    "0x7f000001"s,
                                    "2130706433"s,
                                    " 192.0.2.7"s,
                                    "192.0.2.7 "s,
                                    "192.0.2.7:80"s,
                                    "192.0.2.7/32"s,
                                    "192.0.2.7, 10.0.0.1"s,
                                    "[::1]"s,
                                    "fe80::1%eth0"s,
                                    "2001:db8::/64"s,
                                    ":::"s,
                                    "192.0.2.7\0"s,
                                    "192.0.2.7\0x"s,
                                    std::string(5000, '1')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_address(text).has_value()); }
}

BOOST_AUTO_TEST_CASE(a_mapped_address_is_the_ipv4_one) {
    BOOST_TEST((parse_address("::ffff:192.0.2.7") == parse_address("192.0.2.7")));
    BOOST_TEST((parse_address("::ffff:c000:207") == parse_address("192.0.2.7")));
    BOOST_TEST((parse_address("::192.0.2.7") != parse_address("192.0.2.7")));
    BOOST_TEST(has({"192.0.2.0/24"}, "::ffff:192.0.2.7"));
    BOOST_TEST(has({"::ffff:192.0.2.0/120"}, "192.0.2.7"));
    BOOST_TEST(!has({"::ffff:192.0.2.0/120"}, "192.0.3.7"));
}

BOOST_AUTO_TEST_CASE(a_block_reaches_from_its_first_to_its_last_address) {
    BOOST_TEST(has({"192.0.2.0/24"}, "192.0.2.0"));
    BOOST_TEST(has({"192.0.2.0/24"}, "192.0.2.255"));
    BOOST_TEST(!has({"192.0.2.0/24"}, "192.0.3.0"));
    BOOST_TEST(!has({"192.0.2.0/24"}, "192.0.1.255"));
    BOOST_TEST(has({"192.0.2.7"}, "192.0.2.7"));
    BOOST_TEST(has({"192.0.2.7/32"}, "192.0.2.7"));
    BOOST_TEST(!has({"192.0.2.7"}, "192.0.2.6"));
    BOOST_TEST(has({"2001:db8::/32"}, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"));
    BOOST_TEST(!has({"2001:db8::/32"}, "2001:db9::"));
    BOOST_TEST(has({"2001:db8:0:0:8000::/65"}, "2001:db8::8000:0:0:1"));
    BOOST_TEST(!has({"2001:db8:0:0:8000::/65"}, "2001:db8::7fff:0:0:1"));
    BOOST_TEST(has({"2001:db8::1"}, "2001:db8::1"));
    BOOST_TEST(!has({"2001:db8::1"}, "2001:db8::2"));
}

BOOST_AUTO_TEST_CASE(every_address_of_one_kind_is_none_of_the_other) {
    BOOST_TEST(has({"0.0.0.0/0"}, "255.255.255.255"));
    BOOST_TEST(!has({"0.0.0.0/0"}, "2001:db8::1"));
    BOOST_TEST(has({"::/0"}, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    BOOST_TEST(!has({"::/0"}, "192.0.2.7"));
    BOOST_TEST(!has({"::/0"}, "::ffff:192.0.2.7"));
    BOOST_TEST(has({"::/0", "0.0.0.0/0"}, "192.0.2.7"));
}

BOOST_AUTO_TEST_CASE(parse_network_refuses_what_is_no_block) {
    for (const std::string& text :
         {""s, "office"s, "192.0.2.0/33"s, "192.0.2.0/"s, "192.0.2.0/-1"s, "192.0.2.0/24/24"s,
          "192.0.2.0/024"s, "192.0.2.0/255.255.255.0"s, "2001:db8::/129"s, "/24"s, "192.0.2/24"s,
          "192.0.2.0 /24"s, "2001:db8::%eth0/64"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_network(text).has_value()); }
}

BOOST_AUTO_TEST_CASE(a_block_with_host_bits_is_refused_and_the_one_that_was_meant_is_named) {
    struct Row {
        std::string block;
        std::string meant;
    };
    for (const Row& row : std::vector<Row>{{"192.0.2.7/24", "192.0.2.0/24 "},
                                           {"2001:db8:0:1::/32", "2001:db8::/32 "},
                                           {"2001:db8::1/127", "2001:db8::/127 "},
                                           {"::ffff:192.0.2.7/120", "192.0.2.0/24 "}}) {
        const auto range = parse_network(row.block);
        BOOST_REQUIRE(!range.has_value());
        BOOST_TEST(range.error().find(row.meant) != std::string::npos, range.error());
    }
}

BOOST_AUTO_TEST_CASE(blocks_may_overlap_touch_and_come_in_any_order) {
    const NetworkSet set =
        set_of({"192.0.2.128/25", "10.0.0.0/8", "192.0.2.0/25", "10.1.0.0/16", "2001:db8::/32"});
    for (const auto* address :
         {"10.255.0.1", "10.1.2.3", "192.0.2.127", "192.0.2.128", "2001:db8::"})
        BOOST_TEST(set.has(parse_address(address).value()), address);
    for (const auto* address : {"9.255.255.255", "11.0.0.0", "192.0.3.0", "2001:db7::", "::"})
        BOOST_TEST(!set.has(parse_address(address).value()), address);
    BOOST_TEST(set.covers(set_of({"192.0.2.0/24", "10.0.0.0/9"})));
    BOOST_TEST(!set.covers(set_of({"192.0.2.0/23"})));
    BOOST_TEST(!set.covers(set_of({"10.0.0.0/8", "192.0.4.0/24"})));
}

BOOST_AUTO_TEST_CASE(an_empty_set_has_nothing) {
    BOOST_TEST(!NetworkSet{}.has(parse_address("192.0.2.7").value()));
    BOOST_TEST(NetworkSet{}.covers(NetworkSet{}));
    BOOST_TEST(!NetworkSet{}.covers(set_of({"192.0.2.7"})));
}

BOOST_AUTO_TEST_SUITE_END()
