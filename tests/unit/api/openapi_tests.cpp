// The OpenAPI document and the program say the same.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "postern/http/json.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Json;

namespace {

constexpr http::JsonLimits kLimits{
    .max_bytes = 1024 * 1024, .max_depth = 64, .max_values = 100'000};

struct DocumentFixture : WebFixture {
    std::string text = api::load_openapi("src/api");
    Json document = *Json::parse(text, kLimits);

    std::set<std::string> documented_routes() const {
        std::set<std::string> routes;
        for (const auto& [path, item] : *document.find("paths")->object())
            for (const auto& [method, operation] : *item.object())
                routes.insert(method + ' ' + path);
        return routes;
    }

    std::set<std::string> real_routes() const {
        std::set<std::string> routes;
        for (const auto& row : api::routes({logins, registration, sessions, cookies}, {15, text})) {
            routes.insert(to_ascii_lower(http::to_text(row.method)) + ' ' + row.path);
        }
        return routes;
    }

    /// All values of `enum` and `const` in the document.
    std::set<std::string> documented_words() const {
        std::set<std::string> words;
        collect(document, words);
        return words;
    }

    static void collect(const Json& value, std::set<std::string>& words) {
        if (const auto* list = value.find("enum"); list && list->array())
            for (const auto& word : *list->array()) words.insert(*word.string());
        if (value.object())
            for (const auto& [name, member] : *value.object()) collect(member, words);
        if (value.array())
            for (const auto& item : *value.array()) collect(item, words);
    }
};

std::string source(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Words that the sources use as codes: the snake_case text behind a status or a field's name.
std::set<std::string> codes_in(const std::string& text) {
    static const std::regex code{
        R"re((?:Status::\w+,\s*|"[a-z_]+",\s*|name\},\s*|\)",\s*)"([a-z]+(?:_[a-z]+)*)",)re"};
    std::set<std::string> codes;
    for (std::sregex_iterator it{text.begin(), text.end(), code}, end; it != end; ++it)
        codes.insert((*it)[1].str());
    return codes;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(openapi_tests, DocumentFixture)

BOOST_AUTO_TEST_CASE(every_route_is_in_the_document_and_every_path_of_it_is_a_route) {
    BOOST_TEST(documented_routes() == real_routes(), boost::test_tools::per_element());
    BOOST_TEST(real_routes().size() >= 7u);
}

BOOST_AUTO_TEST_CASE(every_code_that_the_sources_use_is_in_the_document) {
    std::set<std::string> used;
    for (const auto& file : std::filesystem::directory_iterator{"src/api"})
        if (file.path().extension() == ".cpp") used.merge(codes_in(source(file.path())));
    used.merge(codes_in(source("src/http/pipeline_errors.cpp")));
    // Among those that must be found, so that the search itself is seen to work.
    for (const auto* known : {"bad_credentials", "email_taken", "wrong_type", "unknown_field",
                              "too_short", "out_of_range", "taken", "stale_form", "not_signed_in",
                              "invalid_request", "validation_failed", "unavailable"})
        BOOST_TEST(used.contains(known), known);
    used.erase("stale_form");  // of forms only; no route of the API takes one
    const auto documented = documented_words();
    for (const auto& code : used) BOOST_TEST(documented.contains(code), code);
}

BOOST_AUTO_TEST_CASE(every_reference_leads_to_a_component) {
    static const std::regex reference{R"re("#/components/(\w+)/(\w+)")re"};
    for (std::sregex_iterator it{text.begin(), text.end(), reference}, end; it != end; ++it) {
        const auto* group = document.find("components")->find((*it)[1].str());
        BOOST_REQUIRE(group != nullptr);
        BOOST_TEST(group->find((*it)[2].str()) != nullptr, it->str());
    }
}

BOOST_AUTO_TEST_CASE(get_openapi_serves_the_document) {
    openapi = text;
    pipeline = make_pipeline(registration);
    const auto answer = browser.get("/api/openapi.json");
    BOOST_TEST(answer.status() == http::Status::Ok);
    BOOST_TEST(answer.header("Content-Type") == "application/json");
    BOOST_TEST(answer.body() == text);
}

BOOST_AUTO_TEST_CASE(load_openapi_refuses_a_folder_without_a_document) {
    BOOST_CHECK_THROW(api::load_openapi("src/portal"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
