// The keys of a process: what signs, what verifies, what others may believe, and when it is read.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <limits>

#include "postern/service/token/key_chest.hpp"
#include "postern/service/token/published_keys.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/store_error.hpp"
#include "support/captured_log.hpp"
#include "unit/service/token/key_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::KeyChest;

namespace {

struct ChestFixture : test::KeyFixture {
    shm::Shared<shm::HostState> host;
    KeyChest chest{keys, &ring, &*host, JwsAlgorithm::Es256};

    /// What another process did, and a poll told this one.
    void poll() { host->sites_generation.fetch_add(1); }

    std::string active(KeyUsage usage) {
        const auto signer = chest.signer(usage, now);
        return signer ? signer->key.kid() : std::string{};
    }
    std::size_t published(KeyUsage usage) {
        const auto set = chest.key_set(usage, now);
        return set.find("keys")->array()->size();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_chest_tests, ChestFixture)

BOOST_AUTO_TEST_CASE(an_empty_store_gives_nothing) {
    BOOST_TEST(chest.is_open());
    BOOST_TEST(!chest.signer(KeyUsage::Token, now).has_value());
    BOOST_TEST(chest.trusted(std::string(43, 'A'), now) == nullptr);
    BOOST_TEST(chest.key_set(KeyUsage::Token, now).dump() == R"({"keys":[]})");
    BOOST_TEST(chest.verifiers(now).empty());
}

BOOST_AUTO_TEST_CASE(the_active_key_signs_what_its_trusted_half_verifies) {
    service().keep_up(now);
    for (const auto usage : {KeyUsage::Token, KeyUsage::Assertion}) {
        const auto signer = chest.signer(usage, now);
        BOOST_REQUIRE(signer.has_value());
        BOOST_TEST(signer->key.kid() == rows_of(usage).at(0).kid);
        BOOST_TEST(signer->id_key.size() == 32u);
        BOOST_TEST(signer->key.public_key().verify("text", signer->key.sign("text")));
    }
    const auto signature = chest.signer(KeyUsage::Token, now)->key.sign("text");
    const auto* trusted = chest.trusted(active(KeyUsage::Token), now);
    BOOST_REQUIRE(trusted != nullptr);
    BOOST_TEST(trusted->key.verify("text", signature));
}

BOOST_AUTO_TEST_CASE(keys_of_assertions_verify_no_access_token) {
    service().keep_up(now);
    BOOST_TEST(chest.trusted(active(KeyUsage::Assertion), now) == nullptr);
    BOOST_TEST(chest.trusted(active(KeyUsage::Token), now) != nullptr);
    BOOST_TEST(chest.trusted("", now) == nullptr);
    BOOST_REQUIRE(chest.verifiers(now).size() == 1u);
    BOOST_TEST(chest.verifiers(now)[0].key->key.kid() == active(KeyUsage::Token));
    BOOST_TEST(published(KeyUsage::Token) == 1u);
    BOOST_TEST(published(KeyUsage::Assertion) == 1u);
}

BOOST_AUTO_TEST_CASE(published_and_retired_keys_verify_and_removed_and_revoked_ones_do_not) {
    service().keep_up(now);
    const auto old = active(KeyUsage::Token);
    const auto next = service().rotate(KeyUsage::Token, false, admin, now).value();
    poll();
    BOOST_TEST(chest.trusted(next, now) != nullptr);
    BOOST_TEST(active(KeyUsage::Token) == old);
    now += kPublishedAhead;
    BOOST_TEST(active(KeyUsage::Token) == next);
    BOOST_TEST(chest.trusted(old, now) != nullptr);
    BOOST_TEST(published(KeyUsage::Token) == 2u);
    now += kRetiredFor;
    BOOST_TEST(chest.trusted(old, now) == nullptr);
    BOOST_TEST(published(KeyUsage::Token) == 1u);
    BOOST_REQUIRE(service().revoke(next, admin, now).has_value());
    poll();
    BOOST_TEST(chest.trusted(next, now) == nullptr);
    BOOST_TEST(active(KeyUsage::Token) != next);
    BOOST_TEST(published(KeyUsage::Token) == 1u);
}

BOOST_AUTO_TEST_CASE(verifiers_name_the_end_of_a_key_whose_successor_is_known) {
    service().keep_up(now);
    const auto old = active(KeyUsage::Token);
    BOOST_TEST(!chest.verifiers(now).at(0).until.has_value());
    service().rotate(KeyUsage::Token, false, admin, now).value();
    poll();
    for (const auto& [key, until] : chest.verifiers(now)) {
        const bool is_old = key->key.kid() == old;
        BOOST_TEST((until == (is_old ? std::optional<TimePoint>{now + kPublishedAhead + kRetiredFor}
                                     : std::nullopt)));
    }
}

BOOST_AUTO_TEST_CASE(a_key_that_signs_again_for_want_of_another_has_no_end) {
    service().keep_up(now);
    const auto old = active(KeyUsage::Token);
    const auto next = service().rotate(KeyUsage::Token, true, admin, now + 1s).value();
    now += 3h;
    BOOST_REQUIRE(keys.revoke(next, now, {.at = now, .event = AuditEvent::SigningKeyRevoked}));
    poll();
    BOOST_TEST(active(KeyUsage::Token) == old);
    BOOST_REQUIRE(chest.verifiers(now).size() == 1u);
    BOOST_TEST(!chest.verifiers(now)[0].until.has_value());
    BOOST_TEST(chest.trusted(old, now) != nullptr);
}

BOOST_AUTO_TEST_CASE(the_key_set_has_public_keys_alone) {
    service().keep_up(now);
    const auto set = chest.key_set(KeyUsage::Token, now);
    const auto& keys_in = *set.find("keys")->array();
    BOOST_REQUIRE(keys_in.size() == 1u);
    BOOST_TEST(*keys_in[0].find("kid")->string() == active(KeyUsage::Token));
    BOOST_TEST(*keys_in[0].find("use")->string() == "sig");
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "k"})
        BOOST_TEST(keys_in[0].find(secret) == nullptr, secret);
}

