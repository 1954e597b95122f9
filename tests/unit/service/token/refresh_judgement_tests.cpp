// Whether a family of tokens may go on.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/token/token_service.hpp"
#include "support/sample_data.hpp"

using namespace postern;
using namespace postern::service;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

/// Ends in a day, and when it is unused for two hours.
store::FamilyWithUser sample_found() {
    const auto user = sample_user("ann@example.org");
    return {.family = {.id = FamilyId{1},
                       .public_id = sample_id(1),
                       .user_id = UserId{1},
                       .name = "Backup",
                       .scopes = Scopes{ApiScope::AccountRead},
                       .authentication = {.level = Level::One,
                                          .methods = {ProofMethod::Password},
                                          .authenticated_at = kNow,
                                          .factor_at = std::nullopt},
                       .created_at = kNow,
                       .address = "192.0.2.7",
                       .user_agent = "Test/1.0",
                       .used_at = kNow,
                       .expires_at = kNow + 24h,
                       .idle_ttl = 2h,
                       .counter = 0,
                       .counter_at = kNow,
                       .sealed_seed = {}},
            .user = {.id = UserId{1},
                     .public_id = user.public_id,
                     .email = user.email,
                     .display_name = user.display_name,
                     .created_at = kNow},
            .is_current = true,
            .session_lives = true};
}

struct StopCase {
    const char* name;
    void (*change)(store::FamilyWithUser&);
    TimePoint now;
    FamilyStop expected;
};

constexpr StopCase kCases[] = {
    {"nothing is wrong", [](auto&) {}, kNow, FamilyStop::None},
    {"the user is disabled", [](auto& found) { found.user.disabled = true; }, kNow,
     FamilyStop::UserGone},
    {"the account is scheduled for deletion",
     [](auto& found) { found.user.delete_at = kNow + 24h; }, kNow, FamilyStop::UserGone},
    {"it was revoked", [](auto& found) { found.family.revoked_at = kNow; }, kNow,
     FamilyStop::Revoked},
    {"the user signed out everywhere", [](auto& found) { found.is_current = false; }, kNow,
     FamilyStop::Revoked},
    {"the session has ended", [](auto& found) { found.session_lives = false; }, kNow,
     FamilyStop::SessionEnded},
    {"a second before it is idle", [](auto&) {}, kNow + 2h - 1s, FamilyStop::None},
    {"it is idle", [](auto&) {}, kNow + 2h, FamilyStop::Idle},
    {"a second before its end", [](auto& found) { found.family.used_at = kNow + 23h; },
     kNow + 24h - 1s, FamilyStop::None},
    {"its end has come", [](auto& found) { found.family.used_at = kNow + 23h; }, kNow + 24h,
     FamilyStop::Expired},
    {"the clock was set back", [](auto&) {}, kNow - 48h, FamilyStop::None},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(refresh_judgement_tests)

BOOST_AUTO_TEST_CASE(may_continue_says_the_one_thing_that_ended_a_family) {
    for (const auto& row : kCases) {
        auto found = sample_found();
        row.change(found);
        BOOST_TEST_CONTEXT(row.name)
        BOOST_TEST((may_continue(found, row.now) == row.expected));
    }
}

BOOST_AUTO_TEST_CASE(every_stop_has_a_word_of_its_own) {
    BOOST_TEST(to_text(FamilyStop::None) == "none");
    BOOST_TEST(to_text(FamilyStop::UserGone) == "user_gone");
    BOOST_TEST(to_text(FamilyStop::Revoked) == "revoked");
    BOOST_TEST(to_text(FamilyStop::SessionEnded) == "session_ended");
    BOOST_TEST(to_text(FamilyStop::Expired) == "expired");
    BOOST_TEST(to_text(FamilyStop::Idle) == "idle");
}

BOOST_AUTO_TEST_SUITE_END()
