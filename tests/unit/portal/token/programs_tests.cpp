// The programs that signed in for a user, on the page of their devices.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/token/token_service.hpp"
#include "support/sample_data.hpp"
#include "support/sample_tokens.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct ProgramsFixture : WebFixture {
    const service::TokenService& tokens = wiring.tokens;
    User ann = add_user("ann@example.org");

    ProgramsFixture() { browser.sign_in("ann@example.org"); }

    /// A family of tokens, as a program with this User-Agent gets it.
    std::string add_program(std::string name, std::string user_agent) {
        Scopes scopes{ApiScope::AccountRead};
        scopes.add_site("wiki");
        const TokenFamily family{.id = FamilyId{0},
                                 .public_id = sample_id(77),
                                 .user_id = ann.id,
                                 .name = std::move(name),
                                 .scopes = std::move(scopes),
                                 .authentication = {.level = Level::One,
                                                    .methods = {ProofMethod::Password},
                                                    .authenticated_at = now,
                                                    .factor_at = std::nullopt},
                                 .created_at = now,
                                 .address = "192.0.2.99",
                                 .user_agent = std::move(user_agent),
                                 .used_at = now,
                                 .expires_at = now + 30 * 24h,
                                 .idle_ttl = 14 * 24h,
                                 .counter = 1,
                                 .counter_at = now,
                                 .sealed_seed = sample_seal(77)};
        BOOST_REQUIRE(stores.tokens().add(family, {}, 50, now).has_value());
        return family.public_id.text();
    }

    http::Response sign_out(Browser& b, const std::string& id) {
        b.get("/account/sessions");
        return b.post("/account/programs/end", {{"which", id}});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(programs_tests, ProgramsFixture)

BOOST_AUTO_TEST_CASE(get_sessions_lists_programs_with_what_they_may_do) {
    BOOST_TEST(!says(browser.get("/account/sessions"), "Programs"));
    const auto id = add_program("Phone app", "Okhttp/4");
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, ">Programs<"));
    BOOST_TEST(says(page, "Phone app"));
    BOOST_TEST(says(page, "Use wiki"));
    BOOST_TEST(says(page, "See your account"));
    BOOST_TEST(says(page, "from 192.0.2.99"));
    BOOST_TEST(says(page, "Last used: <time datetime=\"2027-01-15T08:00:00Z\">"));
    BOOST_TEST(says(page, "Expires: <time datetime=\"2027-01-29T08:00:00Z\">"));
    BOOST_TEST(says(page, "/account/programs/end?which=" + id));
}

BOOST_AUTO_TEST_CASE(a_program_without_a_name_goes_by_what_its_user_agent_tells) {
    add_program("curl/8.5.0", "curl/8.5.0");
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, "<p class=\"row-title\">curl"));
    BOOST_TEST(!says(page, "curl/8.5.0"));
}

BOOST_AUTO_TEST_CASE(a_program_that_nobody_knows_goes_by_its_user_agent) {
    add_program("Zither/3", "Zither/3");
    BOOST_TEST(says(browser.get("/account/sessions"), "Zither/3"));
}

BOOST_AUTO_TEST_CASE(get_end_program_asks_and_ends_nothing) {
    const auto id = add_program("Phone app", "Okhttp/4");
    const auto page = browser.get("/account/programs/end?which=" + id);
    BOOST_TEST(says(page, "Sign out this program?"));
    BOOST_TEST(says(page, "Phone app"));
    BOOST_TEST(says(page, "from 192.0.2.99"));
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(post_end_program_ends_its_tokens) {
    const auto id = add_program("Phone app", "Okhttp/4");
    BOOST_TEST(sign_out(browser, id).header("Location") == "/account/sessions?ended=program");
    BOOST_TEST(tokens.list(ann, now).empty());
    BOOST_TEST(
        says(browser.get("/account/sessions?ended=program"), "The program has been signed out."));
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST((stores.state().audit.back().entry.event == AuditEvent::TokensEnded));
}

BOOST_AUTO_TEST_CASE(a_program_that_is_gone_leads_back_to_the_devices) {
    const auto id = add_program("Phone app", "Okhttp/4");
    sign_out(browser, id);
    BOOST_TEST(sign_out(browser, id).header("Location") == "/account/sessions");
    for (const std::string& which : {std::string{}, std::string{"all"}, id})
        BOOST_TEST(browser.get("/account/programs/end?which=" + which).header("Location") ==
                       "/account/sessions",
                   which);
}

BOOST_AUTO_TEST_CASE(nobody_signs_out_another_users_program) {
    const auto id = add_program("Phone app", "Okhttp/4");
    add_user("eve@example.org");
    Browser eve{*this};
    eve.sign_in("eve@example.org");
    BOOST_TEST(!says(eve.get("/account/sessions"), "Phone app"));
    BOOST_TEST(sign_out(eve, id).header("Location") == "/account/sessions");
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(signing_out_a_program_asks_first_for_a_proof_that_is_fresh) {
    const auto id = add_program("Phone app", "Okhttp/4");
    now += 6min;
    BOOST_TEST(browser.get("/account/programs/end?which=" + id)
                   .header("Location")
                   .starts_with("/login/step-up"));
    BOOST_TEST(sign_out(browser, id).header("Location").starts_with("/login/step-up"));
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(post_end_program_refuses_what_is_no_program) {
    for (const auto* which : {"", "everywhere", "AAAA"})
        BOOST_TEST((sign_out(browser, which).status() == Status::BadRequest), which);
}

BOOST_AUTO_TEST_SUITE_END()
