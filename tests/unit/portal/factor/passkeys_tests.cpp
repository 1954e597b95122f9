// Passkeys and security keys on the page about what protects the account, and behind it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/service/account/passkey_service.hpp"
#include "support/passkey_json.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::passkey_json;
using test::says;

namespace {

constexpr const char* kWiki = "https://wiki.example.org/page";
constexpr const char* kSecurity = "/account/security";

struct PasskeyPages : test::WebFixture {
    PasskeyPages() {
        ann = add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
    }

    /// What this browser's session is asked; `key` is for Ann from then on.
    std::string answer(test::SoftPasskey& with, PasskeyKind kind = PasskeyKind::Passkey) {
        const auto& token = browser.cookies.at(cookies.session_name());
        const auto visitor = sessions.find(token, now);
        BOOST_REQUIRE(visitor.has_value());
        const auto asked = passkeys.begin(*visitor, token, kind, client, now).value();
        with.user_handle = asked.user_handle;
        return passkey_json(with.create(asked.challenge));
    }
    http::Response add(std::string text, test::FormFields more = {}) {
        more.emplace_back("passkey", std::move(text));
        return browser.post("/account/security/passkeys", std::move(more));
    }
    /// Signs in and adds `key`.
    void begin_with_key() {
        browser.sign_in("ann@example.org");
        browser.get(kSecurity);
        BOOST_REQUIRE(add(answer(key)).status() == Status::Ok);
    }
    std::string id_of_first() { return stores.state().passkeys.begin()->second.public_id.text(); }
    std::string with_id(std::string path) {
        return path.replace(path.find("{id}"), 4, id_of_first());
    }
    http::Response get(const std::string& path) { return browser.get(with_id(path)); }
    http::Response post(const std::string& path, test::FormFields fields = {}) {
        return browser.post(with_id(path), std::move(fields));
    }

    std::optional<User> ann;
    test::SoftPasskey key;
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_pages_tests, PasskeyPages)

BOOST_AUTO_TEST_CASE(the_first_step_that_is_recommended_is_a_passkey) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get(kSecurity);
    BOOST_TEST(says(page, "Add a passkey. Then a stolen password is not enough"));
    BOOST_TEST(says(page, "/account/security/passkeys?kind=passkey"));
    BOOST_TEST(says(page, "/account/security/passkeys?kind=security_key"));
    BOOST_TEST(says(page, "You have none yet."));
    BOOST_TEST(!says(page, "well protected"));
}

BOOST_AUTO_TEST_CASE(the_page_for_adding_says_what_happens_and_is_not_dead_without_javascript) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/account/security/passkeys?kind=passkey");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "<h1>Add a passkey</h1>"));
    BOOST_TEST(says(page, "action=\"/account/security/passkeys\" data-passkey hidden"));
    BOOST_TEST(says(page, "<noscript>"));
    BOOST_TEST(says(page, "name=\"kind\" value=\"passkey\""));
    const auto key_page = browser.get("/account/security/passkeys?kind=security_key");
    BOOST_TEST(says(key_page, "<h1>Add a security key</h1>"));
    BOOST_TEST(says(key_page, "name=\"kind\" value=\"security_key\""));
    BOOST_TEST(says(browser.get("/account/security/passkeys"), "<h1>Add a passkey</h1>"));
}

BOOST_AUTO_TEST_CASE(the_first_passkey_comes_with_recovery_codes) {
    browser.sign_in("ann@example.org");
    browser.get("/account/security/passkeys");
    const auto before = browser.cookies.at(cookies.session_name());
    const auto done = add(answer(key), {{"kind", "passkey"}, {"name", "Phone"}, {"rd", kWiki}});
    BOOST_TEST(done.status() == Status::Ok);
    BOOST_TEST(says(done, "Your recovery codes"));
    BOOST_TEST(says(done, "Your passkey or security key was added."));
    BOOST_TEST(says(done, kWiki));
    BOOST_TEST(says(done, "value=\"passkey_added\""));
    BOOST_TEST(done.header("Cache-Control") == "no-store");
    BOOST_TEST(browser.cookies.at(cookies.session_name()) != before);
    BOOST_TEST(browser.is_signed_in());
    BOOST_REQUIRE(stores.state().passkeys.size() == 1u);
    BOOST_TEST(stores.state().passkeys.begin()->second.name == "Phone");
    // The forms of that page belong to the new session.
    BOOST_TEST(location(browser.post("/logout", {})) == "/login?signed_out=1");
}

