// What every SigningKeyStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "postern/store/signing_key_store.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

template <class Stores>
struct Signing {
    Stores stores;
    store::SigningKeyStore& keys = stores.signing_keys();

    std::uint64_t revision() { return stores.revocations().find_after(0, 1).sites_revision; }
    std::size_t audited() { return stores.audit().find_latest({}, 0, 100).size(); }
    std::vector<std::uint32_t> numbers() {
        std::vector<std::uint32_t> all;
        for (const auto& key : keys.find_all()) all.push_back(key.number);
        return all;
    }
    void add(unsigned n, TimePoint activate_at) {
        auto key = sample_signing_key(n);
        key.activate_at = activate_at;
        BOOST_REQUIRE(keys.add(key, std::nullopt));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(signing_key_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_everything_about_a_key, S, AllStores) {
    Signing<S> signing;
    BOOST_TEST(signing.keys.find_all().empty());
    auto key = sample_signing_key();
    key.usage = KeyUsage::Assertion;
    key.algorithm = JwsAlgorithm::Rs256;
    key.number = 4'000'000'000;
    key.public_jwk = std::string(2000, 'j');
    key.sealed = sample_seal(1, 2400);
    key.created_at = kNow - 24h;
    key.activate_at = kNow + 24h;
    key.made_on = std::string(255, 'h');
    const auto before = signing.revision();
    BOOST_TEST(signing.keys.add(key, sample_audit()));
    const auto all = signing.keys.find_all();
    BOOST_REQUIRE(all.size() == 1u);
    BOOST_TEST(same(all[0], key));
    BOOST_TEST(signing.audited() == 1u);
    BOOST_TEST(signing.revision() == before + 1);
    BOOST_TEST(signing.stores.revocations().find_after(0, 10).revocations.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_refuses_a_number_or_a_kid_that_is_taken, S, AllStores) {
    Signing<S> signing;
    BOOST_TEST(signing.keys.add(sample_signing_key(1), std::nullopt));
    const auto before = signing.revision();
    auto key = sample_signing_key(2);
    key.number = 1;
    BOOST_TEST(!signing.keys.add(key, sample_audit()));
    key.number = 2;
    key.kid = sample_kid(1);
    BOOST_TEST(!signing.keys.add(key, sample_audit()));
    BOOST_TEST(signing.keys.find_all().size() == 1u);
    BOOST_TEST(signing.audited() == 0u);
    BOOST_TEST(signing.revision() == before);

    key = sample_signing_key(2);
    key.number = 1;
    key.usage = KeyUsage::Assertion;
    BOOST_TEST(signing.keys.add(key, std::nullopt));
    key = sample_signing_key(3);
    key.number = 1;
    key.algorithm = JwsAlgorithm::EdDsa;
    BOOST_TEST(signing.keys.add(key, std::nullopt));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_all_sorts_by_usage_algorithm_and_number, S, AllStores) {
    Signing<S> signing;
    unsigned n = 0;
    for (const auto usage : {KeyUsage::Assertion, KeyUsage::Token})
        for (const auto algorithm : {JwsAlgorithm::Rs256, JwsAlgorithm::Es256, JwsAlgorithm::EdDsa})
            for (const std::uint32_t number : {2u, 1u}) {
                auto key = sample_signing_key(++n);
                key.usage = usage;
                key.algorithm = algorithm;
                key.number = number;
                BOOST_REQUIRE(signing.keys.add(key, std::nullopt));
            }
    const auto all = signing.keys.find_all();
    BOOST_REQUIRE(all.size() == 12u);
    const auto place = [](const SigningKeyRow& key) {
        return std::tuple{key.usage, key.algorithm, key.number};
    };
    for (std::size_t i = 1; i < all.size(); ++i) BOOST_TEST((place(all[i - 1]) < place(all[i])));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(revoke_ends_a_key_once_and_everybody_forgets, S, AllStores) {
    Signing<S> signing;
    for (unsigned n = 1; n <= 2; ++n) BOOST_REQUIRE(signing.keys.add(sample_signing_key(n), {}));
    const auto before = signing.revision();
    for (const std::string& unknown :
         {sample_kid(3), std::string{}, std::string{"\xC3\xA9"}, sample_kid(1) + "-"})
        BOOST_TEST(!signing.keys.revoke(unknown, kNow, sample_audit()));
    BOOST_TEST(signing.revision() == before);
    BOOST_TEST(signing.audited() == 0u);

    BOOST_TEST(signing.keys.revoke(sample_kid(1), kNow + 1h, sample_audit()));
    const auto all = signing.keys.find_all();
    BOOST_TEST((all[0].revoked_at == kNow + 1h));
    BOOST_TEST(!all[1].revoked_at.has_value());
    BOOST_TEST(signing.revision() == before + 1);
    BOOST_TEST(signing.audited() == 1u);
    const auto told = signing.stores.revocations().find_after(0, 10).revocations;
    BOOST_REQUIRE(told.size() == 1u);
    BOOST_TEST((!told[0].token_hash && !told[0].user_id));  // of everybody

    BOOST_TEST(!signing.keys.revoke(sample_kid(1), kNow + 2h, sample_audit()));
    BOOST_TEST((signing.keys.find_all()[0].revoked_at == kNow + 1h));
    BOOST_TEST(signing.audited() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_older_goes_by_when_the_successor_began_to_sign, S, AllStores) {
    Signing<S> signing;
    signing.add(1, kNow);
    signing.add(2, kNow + 24h);
    signing.add(3, kNow + 48h);
    auto before = signing.revision();
    BOOST_TEST(signing.keys.remove_older(kNow + 24h) == 0u);
    BOOST_TEST(signing.revision() == before);
    BOOST_TEST(signing.keys.remove_older(kNow + 24h + 1s) == 1u);
    BOOST_TEST(signing.revision() == before + 1);
    BOOST_TEST((signing.numbers() == std::vector<std::uint32_t>{2, 3}));
    BOOST_TEST(signing.keys.remove_older(kNow + 24h * 1000) == 1u);
    BOOST_TEST(signing.keys.remove_older(kNow + 24h * 1000) == 0u);
    BOOST_TEST((signing.numbers() == std::vector<std::uint32_t>{3}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_older_keeps_a_key_that_signs_after_a_newer_one, S, AllStores) {
    Signing<S> signing;
    signing.add(1, kNow);
    signing.add(2, kNow + 24h);
    signing.add(3, kNow + 1h);  // made in a hurry
    BOOST_TEST(signing.keys.remove_older(kNow + 2h) == 1u);
    BOOST_TEST((signing.numbers() == std::vector<std::uint32_t>{2, 3}));
    BOOST_TEST(signing.keys.remove_older(kNow + 25h) == 1u);
    BOOST_TEST((signing.numbers() == std::vector<std::uint32_t>{2}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_revoked_key_and_one_of_another_kind_are_no_successors, S,
                              AllStores) {
    Signing<S> signing;
    signing.add(1, kNow);
    signing.add(2, kNow + 1h);
    BOOST_REQUIRE(signing.keys.revoke(sample_kid(2), kNow + 2h, sample_audit()));
    auto other = sample_signing_key(3);
    other.usage = KeyUsage::Assertion;
    other.activate_at = kNow + 3h;
    BOOST_REQUIRE(signing.keys.add(other, std::nullopt));
    other = sample_signing_key(4);
    other.algorithm = JwsAlgorithm::EdDsa;
    other.activate_at = kNow + 3h;
    BOOST_REQUIRE(signing.keys.add(other, std::nullopt));
    BOOST_TEST(signing.keys.remove_older(kNow + 24h) == 0u);
    BOOST_TEST(signing.keys.find_all().size() == 4u);
    // A revoked one goes when its successor has signed for long enough.
    signing.add(5, kNow + 4h);
    BOOST_TEST(signing.keys.remove_older(kNow + 24h) == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
