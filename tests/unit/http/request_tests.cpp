#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "postern/http/request.hpp"

using namespace postern;
using namespace postern::http;
using namespace std::string_literals;

namespace {

using Named = std::vector<std::pair<std::string, std::string>>;

const Named kGood{{"REQUEST_METHOD", "GET"}, {"DOCUMENT_URI", "/login"}, {"REMOTE_ADDR", "::1"}};

Named good_but(const std::string& name, const std::string& value) {
    auto named = kGood;
    for (auto& [known, old] : named)
        if (known == name) old = value;
    return named;
}

Named good_without(const std::string& name) {
    auto named = kGood;
    std::erase_if(named, [&](const auto& pair) { return pair.first == name; });
    return named;
}

Request make(const Named& named, std::string_view base_path = "") {
    Parameters parameters;
    for (const auto& [name, value] : named) parameters.add(name, value);
    return make_request(parameters, "body", BodyState::Complete, base_path,
                        TimePoint{std::chrono::seconds{7}});
}

std::string path_under(std::string_view base_path, const std::string& path) {
    const auto request = make(good_but("DOCUMENT_URI", path), base_path);
    BOOST_TEST(!request.malformed);
    return request.path;
}

std::optional<std::string> query_value(std::string query, std::string_view name) {
    Request request;
    request.query = std::move(query);
    return request.query_value(name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_tests)

BOOST_AUTO_TEST_CASE(make_request_reads_each_parameter) {
    const auto request = make({{"REQUEST_METHOD", "POST"},
                               {"DOCUMENT_URI", "/login"},
                               {"REMOTE_ADDR", "192.0.2.1"},
                               {"QUERY_STRING", "a=b"},
                               {"CONTENT_TYPE", "text/plain"},
                               {"HTTP_COOKIE", "c=d"},
                               {"HTTP_ACCEPT", "text/html"},
                               {"HTTP_ACCEPT_LANGUAGE", "en"},
                               {"HTTP_AUTHORIZATION", "Bearer x"},
                               {"HTTP_ORIGIN", "https://a.example"},
                               {"HTTP_SEC_FETCH_SITE", "same-origin"},
                               {"HTTP_ACCESS_CONTROL_REQUEST_METHOD", "PUT"},
                               {"HTTP_X_POSTERN_CSRF", "1"},
                               {"HTTP_USER_AGENT", "agent"},
                               {"REQUEST_ID", "0123abc-X"}});
    BOOST_TEST(!request.malformed);
    BOOST_TEST((request.method == Method::Post));
    BOOST_TEST(request.path == "/login");
    BOOST_TEST(request.address == "192.0.2.1");
    BOOST_TEST(request.query == "a=b");
    BOOST_TEST(request.content_type == "text/plain");
    BOOST_TEST(request.cookie("c").value.value_or("") == "d");
    BOOST_TEST(request.accept == "text/html");
    BOOST_TEST(request.accept_language == "en");
    BOOST_TEST(request.authorization == "Bearer x");
    BOOST_TEST(request.origin == "https://a.example");
    BOOST_TEST(request.sec_fetch_site == "same-origin");
    BOOST_TEST((request.preflight_method == Method::Put));
    BOOST_TEST(request.csrf_header == "1");
    BOOST_TEST(request.user_agent == "agent");
    BOOST_TEST(request.request_id == "0123abc-X");
    BOOST_TEST(request.body == "body");
    BOOST_TEST(request.received.time_since_epoch().count() == 7);
}

BOOST_AUTO_TEST_CASE(make_request_marks_missing_duplicate_and_malformed_parameters) {
    auto doubled = kGood;
    doubled.emplace_back("HTTP_COOKIE", "a=1");
    doubled.emplace_back("HTTP_COOKIE", "a=1");
    const std::vector<std::pair<const char*, Named>> bad{
        {"nothing at all", {}},
        {"no method", good_without("REQUEST_METHOD")},
        {"empty method", good_but("REQUEST_METHOD", "")},
        {"no path", good_without("DOCUMENT_URI")},
        {"no address", good_without("REMOTE_ADDR")},
        {"empty address", good_but("REMOTE_ADDR", "")},
        {"a parameter twice", doubled},
        {"empty path", good_but("DOCUMENT_URI", "")},
        {"path without slash", good_but("DOCUMENT_URI", "login")},
        {"whole address as path", good_but("DOCUMENT_URI", "http://a/login")},
        {"NUL in the path", good_but("DOCUMENT_URI", "/log\0in"s)},
        {"line feed in the path", good_but("DOCUMENT_URI", "/login\n")},
        {"DEL in the path", good_but("DOCUMENT_URI", "/login\x7F")},
        {"overlong slash", good_but("DOCUMENT_URI", "/\xC0\xAFlogin")},
        {"half a character", good_but("DOCUMENT_URI", "/\xC3")},
        {"surrogate", good_but("DOCUMENT_URI", "/\xED\xA0\x80")},
    };
    BOOST_TEST(!make(kGood).malformed);
    for (const auto& [what, named] : bad) BOOST_TEST_CONTEXT(what) {
            BOOST_TEST(make(named).malformed);
        }
}

BOOST_AUTO_TEST_CASE(make_request_knows_methods_by_their_exact_names) {
    const std::vector<std::pair<std::string, Method>> methods{
        {"GET", Method::Get},         {"HEAD", Method::Head},      {"POST", Method::Post},
        {"PUT", Method::Put},         {"PATCH", Method::Patch},    {"DELETE", Method::Delete},
        {"OPTIONS", Method::Options}, {"TRACE", Method::Other},    {"get", Method::Other},
        {"GET ", Method::Other},      {"PROPFIND", Method::Other}, {"G", Method::Other}};
    for (const auto& [text, method] : methods) BOOST_TEST_CONTEXT(text) {
            BOOST_TEST((make(good_but("REQUEST_METHOD", text)).method == method));
            if (method != Method::Other) BOOST_TEST(to_text(method) == text);
        }
    BOOST_TEST(to_text(Method::Other) == "OTHER");
}

BOOST_AUTO_TEST_CASE(make_request_strips_the_base_path_at_a_segment_boundary) {
    BOOST_TEST(path_under("", "/login") == "/login");
    BOOST_TEST(path_under("/auth", "/auth/login") == "/login");
    BOOST_TEST(path_under("/auth", "/auth/") == "/");
    BOOST_TEST(path_under("/auth", "/auth") == "/");
    BOOST_TEST(path_under("/auth", "/auth/auth/login") == "/auth/login");
}

BOOST_AUTO_TEST_CASE(make_request_sets_no_path_outside_the_base_path) {
    for (const auto* outside :
         {"/", "/login", "/authx/login", "/aut", "/AUTH/login", "/a/auth/login"})
        BOOST_TEST(path_under("/auth", outside) == "");
}

BOOST_AUTO_TEST_CASE(make_request_knows_a_refused_visit_outside_the_base_path) {
    auto named = good_but("DOCUMENT_URI", "/.postern/denied");
    BOOST_TEST(!make(named).refused.has_value());
    named.insert(named.end(), {{"POSTERN_SITE", "wiki"},
                               {"POSTERN_RAW_URI", "/a?b"},
                               {"POSTERN_REASON", "denied"},
                               {"POSTERN_RULE", "3 the%20rule"}});
    const auto request = make(named, "/auth");
    BOOST_TEST(request.path == "/.postern/denied");
    BOOST_REQUIRE(request.refused.has_value());
    BOOST_TEST(request.refused->site == "wiki");
    BOOST_TEST(request.refused->target == "/a?b");
    BOOST_TEST(request.refused->reason == "denied");
    BOOST_TEST(request.refused->rule == "3 the%20rule");
}

BOOST_AUTO_TEST_CASE(make_request_reads_which_version_the_client_has) {
    auto named = kGood;
    named.emplace_back("HTTP_IF_NONE_MATCH", R"("abc")");
    BOOST_TEST(make(named).if_none_match == R"("abc")");
    BOOST_TEST(make(kGood).if_none_match == "");
}

BOOST_AUTO_TEST_CASE(make_request_keeps_the_id_of_the_client_apart) {
    auto named = kGood;
    named.emplace_back("HTTP_X_REQUEST_ID", "theirs");
    named.emplace_back("REQUEST_ID", "ours");
    BOOST_TEST(make(named).client_request_id == "theirs");
    BOOST_TEST(make(named).request_id == "ours");
}

BOOST_AUTO_TEST_CASE(make_request_creates_an_id_when_none_or_an_invalid_one_was_sent) {
    std::string previous;
    for (const auto& odd : {""s, "a b"s, "a\nb"s, "a\"b"s, "\xC3\xA9"s, std::string(65, 'a')}) {
        auto named = kGood;
        named.emplace_back("REQUEST_ID", odd);
        const auto id = make(named).request_id;
        BOOST_TEST(!id.empty());
        BOOST_TEST(id.size() <= 64u);
        BOOST_TEST(id.find_first_not_of("0123456789-") == std::string::npos);
        BOOST_TEST(id != previous);
        previous = id;
    }
}

BOOST_AUTO_TEST_CASE(query_value_decodes_once) {
    BOOST_TEST(query_value("a=b", "a").value_or("-") == "b");
    BOOST_TEST(query_value("x=1&a=b&y", "a").value_or("-") == "b");
    BOOST_TEST(query_value("a=%2541+%26", "a").value_or("-") == "%41 &");
    BOOST_TEST(query_value("%61=b", "a").value_or("-") == "b");
    BOOST_TEST(query_value("a=b=c", "a").value_or("-") == "b=c");
    BOOST_TEST(query_value("a=", "a").value_or("-") == "");
    BOOST_TEST(query_value("a", "a").value_or("-") == "");
    BOOST_TEST(query_value("a=b;c=d", "a").value_or("-") == "b;c=d");
}

BOOST_AUTO_TEST_CASE(query_value_finds_nothing_unless_there_is_one_unambiguous_value) {
    const std::vector<std::pair<const char*, std::string>> bad{
        {"no query", ""},
        {"another name", "b=1"},
        {"another case", "A=1"},
        {"twice", "a=1&a=1"},
        {"twice, once encoded", "a=1&%61=2"},
        {"twice, once without value", "a=1&a"},
        {"broken escape", "a=%4"},
        {"no digits", "a=%zz"},
        {"bare percent", "a=100%"},
        {"NUL", "a=b%00"},
        {"not UTF-8", "a=%C3%28"},
        {"overlong", "a=%C0%AF"},
        {"raw byte that is no UTF-8", "a=\xFF"},
        {"behind a semicolon", "b=1;a=2"},
        {"broken name", "%6=1"},
    };
    for (const auto& [what, query] : bad) BOOST_TEST_CONTEXT(what) {
            BOOST_TEST(!query_value(query, "a").has_value());
        }
}

BOOST_AUTO_TEST_SUITE_END()
