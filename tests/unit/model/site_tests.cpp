#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/site.hpp"

using namespace postern;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(site_tests)

BOOST_AUTO_TEST_CASE(policies_are_read_back_as_written) {
    for (const SitePolicy policy : {SitePolicy::SignedIn, SitePolicy::Public})
        BOOST_TEST((parse_site_policy(to_text(policy)) == policy));
    for (const SitePolicy policy : {SitePolicy::SignedIn, SitePolicy::Public})
        BOOST_TEST((to_site_policy(to_number(policy)) == policy));
    BOOST_TEST(to_text(SitePolicy::SignedIn) == "signed_in");
    BOOST_TEST(to_text(SitePolicy::Public) == "public");
}

BOOST_AUTO_TEST_CASE(parse_site_policy_refuses_every_other_word) {
    for (const std::string& text : {""s, "Public"s, "public "s, "signed-in"s, "none"s, "public\0"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_site_policy(text).has_value()); }
}

BOOST_AUTO_TEST_CASE(to_site_policy_refuses_every_other_number) {
    for (const std::uint32_t number : {2U, 3U, 0xFFFF'FFFFU})
        BOOST_TEST(!to_site_policy(number).has_value());
}

BOOST_AUTO_TEST_CASE(words_about_tokens_are_read_back_as_written) {
    for (const SiteBasic basic : {SiteBasic::Off, SiteBasic::Token, SiteBasic::Password})
        BOOST_TEST((parse_site_basic(to_text(basic)) == basic));
    for (const TokenAudience audience : {TokenAudience::Issuer, TokenAudience::Site})
        BOOST_TEST((parse_token_audience(to_text(audience)) == audience));
    BOOST_TEST(to_text(SiteBasic::Off) == "off");
    BOOST_TEST(to_text(SiteBasic::Password) == "password");
    BOOST_TEST(to_text(TokenAudience::Issuer) == "issuer");
    for (const auto* word : {"", "Off", "on", "tokens", "password "})
        BOOST_TEST(!parse_site_basic(word).has_value(), word);
    for (const auto* word : {"", "Site", "issuer ", "both"})
        BOOST_TEST(!parse_token_audience(word).has_value(), word);
}

BOOST_AUTO_TEST_CASE(identities_are_read_back_as_written) {
    for (const auto identity : {SiteIdentity::Email, SiteIdentity::Username, SiteIdentity::Id}) {
        BOOST_TEST((parse_site_identity(to_text(identity)) == identity));
        const SiteTokens tokens{.assertion = true, .identity = identity};
        BOOST_TEST((to_site_tokens(to_number(tokens)) == tokens));
    }
    BOOST_TEST(to_text(SiteIdentity::Username) == "username");
    for (const auto* word : {"", "Email", "name", "id "})
        BOOST_TEST(!parse_site_identity(word).has_value(), word);
    BOOST_TEST(!to_site_tokens(to_number(SiteTokens{}) | 3U << 7).has_value());
}

BOOST_AUTO_TEST_CASE(credentials_are_words_in_one_order) {
    for (const std::string text : {"cookie", "token", "basic", "cookie token", "cookie basic",
                                   "token basic", "cookie token basic"})
        BOOST_TEST(to_text(parse_site_credentials(text).value()) == text);
    BOOST_TEST(to_text(SiteCredentials{}) == "cookie token basic");
}

BOOST_AUTO_TEST_CASE(credentials_may_be_typed_in_any_order) {
    const SiteCredentials both{.cookie = true, .token = true, .basic = false};
    for (const auto* text : {"token cookie", "cookie,token", "cookie, token", " cookie  token ",
                             "token,,cookie", "cookie token cookie"})
        BOOST_TEST((parse_site_credentials(text) == both), text);
}

BOOST_AUTO_TEST_CASE(a_site_takes_known_credentials_and_at_least_one) {
    for (const std::string& text :
         {""s, " "s, ","s, "none"s, "Cookie"s, "cookies"s, "cookie;token"s, "cookie+token"s,
          "cookie bearer"s, "cookie\n"s, "cookie\0"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_site_credentials(text).has_value()); }
}

BOOST_AUTO_TEST_CASE(each_number_of_site_tokens_means_one_thing) {
    int count = 0;
    for (std::uint32_t number = 0; number < 1024; ++number) {
        const auto tokens = to_site_tokens(number);
        if (!tokens) continue;
        ++count;
        BOOST_TEST(to_number(*tokens) == number);
        BOOST_TEST(tokens->credentials.any());
    }
    BOOST_TEST(count == 7 * 3 * 2 * 2 * 3);
    BOOST_TEST((to_site_tokens(to_number(SiteTokens{})) == SiteTokens{}));
    const SiteTokens other{.credentials = {.cookie = false, .token = false, .basic = true},
                           .basic = SiteBasic::Password,
                           .audience = TokenAudience::Site,
                           .assertion = true};
    BOOST_TEST((to_site_tokens(to_number(other)) == other));
}

BOOST_AUTO_TEST_CASE(to_site_tokens_refuses_every_other_number) {
    // Nothing taken; an unknown kind of Basic, or of identity; a bit of another version.
    for (const std::uint32_t number :
         {0U, 0b000'1000U, 0b001'1111U, 0b1'1000'0111U, 0b10'0000'0111U, 0xFFFF'FFFFU})
        BOOST_TEST(!to_site_tokens(number).has_value(), number);
}

BOOST_AUTO_TEST_CASE(is_site_name_accepts_short_lowercase_words) {
    for (const std::string& text : {"a"s, "0"s, "wiki"s, "my-site_2"s, "a-"s, std::string(64, 'x')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_site_name(text)); }
}

BOOST_AUTO_TEST_CASE(is_site_name_refuses_everything_else) {
    for (const std::string& text : {""s, "-a"s, "_a"s, "Wiki"s, "a.b"s, "a b"s, "a/b"s, "a\0"s,
                                    "a\n"s, "\xc3\xa4"s, "a;"s, "$host"s, std::string(65, 'x')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!is_site_name(text)); }
}

BOOST_AUTO_TEST_SUITE_END()
