#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "access/methods.hpp"

using namespace postern::access;
using namespace std::string_literals;

namespace {

MethodSet set_of(std::initializer_list<const char*> names) {
    MethodSet set;
    for (const char* const name : names) set.add(find_method(name).value());
    return set;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(methods_tests)

BOOST_AUTO_TEST_CASE(find_method_knows_those_of_http_and_of_webdav) {
    std::set<Method> found;
    for (const auto* name :
         {"GET",     "HEAD",   "POST",     "PUT",       "DELETE",     "PATCH",          "OPTIONS",
          "CONNECT", "TRACE",  "PROPFIND", "PROPPATCH", "MKCOL",      "COPY",           "MOVE",
          "LOCK",    "UNLOCK", "REPORT",   "SEARCH",    "MKCALENDAR", "VERSION-CONTROL"}) {
        const auto method = find_method(name);
        BOOST_REQUIRE_MESSAGE(method.has_value(), name);
        BOOST_TEST(found.insert(*method).second, name);
    }
}

BOOST_AUTO_TEST_CASE(find_method_compares_with_case_and_knows_no_others) {
    for (const std::string& name : {""s, "get"s, "Get"s, "GET "s, "GETS"s, "GE"s, "FOO"s, "PRI"s,
                                    "*"s, "GET\0"s, "POST GET"s, std::string(10'000, 'G')})
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(!find_method(name).has_value()); }
}

BOOST_AUTO_TEST_CASE(get_brings_head_along_and_not_the_other_way_round) {
    const MethodSet get = set_of({"GET"});
    BOOST_TEST(get.has(*find_method("HEAD")));
    BOOST_TEST(!get.has(*find_method("POST")));
    BOOST_TEST(!set_of({"HEAD"}).has(*find_method("GET")));
}

BOOST_AUTO_TEST_CASE(a_set_covers_what_it_has_all_of) {
    BOOST_TEST(set_of({"GET", "POST"}).covers(set_of({"POST"})));
    BOOST_TEST(set_of({"GET"}).covers(set_of({"HEAD"})));
    BOOST_TEST(!set_of({"HEAD"}).covers(set_of({"GET"})));
    BOOST_TEST(!set_of({"GET"}).covers(set_of({"GET", "POST"})));
}

BOOST_AUTO_TEST_SUITE_END()