BOOST_AUTO_TEST_CASE(keys_are_read_again_after_a_change_and_after_a_while) {
    service().keep_up(now);
    active(KeyUsage::Token);
    const int reads = keys.reads;
    active(KeyUsage::Token);
    published(KeyUsage::Assertion);
    now += KeyChest::kMaxAge - 1s;
    active(KeyUsage::Token);
    BOOST_TEST(keys.reads == reads);
    now += 1s;
    active(KeyUsage::Token);
    BOOST_TEST(keys.reads == reads + 1);
    poll();
    active(KeyUsage::Token);
    BOOST_TEST(keys.reads == reads + 2);
    now -= 1h;  // the clock was set back
    active(KeyUsage::Token);
    BOOST_TEST(keys.reads == reads + 3);
}

BOOST_AUTO_TEST_CASE(a_command_needs_no_shared_memory) {
    service().keep_up(now);
    KeyChest alone{keys, &ring, nullptr, JwsAlgorithm::Es256};
    BOOST_TEST(alone.signer(KeyUsage::Token, now).has_value());
    const int reads = keys.reads;
    BOOST_TEST(alone.signer(KeyUsage::Assertion, now).has_value());
    BOOST_TEST(keys.reads == reads);
}

BOOST_AUTO_TEST_CASE(without_a_key_file_nothing_is_read_and_nothing_given) {
    service().keep_up(now);
    KeyChest closed{keys, nullptr, &*host, JwsAlgorithm::Es256};
    const int reads = keys.reads;
    BOOST_TEST(!closed.is_open());
    BOOST_TEST(!closed.signer(KeyUsage::Token, now).has_value());
    BOOST_TEST(closed.trusted(rows_of(KeyUsage::Token).at(0).kid, now) == nullptr);
    BOOST_TEST(closed.key_set(KeyUsage::Token, now).dump() == R"({"keys":[]})");
    BOOST_TEST(closed.verifiers(now).empty());
    BOOST_TEST(keys.reads == reads);
}

