// What the page of the API promises, whatever the document says.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/reference/view.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal::reference;
using namespace postern::test;

namespace {

Text hostile_text() {
    return {
        {Run::Kind::Plain, kHostile}, {Run::Kind::Code, kHostile}, {Run::Kind::Strong, kHostile}};
}

Member hostile_member() {
    return {.name = kHostile,
            .place = kHostile,
            .type = kHostile,
            .schema = kHostile,
            .required = true,
            .text = hostile_text(),
            .values = {kHostile}};
}

Body hostile_body() {
    return {.media_type = kHostile,
            .schema = kHostile,
            .members = {hostile_member()},
            .example = {kHostile}};
}

Answer hostile_answer(const std::string& status, const std::string& name = "") {
    return {.status = status,
            .name = name,
            .text = hostile_text(),
            .headers = {hostile_member()},
            .body = {hostile_body()}};
}

ReferenceView hostile_view() {
    Operation operation{.id = kHostile,
                        .method = kHostile,
                        .path = kHostile,
                        .summary = kHostile,
                        .deprecated = true,
                        .paragraphs = {hostile_text()},
                        .credentials = hostile_text(),
                        .parameters = {hostile_member()},
                        .body = {hostile_body()},
                        .answers = {hostile_answer("200"), hostile_answer(kHostile)},
                        .common = {{.status = kHostile, .name = kHostile}}};
    auto frame = hostile_frame();
    frame.language = "en";
    return {.frame = std::move(frame),
            .document = {.title = kHostile,
                         .version = kHostile,
                         .paragraphs = {hostile_text()},
                         .chapters = {{kHostile, hostile_text(), {std::move(operation)}}},
                         .common = {hostile_answer("", kHostile)},
                         .schemas = {{kHostile, hostile_text(), {hostile_member()}}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reference_views_tests)

BOOST_AUTO_TEST_CASE(reference_view_shows_hostile_values_as_text) {
    const auto view = hostile_view();
    check_names(ReferenceView::kTemplate, [&view](text::Fields& fields) { view.fill(fields); });
    check_escaped(ReferenceView::kTemplate, "en", drawn(view));
}

BOOST_AUTO_TEST_CASE(reference_view_is_in_english_for_everybody) {
    auto view = hostile_view();
    view.frame.language = "de";
    BOOST_TEST(drawn(view).find("<html lang=\"en\">") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reference_view_has_no_script_and_nothing_from_elsewhere) {
    const ReferenceView view{.frame = {.base_path = "/auth", .language = "en"},
                             .document = {.title = "T"}};
    const auto html = drawn(view);
    for (const auto* part : {"<script", "<style", " style=", "<form", "://"})
        BOOST_TEST(html.find(part) == std::string::npos, part);
    BOOST_TEST(html.find("href=\"/auth/api/openapi.json\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reference_view_hides_what_an_operation_does_not_have) {
    const ReferenceView view{
        .frame = {.base_path = "", .language = "en"},
        .document = {.title = "T",
                     .chapters = {{"things", {}, {{.id = "get_x", .method = "GET"}}}}}};
    const auto html = drawn(view);
    BOOST_TEST(html.find("<h3 id=\"get_x\">") != std::string::npos);
    for (const auto* part : {"Parameters", "Body", "deprecated", "Shared answers:", "<pre"})
        BOOST_TEST(html.find(part) == std::string::npos, part);
}

BOOST_AUTO_TEST_SUITE_END()
