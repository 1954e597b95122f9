#define BOOST_TEST_DYN_LINK
#include "text/between_tags.hpp"

#include <boost/test/unit_test.hpp>

using namespace postern::text;

BOOST_AUTO_TEST_SUITE(between_tags_tests)

BOOST_AUTO_TEST_CASE(ends_between_tags_is_true_behind_whole_markup) {
    for (const auto* text : {"", "words", "<p>", "<p>words</p>", "<br>\n", "a < b", "a > b",
                             "<!doctype html>\n<html lang=\"en\">\n<head>\n", "<p title=\"a > b\">",
                             "<p title='<script>'>", "<!-- <script> -->", "<title>a</title>",
                             "<script defer src=\"a.js\"></script>", "<STYLE>p > a {}</style>",
                             "<textarea>\n</textarea>", "<titled>"})
        BOOST_TEST(ends_between_tags(text), text);
}

BOOST_AUTO_TEST_CASE(ends_between_tags_is_false_inside_of_a_tag_a_comment_or_a_raw_element) {
    for (const auto* text :
         {"<", "<p", "<p ", "<p title=", "<p title=\"", "<p title=\"a > ", "<p title='a\"> ", "</p",
          "<!-- ", "<!-- <p> ", "<!doctype", "<script>", "<SCRIPT>", "<script src=\"a\">a > b",
          "<style media=\"print\">", "<title>", "<textarea name=\"a\"><p>", "<title>a</title"})
        BOOST_TEST(!ends_between_tags(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
