// What `postern doctor` says of the keys that sign, and of sites that take programs only.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/diagnosis/service_checks.hpp"

using namespace postern;
using namespace postern::app;

namespace {

const TimePoint kNow{std::chrono::seconds{1'800'000'000}};

service::ListedKey key(KeyUsage usage, KeyState state, bool opens = true) {
    return {.row = {.kid = std::string{to_text(usage)} + "-" + std::string{to_text(state)},
                    .usage = usage,
                    .algorithm = JwsAlgorithm::Es256,
                    .number = 1,
                    .public_jwk = "{}",
                    .sealed = "x",
                    .created_at = kNow,
                    .activate_at = kNow,
                    .made_on = "one"},
            .state = state,
            .opens = opens};
}

Site site(const std::string& name, bool assertion) {
    return {.id = SiteId{1},
            .name = name,
            .origin = Origin::parse("https://" + name + ".example.net").value(),
            .created_at = kNow,
            .tokens = {.assertion = assertion}};
}

config::Config sound() {
    config::Config config;
    config.server.public_url = "https://auth.example.org";
    return config;
}

const std::vector<service::ListedKey> kBoth{key(KeyUsage::Token, KeyState::Active),
                                            key(KeyUsage::Assertion, KeyState::Active)};

Finding check(bool has_file, const std::vector<service::ListedKey>& keys,
              const std::vector<Site>& sites = {}) {
    return check_signing_keys(sound(), has_file, keys, sites);
}

bool says(const Finding& finding, std::string_view text) {
    return finding.detail.find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(service_checks_tests)

BOOST_AUTO_TEST_CASE(keys_that_sign_and_open_are_fine) {
    const auto found = check(true, kBoth, {site("wiki", true)});
    BOOST_TEST((found.health == Health::Ok), found.detail);
    BOOST_TEST(says(found, "ES256 for tokens, ES256 for assertions"), found.detail);
}

BOOST_AUTO_TEST_CASE(a_key_that_counts_and_does_not_open_here_is_named) {
    for (const auto state : {KeyState::Published, KeyState::Active, KeyState::Retired}) {
        auto keys = kBoth;
        keys.push_back(key(KeyUsage::Token, state, false));
        const auto found = check(true, keys);
        BOOST_TEST((found.health == Health::Failed));
        BOOST_TEST(says(found, "token-" + std::string{to_text(state)}), found.detail);
    }
    for (const auto state : {KeyState::Removed, KeyState::Revoked}) {
        auto keys = kBoth;
        keys.push_back(key(KeyUsage::Token, state, false));
        BOOST_TEST((check(true, keys).health == Health::Ok));
    }
}

BOOST_AUTO_TEST_CASE(no_key_yet_is_a_warning_that_says_which) {
    BOOST_TEST((check(true, {}).health == Health::Warning));
    const auto found = check(true, {key(KeyUsage::Token, KeyState::Active)});
    BOOST_TEST((found.health == Health::Warning));
    BOOST_TEST(says(found, "none for assertions"), found.detail);
}

BOOST_AUTO_TEST_CASE(no_key_file_fails_where_sites_want_assertions_and_warns_elsewhere) {
    const auto fails =
        check(false, {}, {site("shop", true), site("blog", false), site("wiki", true)});
    BOOST_TEST((fails.health == Health::Failed));
    BOOST_TEST(says(fails, "shop, wiki"), fails.detail);
    const auto warns = check(false, {}, {site("blog", false)});
    BOOST_TEST((warns.health == Health::Warning));
    BOOST_TEST(says(warns, "no key file /etc/postern/keys"), warns.detail);
}

BOOST_AUTO_TEST_CASE(a_site_without_cookies_needs_none_to_reach_it) {
    auto unreached = site("wiki", false);
    BOOST_TEST((check_site(sound(), unreached).health == Health::Failed));
    unreached.tokens.credentials.cookie = false;
    BOOST_TEST((check_site(sound(), unreached).health == Health::Ok));
}

BOOST_AUTO_TEST_CASE(a_field_for_a_site_that_cannot_be_told_is_a_warning) {
    auto config = sound();
    config.profile.fields = {{.name = "phone", .sites = {"wiki", "blog", "shop"}}};
    const auto found = check_told_sites(config, {site("wiki", true), site("blog", false)});
    BOOST_REQUIRE(found.size() == 2u);
    BOOST_TEST((found[0].health == Health::Warning));
    BOOST_TEST(found[0].check == "profile field phone");
    BOOST_TEST(says(found[0], "postern site set blog --assertion on"), found[0].detail);
    BOOST_TEST(says(found[1], "the site shop, which does not exist"), found[1].detail);
}

BOOST_AUTO_TEST_SUITE_END()
