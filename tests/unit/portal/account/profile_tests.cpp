// Name, language and time zone of a user.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct ProfileFixture : WebFixture {
    User ann = add_user("ann@example.org");

    ProfileFixture() { browser.sign_in("ann@example.org"); }

    User& stored() { return stores.state().users.at(ann.id).user; }

    http::Response save(std::string name, std::string language, std::string time_zone) {
        browser.get("/account/profile");
        return browser.post("/account/profile", {{"display_name", std::move(name)},
                                                 {"language", std::move(language)},
                                                 {"time_zone", std::move(time_zone)}});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(profile_tests, ProfileFixture)

BOOST_AUTO_TEST_CASE(get_profile_shows_what_is_stored) {
    stored().language = "de";
    stored().time_zone = "America/Argentina/Buenos_Aires";
    const auto page = browser.get("/account/profile");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "value=\"Ann\""));
    BOOST_TEST(says(page, "<option value=\"de\" lang=\"de\" selected>Deutsch</option>"));
    BOOST_TEST(says(page, "<option value=\"en\" lang=\"en\" >English</option>"));
    BOOST_TEST(says(page,
                    "<option value=\"America/Argentina/Buenos_Aires\" selected>Argentina, "
                    "Buenos Aires</option>"));
}

BOOST_AUTO_TEST_CASE(get_profile_groups_time_zones_by_the_part_of_the_world_in_the_users_language) {
    BOOST_TEST(says(browser.get("/account/profile"), "<optgroup label=\"Europe\">"));
    BOOST_TEST(says(browser.get("/account/profile"), "<option value=\"UTC\" >UTC</option>"));
    stored().language = "de";
    BOOST_TEST(says(browser.get("/account/profile"), "<optgroup label=\"Europa\">"));
}

BOOST_AUTO_TEST_CASE(times_are_in_utc_or_the_users_zone_and_the_page_names_it_for_its_script) {
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, " UTC</time>"));
    BOOST_TEST(says(page, "data-time-zone=\"\""));
    stored().time_zone = "Asia/Tokyo";
    BOOST_TEST(says(browser.get("/account"), " JST</time>"));
    BOOST_TEST(says(browser.get("/account"), "data-time-zone=\"Asia/Tokyo\""));
}

BOOST_AUTO_TEST_CASE(get_profile_keeps_a_time_zone_that_is_not_in_the_list) {
    stored().time_zone = "Etc/GMT+5";
    BOOST_TEST(says(browser.get("/account/profile"), "<option value=\"Etc/GMT+5\" selected>"));
}

BOOST_AUTO_TEST_CASE(post_profile_saves_and_the_next_page_is_in_the_new_language) {
    const auto answer = save("Ann Ärmel", "de", "Europe/Berlin");
    BOOST_TEST(answer.header("Location") == "/account/profile?saved=1");
    BOOST_TEST(stored().display_name.text() == "Ann Ärmel");
    BOOST_TEST(stored().time_zone == "Europe/Berlin");
    const auto page = browser.get("/account/profile?saved=1");
    BOOST_TEST(says(page, "<html lang=\"de\">"));
    BOOST_TEST(says(page, "Ihr Profil wurde gespeichert."));
}

BOOST_AUTO_TEST_CASE(post_profile_returns_to_the_browsers_language) {
    stored().language = "de";
    save("Ann", "", "UTC");
    BOOST_TEST(says(browser.get("/account/profile"), "<html lang=\"en\">"));
}

BOOST_AUTO_TEST_CASE(post_profile_says_beside_each_field_what_is_wrong_and_saves_nothing) {
    const auto page = save("\x01", "xx", "Europe/Nowhere");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "<title>Error: Profile"));
    BOOST_TEST(says(page, "id=\"display_name-error\""));
    BOOST_TEST(says(page, "id=\"language-error\""));
    BOOST_TEST(says(page, "id=\"time_zone-error\""));
    BOOST_TEST(stored().display_name.text() == "Ann");
    BOOST_TEST(stored().language == "");
}

BOOST_AUTO_TEST_CASE(post_profile_keeps_what_was_typed_when_it_is_refused) {
    const auto page = save("", "de", "Europe/Berlin");
    BOOST_TEST(says(page, "<option value=\"de\" lang=\"de\" selected>"));
    BOOST_TEST(says(page, "<option value=\"Europe/Berlin\" selected>"));
    BOOST_TEST(!says(page, "Choose a language from the list."));
}

BOOST_AUTO_TEST_SUITE_END()
