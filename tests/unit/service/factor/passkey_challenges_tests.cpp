// Challenges of passkeys: bound to a purpose and a holder, and good for one answer.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::PasskeyPurpose;

namespace {

struct ChallengeFixture : test::ServiceFixture {
    const service::PasskeyChallenges& challenges = wiring.challenges;

    std::string make(PasskeyPurpose purpose = PasskeyPurpose::SignIn,
                     std::string_view holder = "browser") {
        return challenges.make(purpose, holder, now);
    }
    bool spend(std::string_view challenge, TimePoint at,
               PasskeyPurpose purpose = PasskeyPurpose::SignIn,
               std::string_view holder = "browser") {
        return challenges.spend(challenge, purpose, holder, at);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_challenges_tests, ChallengeFixture)

BOOST_AUTO_TEST_CASE(a_challenge_is_good_once) {
    const auto challenge = make();
    BOOST_TEST(challenge.size() >= 32u);
    BOOST_TEST(challenge != make());
    BOOST_TEST(spend(challenge, now));
    BOOST_TEST(!spend(challenge, now));
}

BOOST_AUTO_TEST_CASE(asking_writes_nothing) {
    const auto calls = stores.state().calls;
    make();
    BOOST_TEST(stores.state().calls == calls);
}

BOOST_AUTO_TEST_CASE(a_challenge_ends_after_ten_minutes) {
    BOOST_TEST(spend(make(), now + service::kChallengeTtl - 1s));
    BOOST_TEST(!spend(make(), now + service::kChallengeTtl));
}

BOOST_AUTO_TEST_CASE(a_challenge_is_of_one_purpose_and_one_holder) {
    using enum PasskeyPurpose;
    for (const auto other : {SecondFactor, StepUp, AddPasskey, AddSecurityKey})
        BOOST_TEST(!spend(make(), now, other));
    for (const auto* const other : {"", "browser2", "browse"})
        BOOST_TEST(!spend(make(), now, SignIn, other));
    BOOST_TEST(spend(make(SignIn, ""), now, SignIn, ""));
}

BOOST_AUTO_TEST_CASE(a_challenge_with_any_byte_changed_is_none_and_uses_nothing_up) {
    const auto challenge = make();
    const auto calls = stores.state().calls;
    for (std::size_t i = 0; i < challenge.size(); ++i) {
        auto changed = challenge;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        BOOST_TEST(!spend(changed, now));
    }
    for (const auto& other : {std::string{}, challenge + '\0', challenge.substr(1)})
        BOOST_TEST(!spend(other, now));
    BOOST_TEST(stores.state().calls == calls);
    BOOST_TEST(spend(challenge, now));
}

BOOST_AUTO_TEST_CASE(a_challenge_of_another_key_file_is_none) {
    const auto challenge = make();
    test::CountingEntropy other_entropy;
    other_entropy.bytes(512);
    const auto line = crypto::make_key_line(other_entropy);
    const auto other_keys = crypto::KeyRing::parse(line).value();
    const service::PasskeyChallenges others{stores.passkeys(), entropy, &other_keys};
    BOOST_TEST(!others.spend(challenge, PasskeyPurpose::SignIn, "browser", now));
    const service::PasskeyChallenges none{stores.passkeys(), entropy, nullptr};
    BOOST_TEST(!none.has_keys());
    BOOST_TEST(!none.spend(challenge, PasskeyPurpose::SignIn, "browser", now));
    BOOST_TEST(spend(challenge, now));
}

BOOST_AUTO_TEST_SUITE_END()
