// What the views about tokens promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/token/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::test;
using namespace postern::portal::token;

namespace {

Moment hostile_moment() { return {kHostile, kHostile}; }

ScopesView hostile_scopes() {
    return {.sites = {kHostile},
            .all_sites = true,
            .account_read = true,
            .account_write = true,
            .access_ask = true,
            .admin_read = true,
            .admin_write = true};
}

TokensView hostile_tokens() {
    const TokenRow used{.id = kHostile,
                        .name = kHostile,
                        .scopes = hostile_scopes(),
                        .made = hostile_moment(),
                        .address = kHostile,
                        .last_used = hostile_moment(),
                        .expires = hostile_moment()};
    TokenRow unused = used;
    unused.last_used = {};
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Tokens, kHostile},
            .tokens = {used, unused},
            .revoked = true};
}

NewTokenView hostile_new_token() {
    Scopes chosen = Scopes::everything();
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Tokens, kHostile},
            .name = kHostile,
            .lives = {{30, kHostile, true}, {365, kHostile, false}},
            .day = kHostile,
            .first_day = kHostile,
            .last_day = kHostile,
            .sites = {{kHostile, kHostile, true}},
            .chosen = std::move(chosen),
            .offers_asking = true,
            .offers_admin = true,
            .most_life = kHostile,
            .most_tokens = kHostile,
            .problems = {.no_name = true,
                         .bad_name = true,
                         .name_taken = true,
                         .bad_day = true,
                         .too_late = true,
                         .too_soon = true,
                         .no_scopes = true,
                         .no_such_site = true,
                         .too_many_sites = true,
                         .too_many = true,
                         .changed_meanwhile = true}};
}

TokenMadeView hostile_token_made() {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Tokens, kHostile},
            .name = kHostile,
            .token = kHostile,
            .curl = kHostile,
            .git = kHostile,
            .bearer = kHostile};
}

EndTokenView hostile_end_token(EndTokenView::Kind kind, const std::string& name) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Tokens, kHostile},
            .kind = kind,
            .id = kHostile,
            .name = name,
            .device = {.device = {kHostile, kHostile}, .address = kHostile},
            .scopes = hostile_scopes()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_views_tests)

BOOST_AUTO_TEST_CASE(views_of_tokens_show_hostile_values_as_text) {
    check_view(hostile_tokens());
    check_text(TokensView{.frame = hostile_frame(), .menu = {AccountPage::Tokens, kHostile}});
    check_view(hostile_new_token());
    check_view(hostile_token_made());
    for (const auto kind : {EndTokenView::Kind::Token, EndTokenView::Kind::Program})
        for (const auto& name : {kHostile, std::string{}})
            check_view(hostile_end_token(kind, name));
}

BOOST_AUTO_TEST_CASE(new_token_keeps_what_was_typed_and_ties_each_error_to_its_field) {
    const NewTokenView view{.frame = {""},
                            .name = kTyped,
                            .lives = {{30, "30 days"}, {90, "90 days", true}},
                            .day = kTyped,
                            .sites = {{"wiki", "Wiki", true}, {"shop", "Shop"}},
                            .chosen = {ApiScope::AccountRead}};
    const auto with = [&view](NewTokenProblems problems) {
        NewTokenView refused = view;
        refused.problems = problems;
        return drawn(refused);
    };
    const auto html = with({});
    check_no_problem(html);
    BOOST_TEST(value_of(html, "name") == kTyped);
    BOOST_TEST(value_of(html, "life") == "90");
    BOOST_TEST(value_of(html, "day") == kTyped);
    BOOST_TEST(is_checked(html, "site.wiki"));
    BOOST_TEST(!is_checked(html, "site.shop"));
    BOOST_TEST(is_checked(html, "account_read"));
    BOOST_TEST(!is_checked(html, "all_sites"));
    check_problem(with({.no_name = true}), {"name"});
    check_problem(with({.bad_name = true}), {"name"});
    check_problem(with({.name_taken = true}), {"name"});
    check_problem(with({.bad_day = true}), {"day"});
    check_problem(with({.too_late = true}), {"day"});
    check_problem(with({.too_soon = true}), {"day"});
    check_problem(with({.no_scopes = true}), {"all_sites"});
    check_problem(with({.no_such_site = true}), {"all_sites"});
    check_problem(with({.too_many_sites = true}), {"all_sites"});
    check_problem(with({.too_many = true}), {});
    check_problem(with({.changed_meanwhile = true}), {});
    check_problem(with({.name_taken = true, .bad_day = true, .too_many_sites = true}),
                  {"all_sites", "day", "name"});
}

BOOST_AUTO_TEST_SUITE_END()
