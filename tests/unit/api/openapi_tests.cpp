// The OpenAPI document and the program say the same.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "postern/json/json.hpp"
#include "postern/model/audit.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using json::Json;

namespace {

constexpr json::JsonLimits kLimits{
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

    std::set<std::string> real_routes() {
        std::set<std::string> routes;
        for (const auto& row :
             api::routes(api_services(registration, wiring), {{}, true, "en", text})) {
            routes.insert(to_ascii_lower(http::to_text(row.method)) + ' ' + row.path);
        }
        return routes;
    }
};

std::string source(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

bool is_word(std::string_view text) {
    return text.size() > 2 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == text.npos;
}

/// The source without the events that it logs.
std::string without_log_events(std::string text) {
    static const std::regex event{R"(log::\w+\(\s*"\w+")"};
    return std::regex_replace(text, event, "");
}

/// Every snake_case word that stands between quotes in a source: codes, and names of fields.
std::set<std::string> quoted_words(const std::string& source) {
    const std::string text = without_log_events(source);
    std::set<std::string> words;
    for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
        const auto word = text.substr(at + 1, text.find('"', at + 1) - at - 1);
        if (is_word(word)) words.insert(word);
    }
    return words;
}

/// What every member `code` may say: of problems and of their fields.
void collect_codes(const Json& json, std::set<std::string>& codes) {
    if (const auto* list = json.array())
        for (const auto& item : *list) collect_codes(item, codes);
    if (!json.object()) return;
    for (const auto& [name, value] : *json.object()) {
        const auto* allowed = name == "code" ? value.find("enum") : nullptr;
        if (allowed)
            for (const auto& code : *allowed->array()) codes.insert(*code.string());
        else
            collect_codes(value, codes);
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(openapi_tests, DocumentFixture)

BOOST_AUTO_TEST_CASE(every_route_is_documented_and_every_documented_path_is_a_route) {
    BOOST_TEST(documented_routes() == real_routes(), boost::test_tools::per_element());
    BOOST_TEST(real_routes().size() >= 21u);
}

BOOST_AUTO_TEST_CASE(every_code_and_field_in_the_sources_is_documented) {
    std::set<std::string> used;
    for (const auto& file : std::filesystem::recursive_directory_iterator{"src/api"})
        if (file.path().extension() == ".cpp") used.merge(quoted_words(source(file.path())));
    used.merge(quoted_words(source("src/http/pipeline_errors.cpp")));
    // Some that must be found, so that the search itself is seen to work.
    for (const auto* known : {"bad_credentials", "email_taken", "wrong_type", "display_name"})
        BOOST_TEST(used.contains(known), known);
    // A field of the log, the error of HTML forms, which no route of the API takes, OAuth codes,
    // and what there is not.
    for (const auto* other :
         {"request_id", "stale_form", "temporarily_unavailable", "server_error", "invitation"})
        used.erase(other);
    for (const auto& word : used) {
        const bool documented = text.find('"' + word + '"') != std::string::npos;
        BOOST_TEST(documented, word << " is quoted in src/api but not in openapi.json: document it "
                                       "there or, if clients never see it, name it above");
    }
}

BOOST_AUTO_TEST_CASE(every_event_and_result_of_the_audit_log_is_documented) {
    const auto* event = document.find("components")->find("schemas")->find("Event");
    const auto documented = [&](const char* member) {
        std::set<std::string> words;
        for (const auto& word : *event->find("properties")->find(member)->find("enum")->array())
            words.insert(*word.string());
        return words;
    };
    const auto real = [](const auto& all) {
        std::set<std::string> words;
        for (const auto one : all) words.emplace(to_text(one));
        return words;
    };
    BOOST_TEST(documented("event") == real(all_audit_events()), boost::test_tools::per_element());
    BOOST_TEST(documented("result") == real(all_audit_results()), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_reference_names_a_component) {
    constexpr std::string_view kBefore = "\"#/components/";
    std::size_t count = 0;
    for (auto at = text.find(kBefore); at != std::string::npos; at = text.find(kBefore, at + 1)) {
        const auto begin = at + kBefore.size();
        const auto path = text.substr(begin, text.find('"', begin) - begin);
        const auto slash = path.find('/');
        const auto* group = document.find("components")->find(path.substr(0, slash));
        BOOST_REQUIRE(group != nullptr);
        BOOST_TEST(group->find(path.substr(slash + 1)) != nullptr, path);
        ++count;
    }
    BOOST_TEST(count > 30u);
}

BOOST_AUTO_TEST_CASE(every_documented_code_is_in_the_manual) {
    const auto manual = source("docs/api.md");
    std::set<std::string> codes;
    collect_codes(document, codes);
    BOOST_TEST(codes.size() > 20u);
    for (const auto& code : codes)
        BOOST_TEST((manual.find('`' + code + '`') != std::string::npos), code);
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
