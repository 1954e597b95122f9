#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/group.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

bool covers(const std::string& resource, const std::string& action,
            const std::string& asked_resource, const std::string& asked_action) {
    const Permission permission{.name = "p", .resource = resource, .action = action};
    return permission.covers(asked_resource, asked_action);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(group_tests)

BOOST_AUTO_TEST_CASE(names_of_groups_and_roles_are_short_lowercase_words) {
    for (const std::string& text :
         {"a"s, "0"s, "admins"s, "wiki.editors-2_x"s, "a-"s, std::string(63, 'x')})
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(is_group_name(text));
            BOOST_TEST(is_role_name(text));
        }
}

BOOST_AUTO_TEST_CASE(names_with_a_comma_or_anything_else_are_refused) {
    for (const std::string& text :
         {""s, "a,b"s, "-a"s, ".a"s, "_a"s, "Admins"s, "a b"s, "a/b"s, "a:b"s, "a\0"s, "a\n"s,
          "\xc3\xa4"s, "*"s, std::string(64, 'x')})
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_group_name(text));
            BOOST_TEST(!is_role_name(text));
        }
}

BOOST_AUTO_TEST_CASE(a_resource_may_end_in_a_star_and_have_none_elsewhere) {
    for (const std::string& text :
         {"wiki"s, "wiki/pages"s, "wiki/*"s, "wiki/pages/*"s, "*"s, ".well-known"s,
          std::string(100, 'x'), std::string(98, 'x') + "/*"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_resource(text)); }
    for (const std::string& text :
         {""s, "/*"s, "**"s, "*/wiki"s, "wi*"s, "wiki*"s, "wiki/*/pages"s, "wiki/**"s, "Wiki"s,
          "wiki pages"s, "wiki\0"s, std::string(101, 'x'), std::string(99, 'x') + "/*"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!is_resource(text)); }
}

BOOST_AUTO_TEST_CASE(an_action_is_a_word_or_a_star) {
    for (const std::string& text : {"edit"s, "can_read"s, "*"s, "-"s, std::string(63, 'x')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_action(text)); }
    for (const std::string& text :
         {""s, "Edit"s, "ed*"s, "**"s, "a/b"s, "a b"s, std::string(64, 'x')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!is_action(text)); }
}

BOOST_AUTO_TEST_CASE(covers_is_about_the_very_resource_and_action_without_stars) {
    BOOST_TEST(covers("wiki/pages", "edit", "wiki/pages", "edit"));
    BOOST_TEST(!covers("wiki/pages", "edit", "wiki/pages", "read"));
    BOOST_TEST(!covers("wiki/pages", "edit", "wiki/page", "edit"));
    BOOST_TEST(!covers("wiki/pages", "edit", "wiki/pages/1", "edit"));
    BOOST_TEST(!covers("wiki/pages", "edit", "wiki", "edit"));
}

BOOST_AUTO_TEST_CASE(covers_takes_a_star_for_everything_below_but_not_for_the_place_itself) {
    BOOST_TEST(covers("wiki/*", "edit", "wiki/pages", "edit"));
    BOOST_TEST(covers("wiki/*", "edit", "wiki/pages/1", "edit"));
    BOOST_TEST(!covers("wiki/*", "edit", "wiki", "edit"));
    BOOST_TEST(!covers("wiki/*", "edit", "wiki/", "edit"));
    BOOST_TEST(!covers("wiki/*", "edit", "wikis/pages", "edit"));
    BOOST_TEST(!covers("wiki/*", "edit", "wiki/pages", "read"));
}

BOOST_AUTO_TEST_CASE(covers_takes_stars_for_everything) {
    BOOST_TEST(covers("*", "*", "wiki/pages", "edit"));
    BOOST_TEST(covers("*", "edit", "wiki", "edit"));
    BOOST_TEST(!covers("*", "edit", "wiki", "read"));
    BOOST_TEST(covers("wiki", "*", "wiki", "read"));
    BOOST_TEST(!covers("wiki", "*", "blog", "read"));
}

BOOST_AUTO_TEST_CASE(covers_takes_no_star_of_who_asks_for_a_part) {
    BOOST_TEST(!covers("wiki/pages", "edit", "*", "edit"));
    BOOST_TEST(!covers("wiki/pages", "edit", "wiki/*", "edit"));
    BOOST_TEST(!covers("wiki/pages", "edit", "wiki/pages", "*"));
    BOOST_TEST(!covers("wiki/*", "edit", "*", "edit"));
}

BOOST_AUTO_TEST_SUITE_END()