BOOST_AUTO_TEST_CASE(what_another_master_key_sealed_is_no_key_here_and_is_logged_once) {
    service().keep_up(now);
    const auto foreign = test::ring_of('f');
    KeyChest other{keys, &foreign, &*host, JwsAlgorithm::Es256};
    const test::CapturedLog log;
    BOOST_TEST(!other.signer(KeyUsage::Token, now).has_value());
    BOOST_TEST(other.trusted(rows_of(KeyUsage::Token).at(0).kid, now) == nullptr);
    poll();
    BOOST_TEST(other.key_set(KeyUsage::Token, now).dump() == R"({"keys":[]})");
    const auto text = log.text();
    const auto first = text.find("signing_key_not_opened");
    BOOST_REQUIRE(first != std::string::npos);
    BOOST_TEST(text.find("unknown_key") != std::string::npos);
    BOOST_TEST(text.find(rows_of(KeyUsage::Token).at(0).kid) != std::string::npos);
    std::size_t lines = 0;
    for (auto at = first; at != std::string::npos; at = text.find("signing_key_not_opened", at + 1))
        ++lines;
    BOOST_TEST(lines == 2u);  // one for each key
}

BOOST_AUTO_TEST_CASE(a_key_opens_with_a_master_key_that_seals_no_more) {
    service().keep_up(now);
    const auto both = crypto::KeyRing::parse(Secret{to_base64url(std::string(32, 'n')) + "\n" +
                                                    to_base64url(std::string(32, 'k'))})
                          .value();
    KeyChest other{keys, &both, &*host, JwsAlgorithm::Es256};
    BOOST_TEST(other.trusted(active(KeyUsage::Token), now) != nullptr);
}

BOOST_AUTO_TEST_CASE(while_the_database_is_away_a_chest_that_is_due_cannot_know) {
    service().keep_up(now);
    active(KeyUsage::Token);
    stores.state().unavailable = true;
    BOOST_TEST(!active(KeyUsage::Token).empty());
    now += KeyChest::kMaxAge;
    BOOST_CHECK_THROW(chest.signer(KeyUsage::Token, now), store::StoreError);
    BOOST_CHECK_THROW(chest.trusted("x", now), store::StoreError);
    stores.state().unavailable = false;
    BOOST_TEST(!active(KeyUsage::Token).empty());
}

BOOST_AUTO_TEST_CASE(published_keys_are_what_verifies_and_the_one_that_signs_assertions) {
    BOOST_TEST(published_keys(chest, now).tokens.empty());
    BOOST_TEST(!published_keys(chest, now).assertion.has_value());
    service().keep_up(now);
    const auto next = service().rotate(KeyUsage::Token, false, admin, now).value();
    poll();
    const auto keys_now = published_keys(chest, now);
    BOOST_REQUIRE(keys_now.tokens.size() == 2u);
    BOOST_TEST(keys_now.tokens[0].kid == next);  // good for longest
    BOOST_TEST(keys_now.tokens[0].until == std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(keys_now.tokens[1].kid == active(KeyUsage::Token));
    BOOST_TEST(keys_now.tokens[1].until ==
               (now + kPublishedAhead + kRetiredFor).time_since_epoch().count());
    for (const auto& key : keys_now.tokens) {
        const auto algorithm = crypto::to_signature_algorithm(key.algorithm);
        BOOST_REQUIRE(algorithm.has_value());
        const auto read = crypto::VerificationKey::from_der(*algorithm, key.der);
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST(read->kid() == key.kid);
        BOOST_TEST((key.id_key.reveal() == chest.trusted(key.kid, now)->id_key.reveal()));
    }
    BOOST_REQUIRE(keys_now.assertion.has_value());
    BOOST_TEST(keys_now.assertion->kid == active(KeyUsage::Assertion));
    const auto signing =
        crypto::SigningKey::from_der(crypto::SignatureAlgorithm::Es256, keys_now.assertion->der);
    BOOST_REQUIRE(signing.has_value());
    BOOST_TEST(signing->kid() == keys_now.assertion->kid);
}

BOOST_AUTO_TEST_CASE(without_a_key_file_no_keys_are_published) {
    service().keep_up(now);
    KeyChest closed{keys, nullptr, &*host, JwsAlgorithm::Es256};
    BOOST_TEST(published_keys(closed, now).tokens.empty());
    BOOST_TEST(!published_keys(closed, now).assertion.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