BOOST_AUTO_TEST_CASE(a_further_one_leads_back) {
    begin_with_key();
    test::SoftPasskey second{2};
    const auto done = add(answer(second, PasskeyKind::SecurityKey), {{"kind", "security_key"}});
    BOOST_TEST(location(done) == "/account/security?done=passkey_added");
    BOOST_TEST(says(browser.get(location(done)), "was added"));
    test::SoftPasskey third{3};
    BOOST_TEST(location(add(answer(third), {{"rd", kWiki}})) == kWiki);
    BOOST_TEST(stores.state().passkeys.size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_added_is_told_and_changes_nothing) {
    begin_with_key();
    test::SoftPasskey other{2};
    const auto long_name = std::string(61, 'x');
    const auto bad_name = add(answer(other), {{"name", long_name}});
    BOOST_TEST(bad_name.status() == Status::UnprocessableContent);
    BOOST_TEST(says(bad_name, "up to 60 characters"));
    BOOST_TEST(says(bad_name, long_name));
    for (const char* const text : {"", "{}", "[]", "x"})
        BOOST_TEST(add(text).status() == Status::Forbidden, text);
    BOOST_TEST(says(add("{}"), "could not be added"));
    const auto late = answer(other);
    now += 4min;
    BOOST_TEST(says(add(late, {{"kind", "security_key"}}), "That took too long."));
    const auto taken = add(answer(key));
    BOOST_TEST(taken.status() == Status::Conflict);
    BOOST_TEST(says(taken, "already set up"));
    other.rp_id = "evil.example";
    BOOST_TEST(says(add(answer(other)), "could not be added"));
    BOOST_TEST(stores.state().passkeys.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_user_has_no_more_than_there_is_room_for) {
    begin_with_key();
    for (unsigned n = 2; n <= kMaxPasskeys; ++n) {
        test::SoftPasskey more{n};
        browser.get(kSecurity);
        BOOST_REQUIRE(add(answer(more)).status() == Status::SeeOther);
    }
    const auto page = browser.get("/account/security/passkeys?kind=passkey");
    BOOST_TEST(says(page, "You have 20 passkeys and security keys already."));
    BOOST_TEST(!says(page, "data-passkey"));
}

BOOST_AUTO_TEST_CASE(a_stale_proof_is_renewed_before_one_is_added) {
    browser.sign_in("ann@example.org");
    browser.get(kSecurity);
    now += 6min;
    BOOST_TEST(location(browser.get("/account/security/passkeys?kind=security_key")) ==
               "/login/step-up?rd=https://auth.example.org/account/security/"
               "passkeys?kind=security_key");
}

BOOST_AUTO_TEST_CASE(the_list_says_what_each_one_is) {
    key.eligible = key.backed_up = true;
    begin_with_key();
    test::SoftPasskey fob{2};
    add(answer(fob, PasskeyKind::SecurityKey), {{"kind", "security_key"}, {"name", "Fob"}});
    const auto page = browser.get(kSecurity);
    BOOST_TEST(says(page, "synced to your other devices"));
    BOOST_TEST(says(page, "Fob"));
    BOOST_TEST(says(page, "on this key only"));
    BOOST_TEST(says(page, "/account/security/passkeys/" + id_of_first()));
    BOOST_TEST(says(page, "10 codes are left."));
    BOOST_TEST(says(page, "well protected"));
}

BOOST_AUTO_TEST_CASE(another_one_is_recommended_where_the_only_one_is_on_one_device) {
    begin_with_key();
    const auto page = browser.get(kSecurity);
    BOOST_TEST(says(page, "Add a second passkey or security key"));
    BOOST_TEST(says(page, "on one device only"));
    BOOST_TEST(!says(page, "well protected"));
}

BOOST_AUTO_TEST_CASE(a_passkey_gets_another_name) {
    begin_with_key();
    BOOST_TEST(get("/account/security/passkeys/{id}").status() == Status::Ok);
    const auto bad = post("/account/security/passkeys/{id}", {{"name", " "}});
    BOOST_TEST(bad.status() == Status::UnprocessableContent);
    BOOST_TEST(says(bad, "name-error"));
    now += 6min;  // needs no fresh proof
    BOOST_TEST(location(post("/account/security/passkeys/{id}", {{"name", "Ann's phone"}})) ==
               "/account/security?done=passkey_renamed");
    BOOST_TEST(says(browser.get(kSecurity), "Ann&#39;s phone"));
}

BOOST_AUTO_TEST_CASE(the_last_passkey_is_removed_with_its_codes) {
    begin_with_key();
    const auto page = get("/account/security/passkeys/{id}");
    BOOST_TEST(says(page, "your only second step"));
    BOOST_TEST(location(get("/account/security/passkeys/{id}/remove")) ==
               with_id("/account/security/passkeys/{id}"));
    now += 6min;
    BOOST_TEST(
        location(post("/account/security/passkeys/{id}/remove")) ==
        with_id("/login/step-up?rd=https://auth.example.org/account/security/passkeys/{id}"));
    BOOST_TEST(stores.state().passkeys.size() == 1u);
    now -= 6min;
    BOOST_TEST(location(post("/account/security/passkeys/{id}/remove")) ==
               "/account/security?done=passkey_removed");
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(stores.state().passkeys.empty());
    BOOST_TEST(says(browser.get("/account/security?done=passkey_removed"), "was removed"));
}

BOOST_AUTO_TEST_CASE(one_of_several_is_removed_alone) {
    begin_with_key();
    test::SoftPasskey second{2};
    add(answer(second));
    BOOST_TEST(says(get("/account/security/passkeys/{id}"), "What else you have set up stays."));
    post("/account/security/passkeys/{id}/remove");
    BOOST_TEST(stores.state().passkeys.size() == 1u);
    BOOST_TEST(says(browser.get(kSecurity), "10 codes are left."));
}

BOOST_AUTO_TEST_CASE(a_passkey_that_is_not_there_or_another_users_leads_to_the_list) {
    begin_with_key();
    const auto of_ann = with_id("/account/security/passkeys/{id}");
    add_user("bob@example.org");
    test::Browser bob{*this};
    bob.sign_in("bob@example.org");
    bob.get(kSecurity);
    for (const auto& page : {of_ann, std::string{"/account/security/passkeys/none"}}) {
        BOOST_TEST(location(bob.get(page)) == kSecurity);
        BOOST_TEST(location(bob.post(page, {{"name", "mine"}})) == kSecurity);
        BOOST_TEST(location(bob.post(page + "/remove", {})) == kSecurity);
    }
    BOOST_TEST(stores.state().passkeys.size() == 1u);
    BOOST_TEST(stores.state().passkeys.begin()->second.name != "mine");
}

BOOST_AUTO_TEST_CASE(new_recovery_codes_are_made_for_a_passkey_too) {
    begin_with_key();
    BOOST_TEST(says(browser.get("/account/security/recovery-codes"), "ten new codes"));
    BOOST_TEST(browser.post("/account/security/recovery-codes", {}).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(with_two_passkeys_the_password_can_go_and_come_back) {
    constexpr const char* kRemove = "/account/security/password/remove";
    begin_with_key();
    BOOST_TEST(!says(browser.get(kSecurity), kRemove));
    const auto refused = browser.post(kRemove, {});
    BOOST_TEST(refused.status() == Status::Conflict);
    BOOST_TEST(says(refused, "Add a second passkey first"));
    test::SoftPasskey second{2};
    BOOST_TEST(location(add(answer(second))) == "/account/security?done=passkey_added");
    BOOST_TEST(says(browser.get(kSecurity), kRemove));
    BOOST_TEST(says(browser.get(kRemove), "The password stops working at once."));
    BOOST_TEST(location(browser.post(kRemove, {})) == "/account/security?done=password_removed");
    const auto page = browser.get("/account/security?done=password_removed");
    BOOST_TEST(says(page, "Your password was removed."));
    BOOST_TEST(says(page, "Choose a password"));
    BOOST_TEST(!says(page, kRemove));
    BOOST_TEST(location(post("/account/security/passkeys/{id}/remove")) ==
               "/account/security?done=passkey_removed");
    browser.get(kSecurity);
    const auto last = stores.state().passkeys.begin()->second.public_id.text();
    BOOST_TEST(location(browser.post("/account/security/passkeys/" + last + "/remove", {})) ==
               "/account/security?done=password_needed");
    BOOST_TEST(
        says(browser.get("/account/security?done=password_needed"), "This is your last passkey"));
    BOOST_TEST(
        location(browser.post("/account/password", {{"password", "a quiet lamp in winter"}})) ==
        "/account/password?ended=0");
    BOOST_TEST(location(browser.post("/account/security/passkeys/" + last + "/remove", {})) ==
               "/account/security?done=passkey_removed");
}

BOOST_AUTO_TEST_CASE(the_password_goes_only_with_a_fresh_proof) {
    begin_with_key();
    now += 6min;
    const auto first =
        "/login/step-up?rd=https://auth.example.org/account/security/password/remove";
    BOOST_TEST(location(browser.get("/account/security/password/remove")) == first);
    BOOST_TEST(location(browser.post("/account/security/password/remove", {})) == first);
}

BOOST_AUTO_TEST_SUITE_END()
