// nginx's syntax as nginx reads it (ngx_conf_file.c).
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/diagnosis/nginx/nginx_config.hpp"

using namespace postern::app;

namespace {

/// `name argument { ... }` on one line, for comparing.
std::string shown(const std::vector<NginxDirective>& directives) {
    std::string text;
    for (const auto& one : directives) {
        text += (text.empty() ? "" : " ") + one.name;
        for (const auto& argument : one.arguments) text += "|" + argument;
        text += one.block.empty() ? ";" : "{" + shown(one.block) + "}";
    }
    return text;
}

std::string parsed(std::string_view text) {
    const auto files = parse_nginx_config(text);
    return files.empty() ? "" : shown(files.front().directives);
}

std::string refusal(std::string_view text) {
    try {
        parsed(text);
    } catch (const NginxSyntaxError& error) {
        return error.what();
    }
    return "(none)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_config_tests)

BOOST_AUTO_TEST_CASE(words_blocks_and_comments_are_told_apart) {
    BOOST_TEST(parsed("a b  c;\n# d;\ne{f g;h;}i;") == "a|b|c; e{f|g; h;} i;");
    BOOST_TEST(parsed("a b#c; #d\n") == "a|b#c;");
    BOOST_TEST(parsed("a \"b;{}# c\" 'd\"e' \"f\\\"g\";") == "a|b;{}# c|d\"e|f\\\"g;");
    BOOST_TEST(parsed("") == "");
    BOOST_TEST(parsed("# only a comment") == "");
}

BOOST_AUTO_TEST_CASE(variables_in_braces_are_part_of_a_word) {
    BOOST_TEST(parsed("proxy_pass http://${lock}app/x;") == "proxy_pass|http://${lock}app/x;");
    BOOST_TEST(parsed("root ${lock}/srv;location /{a;}") == "root|${lock}/srv; location|/{a;}");
    BOOST_TEST(parsed("location ~ \"^/a{2}$\" { b; }") == "location|~|^/a{2}${b;}");
}

BOOST_AUTO_TEST_CASE(each_file_of_nginx_T_counts_its_own_lines) {
    const auto files = parse_nginx_config(
        "# configuration file /etc/nginx/nginx.conf:\nhttp {\n  include b/*.conf;\n}\n\n"
        "# configuration file /etc/nginx/b/one.conf:\n\na b;\n"
        "# configuration file /etc/nginx/b/empty.conf:\n"
        "# configuration file /etc/nginx/other.conf:\nc;\n");
    BOOST_REQUIRE(files.size() == 4u);
    BOOST_TEST(files[1].name == "/etc/nginx/b/one.conf");
    BOOST_TEST(files[1].directives.front().line == 2u);
    BOOST_TEST(files[1].directives.front().file == "/etc/nginx/b/one.conf");
    BOOST_TEST(files[0].directives.front().block.front().line == 2u);
    BOOST_TEST(shown(included(files, files[0].directives.front().block.front())) == "a|b;");
}

BOOST_AUTO_TEST_CASE(what_is_no_configuration_is_refused_with_its_line) {
    BOOST_TEST(refusal("a;\n}") == "line 2: unexpected \"}\"");
    BOOST_TEST(refusal("a;\n;") == "line 2: unexpected \";\"");
    BOOST_TEST(refusal("\n\na b") == "line 3: directive \"a\" has no end");
    BOOST_TEST(refusal("a {\nb }") == "line 2: directive \"b\" has no end");
    BOOST_TEST(refusal("a {\nb;\n") == "line 3: a block is not closed");
    BOOST_TEST(refusal("# configuration file /x:\n\n}") == "/x:2: unexpected \"}\"");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "a {";
    BOOST_TEST(refusal(deep) == "line 1: too many nested blocks");
}

BOOST_AUTO_TEST_CASE(any_cut_text_ends_in_a_result_or_a_refusal) {
    const std::string text = "http { server { a \"b\\\"\" '${c}' ${d}e; } } # f\n";
    for (std::size_t length = 0; length <= text.size(); ++length)
        BOOST_CHECK_NO_THROW(refusal(text.substr(0, length)));
}

BOOST_AUTO_TEST_SUITE_END()
