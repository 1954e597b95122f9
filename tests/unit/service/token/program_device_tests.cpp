#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/token/program_device.hpp"

using namespace postern;
using namespace postern::service;

namespace {

const Secret kKey{std::string_view{"a key"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(program_device_tests)

BOOST_AUTO_TEST_CASE(program_device_is_a_mac_of_address_and_user_agent) {
    // Python: hmac.new(b"a key", b"postern.program\0192.0.2.7\0curl/7.88.1", "sha256").
    BOOST_TEST(program_device(kKey, {.address = "192.0.2.7", .user_agent = "curl/7.88.1"}) ==
               "UNVXo6LoYB0qU7wOcZqk1VQftYOFq5q8jMHyuSqEO5M");
}

BOOST_AUTO_TEST_CASE(program_device_is_another_one_from_elsewhere) {
    const auto here = program_device(kKey, {.address = "192.0.2.7", .user_agent = "curl/7.88.1"});
    BOOST_TEST(program_device(kKey, {.address = "192.0.2.8", .user_agent = "curl/7.88.1"}) != here);
    BOOST_TEST(program_device(kKey, {.address = "192.0.2.7", .user_agent = "git/2.39.5"}) != here);
    BOOST_TEST(program_device(kKey, {.address = "192.0.2.7",
                                     .user_agent = "curl/7.88.1",
                                     .device = "a cookie"}) == here);
}

BOOST_AUTO_TEST_CASE(program_device_is_another_one_by_another_key) {
    const Client client{.address = "192.0.2.7", .user_agent = "curl/7.88.1"};
    BOOST_TEST(program_device(kKey, client) !=
               program_device(Secret{std::string_view{"another"}}, client));
}

BOOST_AUTO_TEST_SUITE_END()
