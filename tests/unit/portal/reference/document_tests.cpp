// What is read from the OpenAPI document for its page.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "portal/reference/document.hpp"

using namespace postern::portal::reference;

namespace {

/// A document with this in `paths` and `schemas`, and the tag `things`.
std::string document_with(const std::string& paths, const std::string& schemas = "") {
    return R"({"info":{"title":"T","version":"1","description":"One.\n\nTwo."},)"
           R"("tags":[{"name":"things","description":"All of them."}],"paths":{)" +
           paths + R"(},"components":{"responses":{"Gone":{"description":"It is gone."}},)" +
           R"("parameters":{"Limit":{"name":"limit","in":"query","schema":{"type":"integer",)"
           R"("minimum":1,"maximum":100}}},"schemas":{)" +
           schemas + "}}}";
}

std::string operation_with(const std::string& more) {
    return R"("/x":{"get":{"operationId":"get_x","summary":"X","tags":["things"])" + more + "}}";
}

Operation only_operation(const std::string& more) {
    const auto document = read_document(document_with(operation_with(more)));
    BOOST_REQUIRE(document.chapters.size() == 1u);
    BOOST_REQUIRE(document.chapters[0].operations.size() == 1u);
    return document.chapters[0].operations[0];
}

Schema only_schema(const std::string& schema) {
    const auto document = read_document(document_with("", "\"Thing\":" + schema));
    BOOST_REQUIRE(document.schemas.size() == 1u);
    return document.schemas[0];
}

/// `plain`, `code` in backticks, `strong` in asterisks again.
std::string shown(const Text& text) {
    std::string all;
    for (const auto& run : text) {
        const std::string mark = run.kind == Run::Kind::Code     ? "`"
                                 : run.kind == Run::Kind::Strong ? "**"
                                                                 : "";
        all.append(mark).append(run.text).append(mark);
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(document_tests)

BOOST_AUTO_TEST_CASE(read_text_tells_code_and_strong_parts_from_the_rest) {
    const auto text = read_text("**Note.** Use `a` or `/img/**`");
    BOOST_REQUIRE(text.size() == 5u);
    BOOST_TEST((text[0].kind == Run::Kind::Strong));
    BOOST_TEST(text[0].text == "Note.");
    BOOST_TEST(text[1].text == " Use ");
    BOOST_TEST((text[2].kind == Run::Kind::Code));
    BOOST_TEST(text[4].text == "/img/**");
    BOOST_TEST(shown(text) == "**Note.** Use `a` or `/img/**`");
}

BOOST_AUTO_TEST_CASE(read_text_takes_a_mark_without_an_end_to_the_end) {
    BOOST_TEST(shown(read_text("a `b")) == "a `b`");
    BOOST_TEST(read_text("").empty());
    BOOST_TEST(read_text("``").empty());
}

BOOST_AUTO_TEST_CASE(read_document_reads_paragraphs_and_the_operations_of_each_tag) {
    const auto document =
        read_document(document_with(operation_with(R"(,"security":[],"responses":{})")));
    BOOST_TEST(document.title == "T");
    BOOST_REQUIRE(document.paragraphs.size() == 2u);
    BOOST_TEST(shown(document.paragraphs[1]) == "Two.");
    BOOST_REQUIRE(document.chapters.size() == 1u);
    BOOST_TEST(document.chapters[0].name == "things");
    const auto& operation = document.chapters[0].operations.at(0);
    BOOST_TEST(operation.id == "get_x");
    BOOST_TEST(operation.method == "GET");
    BOOST_TEST(operation.path == "/x");
    BOOST_TEST(!operation.deprecated);
}

BOOST_AUTO_TEST_CASE(read_document_says_what_an_operation_takes_to_be_let_in) {
    const std::string rest = R"(,"responses":{})";
    const auto credentials = [&](const std::string& security) {
        return shown(only_operation(",\"security\":" + security + rest).credentials);
    };
    BOOST_TEST(credentials("[]") == "none");
    BOOST_TEST(credentials(R"([{},{"session_cookie":[]}])") == "none, or the cookie of a session");
    BOOST_TEST(credentials(R"([{"session_cookie":[]},{"bearer":["a:read"]}])") ==
               "the cookie of a session, or a token with the scope `a:read`");
    BOOST_TEST(credentials(R"([{"bearer":[]}])") == "a token");
}

BOOST_AUTO_TEST_CASE(read_document_follows_references_to_parameters) {
    const auto operation = only_operation(
        R"(,"security":[],"parameters":[{"$ref":"#/components/parameters/Limit"}],"responses":{})");
    BOOST_REQUIRE(operation.parameters.size() == 1u);
    BOOST_TEST(operation.parameters[0].name == "limit");
    BOOST_TEST(operation.parameters[0].place == "query");
    BOOST_TEST(operation.parameters[0].type == "integer, 1 to 100");
}

BOOST_AUTO_TEST_CASE(read_document_tells_an_answer_of_its_own_from_those_of_several_operations) {
    const auto operation = only_operation(
        R"(,"security":[],"responses":{"200":{"description":"Yes.","content":{"application/json":)"
        R"({"schema":{"$ref":"#/components/schemas/Thing"},"example":{"a":1}}}},)"
        R"("410":{"$ref":"#/components/responses/Gone"}})");
    BOOST_REQUIRE(operation.answers.size() == 1u);
    BOOST_TEST(operation.answers[0].status == "200");
    BOOST_REQUIRE(operation.answers[0].body.size() == 1u);
    BOOST_TEST(operation.answers[0].body[0].schema == "Thing");
    const std::vector<std::string> lines{"{", "  \"a\": 1", "}"};
    BOOST_TEST(operation.answers[0].body[0].example == lines, boost::test_tools::per_element());
    BOOST_REQUIRE(operation.common.size() == 1u);
    BOOST_TEST(operation.common[0].status == "410");
    BOOST_TEST(operation.common[0].name == "Gone");
}

BOOST_AUTO_TEST_CASE(read_document_says_of_which_type_a_member_is) {
    const auto schema = only_schema(
        R"({"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":1,)"
        R"("maxLength":60},"b":{"type":["string","null"],"format":"date-time"},)"
        R"("c":{"type":"array","items":{"$ref":"#/components/schemas/Other"}},)"
        R"("d":{"type":["array","null"],"items":{"type":"string","enum":["x","y"]}},)"
        R"("e":{"$ref":"#/components/schemas/Other"},"f":{"const":true},)"
        R"("g":{"type":"integer","minimum":0}}})");
    BOOST_REQUIRE(schema.members.size() == 7u);
    const auto& members = schema.members;
    BOOST_TEST(members[0].type == "string, 1 to 60 characters");
    BOOST_TEST(members[0].required);
    BOOST_TEST(!members[1].required);
    BOOST_TEST(members[1].type == "string or null (date-time)");
    BOOST_TEST(members[2].type == "array of");
    BOOST_TEST(members[2].schema == "Other");
    BOOST_TEST(members[3].type == "null, or array of string");
    BOOST_TEST(members[3].values.size() == 2u);
    BOOST_TEST(members[4].schema == "Other");
    BOOST_TEST(members[4].type.empty());
    BOOST_TEST(members[5].values.at(0) == "true");
    BOOST_TEST(members[6].type == "integer, at least 0");
}

BOOST_AUTO_TEST_CASE(read_document_lists_the_members_of_objects_inside_an_object) {
    const auto schema = only_schema(
        R"({"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":)"
        R"("string"}}},"c":{"type":"array","items":{"type":"object","properties":{"d":{"type":)"
        R"("string"}}}}}})");
    std::vector<std::string> names;
    for (const auto& member : schema.members) names.push_back(member.name);
    const std::vector<std::string> all{"a", "a.b", "c", "c[].d"};
    BOOST_TEST(names == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(read_document_refuses_what_it_could_show_only_in_part) {
    for (const auto& text :
         {std::string{"no JSON"}, std::string{"{}"},
          document_with(R"("/x":{"get":{"tags":["things"],"security":[],"responses":{}}})"),
          document_with(operation_with(R"(,"responses":{})")),
          document_with(operation_with(R"(,"security":[])")),
          document_with(operation_with(
              R"(,"security":[],"parameters":[{"$ref":"#/components/parameters/None"}],)"
              R"("responses":{})")),
          document_with(operation_with(
              R"(,"security":[],"parameters":[{"$ref":"other.json#/x"}],"responses":{})"))})
        BOOST_TEST_CONTEXT(text) BOOST_CHECK_THROW(read_document(text), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(read_document_reads_every_operation_of_our_own_document) {
    std::ifstream file{"src/api/openapi.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto document = read_document(text);
    std::set<std::string> ids;
    for (const auto& chapter : document.chapters)
        for (const auto& operation : chapter.operations)
            BOOST_TEST(ids.insert(operation.id).second, operation.id << " is there twice");
    std::size_t documented = 0;
    constexpr std::string_view kId = "\"operationId\"";
    for (auto at = text.find(kId); at != text.npos; at = text.find(kId, at + 1)) ++documented;
    BOOST_TEST(ids.size() == documented);
    BOOST_TEST(documented > 70u);
}

BOOST_AUTO_TEST_SUITE_END()
