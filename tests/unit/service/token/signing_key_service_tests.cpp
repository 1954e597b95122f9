// When keys are made, take over and go, on one host and on several.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <utility>

#include "postern/crypto/jws/jws.hpp"
#include "postern/json/json.hpp"
#include "postern/store/store_error.hpp"
#include "unit/service/token/key_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::RotationError;

namespace {

constexpr std::chrono::seconds kLife = test::KeyFixture::kLife;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(signing_key_service_tests, test::KeyFixture)

BOOST_AUTO_TEST_CASE(the_first_key_of_each_usage_signs_at_once) {
    BOOST_TEST(service().keep_up(now).size() == 2u);
    for (const auto usage : {KeyUsage::Token, KeyUsage::Assertion}) {
        const auto rows = rows_of(usage);
        BOOST_REQUIRE(rows.size() == 1u);
        BOOST_TEST((rows[0].activate_at == now && rows[0].created_at == now));
        BOOST_TEST((rows[0].algorithm == JwsAlgorithm::Es256));
        BOOST_TEST(rows[0].number == 1u);
        BOOST_TEST(rows[0].made_on == "one");
        BOOST_TEST((state_of(rows[0].kid) == KeyState::Active));
    }
    BOOST_TEST(audited(AuditEvent::SigningKeyAdded) == 2u);
}

BOOST_AUTO_TEST_CASE(a_key_is_stored_sealed_and_its_public_half_has_no_secret) {
    service().keep_up(now);
    const auto row = rows_of(KeyUsage::Token).at(0);
    const auto jwk = json::Json::parse(row.public_jwk).value();
    BOOST_TEST(jwk.find("d") == nullptr);
    BOOST_REQUIRE(jwk.find("kid") != nullptr);
    BOOST_TEST(*jwk.find("kid")->string() == row.kid);
    BOOST_TEST(crypto::sealed_by(row.sealed).value_or(0) == ring.first());
    BOOST_TEST(ring.open(crypto::kSigningKeys, {row.kid}, row.sealed).has_value());
    const auto other = rows_of(KeyUsage::Assertion).at(0);
    BOOST_TEST(!ring.open(crypto::kSigningKeys, {other.kid}, row.sealed).has_value());
}

BOOST_AUTO_TEST_CASE(nothing_more_is_made_until_a_day_before_the_end) {
    service().keep_up(now);
    now += kLife - kPublishedAhead - 1s;
    BOOST_TEST(service().keep_up(now).empty());
    now += 1s;
    BOOST_TEST(service().keep_up(now).size() == 2u);
    BOOST_TEST(service().keep_up(now).empty());
}

BOOST_AUTO_TEST_CASE(the_successor_is_published_a_day_before_it_takes_over) {
    service().keep_up(now);
    now += kLife - kPublishedAhead;
    service().keep_up(now);
    const auto rows = rows_of(KeyUsage::Token);
    BOOST_REQUIRE(rows.size() == 2u);
    BOOST_TEST((rows[1].activate_at == rows[0].activate_at + kLife));
    BOOST_TEST((state_of(rows[0].kid) == KeyState::Active));
    BOOST_TEST((state_of(rows[1].kid) == KeyState::Published));
    now = rows[1].activate_at;
    BOOST_TEST((state_of(rows[0].kid) == KeyState::Retired));
    BOOST_TEST((state_of(rows[1].kid) == KeyState::Active));
    now += kRetiredFor;
    BOOST_TEST((state_of(rows[0].kid) == KeyState::Removed));
}

BOOST_AUTO_TEST_CASE(a_successor_that_is_late_is_published_for_a_day_all_the_same) {
    service().keep_up(now);
    now += 2 * kLife;  // no host ran
    service().keep_up(now);
    const auto rows = rows_of(KeyUsage::Token);
    BOOST_REQUIRE(rows.size() == 2u);
    BOOST_TEST((rows[1].activate_at == now + kPublishedAhead));
    BOOST_TEST((state_of(rows[0].kid) == KeyState::Active));
}

BOOST_AUTO_TEST_CASE(another_algorithm_takes_over_after_a_day) {
    service().keep_up(now);
    now += 24h;
    BOOST_TEST(service(JwsAlgorithm::EdDsa).keep_up(now).size() == 1u);  // assertions stay ES256
    BOOST_TEST(service(JwsAlgorithm::EdDsa).keep_up(now).empty());
    const auto rows = rows_of(KeyUsage::Token);
    BOOST_REQUIRE(rows.size() == 2u);
    BOOST_TEST((rows[1].algorithm == JwsAlgorithm::EdDsa));
    BOOST_TEST(rows[1].number == 1u);
    BOOST_TEST((rows[1].activate_at == now + kPublishedAhead));
    BOOST_TEST((state_of(rows[0].kid, JwsAlgorithm::EdDsa) == KeyState::Active));
    now += kPublishedAhead;
    BOOST_TEST((state_of(rows[0].kid, JwsAlgorithm::EdDsa) == KeyState::Retired));
    BOOST_TEST(rows_of(KeyUsage::Assertion).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_clock_a_little_ahead_makes_no_host_add_a_second_first_key) {
    service().keep_up(now);
    BOOST_TEST(service(JwsAlgorithm::Es256, "two").keep_up(now - 3s).empty());
}

BOOST_AUTO_TEST_CASE(of_two_hosts_at_once_one_makes_the_key) {
    keys.before_add = [&] {
        BOOST_TEST(service(JwsAlgorithm::Es256, "two").keep_up(now).size() == 2u);
    };
    BOOST_TEST(service().keep_up(now).empty());
    for (const auto usage : {KeyUsage::Token, KeyUsage::Assertion}) {
        BOOST_REQUIRE(rows_of(usage).size() == 1u);
        BOOST_TEST(rows_of(usage)[0].made_on == "two");
    }
    BOOST_TEST(audited(AuditEvent::SigningKeyAdded) == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_happens_without_a_key_file) {
    const auto without = service_with(nullptr);
    BOOST_TEST(without.keep_up(now).empty());
    BOOST_TEST(
        (without.rotate(KeyUsage::Token, true, admin, now).error() == RotationError::NoKeyFile));
    BOOST_TEST(stores.signing_keys().find_all().empty());
    BOOST_TEST(without.list(now).empty());
}

BOOST_AUTO_TEST_CASE(keys_go_a_month_after_they_were_of_use) {
    service().keep_up(now);
    now += kLife - kPublishedAhead;
    service().keep_up(now);
    const auto rows = rows_of(KeyUsage::Token);
    now = rows[1].activate_at + kRetiredFor + std::chrono::days{30};
    service().keep_up(now);
    BOOST_TEST(rows_of(KeyUsage::Token).size() == 2u);
    now += 1s;
    service().keep_up(now);
    BOOST_REQUIRE(rows_of(KeyUsage::Token).size() == 1u);
    BOOST_TEST(rows_of(KeyUsage::Token)[0].kid == rows[1].kid);
}

BOOST_AUTO_TEST_CASE(list_names_states_ends_and_what_opens_here) {
    service().keep_up(now);
    const auto next = service().rotate(KeyUsage::Token, false, admin, now).value();
    const auto foreign = test::ring_of('f');
    for (const crypto::KeyRing* with : {&std::as_const(ring), &foreign}) {
        std::size_t seen = 0;
        for (const auto& key : service_with(with).list(now)) {
            BOOST_TEST(key.opens == (with == &ring));
            if (key.row.usage != KeyUsage::Token) continue;
            ++seen;
            const bool is_next = key.row.kid == next;
            BOOST_TEST((key.state == (is_next ? KeyState::Published : KeyState::Active)));
            BOOST_TEST((key.retires_at ==
                        (is_next ? std::nullopt : std::optional{now + kPublishedAhead})));
        }
        BOOST_TEST(seen == 2u);
    }
}

BOOST_AUTO_TEST_CASE(list_does_not_open_a_key_under_the_name_of_another) {
    service().keep_up(now);
    const auto row = rows_of(KeyUsage::Token).at(0);
    // Sealed by the right master key for the right row, and another key than the row says.
    const auto other = crypto::SigningKey::generate(crypto::SignatureAlgorithm::Es256);
    auto forged = row;
    forged.kid = std::string(43, 'A');
    forged.number = 2;
    forged.sealed = ring.seal(crypto::kSigningKeys, {forged.kid}, other.der(), entropy);
    BOOST_REQUIRE(keys.add(forged, std::nullopt));
    for (const auto& key : service().list(now))
        BOOST_TEST(key.opens == (key.row.kid != forged.kid), key.row.kid);
}

BOOST_AUTO_TEST_CASE(rotate_makes_a_key_that_signs_from_tomorrow_on) {
    service().keep_up(now);
    const auto kid = service().rotate(KeyUsage::Assertion, false, admin, now + 1h).value();
    const auto rows = rows_of(KeyUsage::Assertion);
    BOOST_REQUIRE(rows.size() == 2u);
    BOOST_TEST(rows[1].kid == kid);
    BOOST_TEST(rows[1].number == 2u);
    BOOST_TEST((rows[1].activate_at == now + 1h + kPublishedAhead));
    const auto entry =
        stores.audit().find_latest({.event = AuditEvent::SigningKeyAdded}, 0, 1).at(0).entry;
    BOOST_TEST(entry.detail == "assertion " + kid);
    BOOST_TEST(entry.actor == "admin:0");
}

BOOST_AUTO_TEST_CASE(rotate_refuses_a_second_key_that_waits_and_makes_one_at_once) {
    service().keep_up(now);
    const auto waiting = service().rotate(KeyUsage::Token, false, admin, now).value();
    BOOST_TEST(
        (service().rotate(KeyUsage::Token, false, admin, now).error() == RotationError::TooSoon));
    now += 1h;
    const auto kid = service().rotate(KeyUsage::Token, true, admin, now).value();
    BOOST_TEST((state_of(kid) == KeyState::Active));
    BOOST_TEST((state_of(waiting) == KeyState::Published));
}

BOOST_AUTO_TEST_CASE(rotate_tries_again_when_another_host_took_the_number) {
    service().keep_up(now);
    keys.before_add = [&] {
        BOOST_REQUIRE(service(JwsAlgorithm::Es256, "two")
                          .rotate(KeyUsage::Token, true, admin, now)
                          .has_value());
    };
    BOOST_TEST(service().rotate(KeyUsage::Token, true, admin, now).has_value());
    BOOST_TEST(rows_of(KeyUsage::Token).size() == 3u);
    keys.before_add = [&] {
        BOOST_REQUIRE(service(JwsAlgorithm::Es256, "two")
                          .rotate(KeyUsage::Assertion, false, admin, now)
                          .has_value());
    };
    BOOST_TEST((service().rotate(KeyUsage::Assertion, false, admin, now).error() ==
                RotationError::TooSoon));
}

BOOST_AUTO_TEST_CASE(revoke_ends_a_key_once_and_names_what_there_is_not) {
    service().keep_up(now);
    const auto waiting = service().rotate(KeyUsage::Token, false, admin, now).value();
    BOOST_TEST((service().revoke(waiting, admin, now).value() == ""));
    BOOST_TEST((state_of(waiting) == KeyState::Revoked));
    BOOST_TEST((service().revoke(waiting, admin, now).error() == RotationError::AlreadyRevoked));
    BOOST_TEST((service().revoke("none", admin, now).error() == RotationError::NoSuchKey));
    BOOST_TEST((service().revoke("", admin, now).error() == RotationError::NoSuchKey));
    const auto entry =
        stores.audit().find_latest({.event = AuditEvent::SigningKeyRevoked}, 0, 9).at(0).entry;
    BOOST_TEST(entry.detail == "token " + waiting);
    BOOST_TEST(audited(AuditEvent::SigningKeyRevoked) == 1u);
}

BOOST_AUTO_TEST_CASE(revoke_of_the_active_key_makes_one_that_signs_at_once) {
    service().keep_up(now);
    const auto old = rows_of(KeyUsage::Token).at(0).kid;
    now += 1h;
    const auto kid = service().revoke(old, admin, now).value();
    BOOST_TEST((state_of(old) == KeyState::Revoked));
    BOOST_TEST((state_of(kid) == KeyState::Active));
    BOOST_TEST(rows_of(KeyUsage::Assertion).size() == 1u);
}

BOOST_AUTO_TEST_CASE(revoke_of_the_active_key_needs_a_key_file_and_of_others_none) {
    service().keep_up(now);
    const auto active = rows_of(KeyUsage::Token).at(0).kid;
    const auto waiting = service().rotate(KeyUsage::Token, false, admin, now).value();
    const auto without = service_with(nullptr);
    BOOST_TEST((without.revoke(active, admin, now).error() == RotationError::NoKeyFile));
    BOOST_TEST((state_of(active) == KeyState::Active));
    BOOST_TEST(without.revoke(waiting, admin, now).has_value());
}

BOOST_AUTO_TEST_CASE(keep_up_makes_a_key_at_once_where_all_are_revoked) {
    service().keep_up(now);
    const auto kid = rows_of(KeyUsage::Token).at(0).kid;
    BOOST_REQUIRE(keys.revoke(kid, now, {.at = now, .event = AuditEvent::SigningKeyRevoked}));
    now += 1h;
    const auto made = service().keep_up(now);
    BOOST_REQUIRE(made.size() == 1u);
    BOOST_TEST((state_of(made[0]) == KeyState::Active));
    BOOST_TEST(rows_of(KeyUsage::Token).at(1).number == 2u);
}

BOOST_AUTO_TEST_CASE(every_algorithm_gives_a_key_that_opens) {
    for (const auto algorithm : {JwsAlgorithm::Es256, JwsAlgorithm::EdDsa, JwsAlgorithm::Rs256}) {
        const auto kid = service(algorithm).rotate(KeyUsage::Token, true, admin, now).value();
        for (const auto& key : service(algorithm).list(now))
            if (key.row.kid == kid) BOOST_TEST((key.opens && key.row.algorithm == algorithm));
    }
    BOOST_TEST(rows_of(KeyUsage::Token).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_no_reason_to_do_anything_else) {
    stores.state().unavailable = true;
    BOOST_CHECK_THROW(service().keep_up(now), store::StoreError);
    BOOST_CHECK_THROW(service().list(now), store::StoreError);
    BOOST_CHECK_THROW((void)service().revoke("x", admin, now), store::StoreError);
}

BOOST_AUTO_TEST_SUITE_END()
