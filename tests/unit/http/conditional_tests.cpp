#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/http/conditional.hpp"
#include "support/http_printing.hpp"

using namespace postern;
using namespace postern::http;

BOOST_AUTO_TEST_SUITE(conditional_tests)

BOOST_AUTO_TEST_CASE(etag_of_is_quoted_and_another_for_another_text) {
    const auto etag = etag_of("{}");
    BOOST_TEST(etag.size() == 18u);
    BOOST_TEST(etag.front() == '"');
    BOOST_TEST(etag.back() == '"');
    BOOST_TEST(etag == etag_of("{}"));
    BOOST_TEST(etag != etag_of("{ }"));
    BOOST_TEST(etag != etag_of(""));
}

BOOST_AUTO_TEST_CASE(names_etag_reads_lists_and_compares_weakly) {
    const struct {
        std::string_view header;
        bool names;
    } rows[] = {{R"("abc")", true},
                {R"(W/"abc")", true},
                {R"("x", "abc")", true},
                {R"("x" ,W/"abc" , "y")", true},
                {"*", true},
                {" * ", true},
                {"", false},
                {"abc", false},
                {R"("ABC")", false},
                {R"("abcd")", false},
                {R"("x","y")", false},
                {R"(w/"abc")", false},
                {",,", false}};
    for (const auto& row : rows)
        BOOST_TEST(names_etag(row.header, R"("abc")") == row.names, row.header);
}

BOOST_AUTO_TEST_CASE(cacheable_json_is_sent_to_clients_that_do_not_have_it) {
    Request request;
    const auto first = cacheable_json("{}", "public, max-age=600", request);
    BOOST_TEST(first.status() == Status::Ok);
    BOOST_TEST(first.body() == "{}");
    BOOST_TEST(first.header("Content-Type") == "application/json");
    BOOST_TEST(first.header("Cache-Control") == "public, max-age=600");
    request.if_none_match = first.header("ETag");
    BOOST_REQUIRE(!request.if_none_match.empty());

    const auto again = cacheable_json("{}", "public, max-age=600", request);
    BOOST_TEST(again.status() == Status::NotModified);
    BOOST_TEST(again.body() == "");
    BOOST_TEST(again.header("ETag") == request.if_none_match);
    BOOST_TEST(again.header("Cache-Control") == "public, max-age=600");

    BOOST_TEST(cacheable_json("[]", "no-cache", request).status() == Status::Ok);
}

BOOST_AUTO_TEST_SUITE_END()
