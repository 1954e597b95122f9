// What every SealedStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/store/sealed_store.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using crypto::KeyId;
using crypto::KeyRing;
using store::SealedKind;
using store::SealedSecret;

namespace {

const std::string kFactor = sample_id(9).text();

KeyRing ring(char letter) { return KeyRing::parse(Secret{std::string(42, letter) + "A"}).value(); }

std::string sealed(const User& user, const KeyRing& keys) {
    crypto::SystemEntropy entropy;
    return keys.seal(crypto::kTotpSecrets, {user.public_id.text(), kFactor},
                     Secret{std::string_view{"12345678901234567890"}}, entropy);
}

std::uint64_t row_of(const User& user) { return static_cast<std::uint64_t>(user.id); }

void put(MemoryStores& stores, const User& user, const std::string& blob) {
    stores.state().totp.insert_or_assign(user.id,
                                         TotpFactor{.user_id = user.id,
                                                    .public_id = PublicId::parse(kFactor).value(),
                                                    .sealed_secret = blob,
                                                    .key_id = *crypto::sealed_by(blob),
                                                    .last_step = 0,
                                                    .created_at = kNow});
}

void put(MysqlStores&, const User& user, const std::string& blob) {
    RawSql{}.run(
        "REPLACE INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at) VALUES "
        "(" +
        std::to_string(row_of(user)) + ", '" + kFactor + "', X'" + to_hex(blob) + "', " +
        std::to_string(*crypto::sealed_by(blob)) + ", 0, '2026-11-21')");
}

void remove(MemoryStores& stores, const User& user) { stores.state().remove_user(user.id); }

void remove(MysqlStores&, const User& user) {
    RawSql{}.run("DELETE FROM user WHERE id = " + std::to_string(row_of(user)));
}

/// A user with an authenticator app whose secret is sealed with the first of these keys.
template <class Stores>
User add_user(Stores& stores, unsigned n, const KeyRing& keys) {
    User user = *stores.users().add(sample_user("user" + std::to_string(n) + "@example.org", n));
    put(stores, user, sealed(user, keys));
    return user;
}

template <class Stores>
std::vector<SealedSecret> find(Stores& stores, KeyId key, std::uint64_t after = 0,
                               std::size_t limit = 10) {
    return stores.sealed().find_sealed_with_other_than(SealedKind::Totp, key, after, limit);
}

std::string sealed(crypto::KeyPurpose purpose, std::string_view id, const KeyRing& keys) {
    crypto::SystemEntropy entropy;
    return keys.seal(purpose, {id}, Secret{std::string_view{"a secret"}}, entropy);
}

/// A key that signs and a family of tokens, both sealed with the first of these keys.
template <class Stores>
void add_tokens(Stores& stores, const User& user, unsigned n, const KeyRing& keys) {
    auto key = sample_signing_key(n);
    key.sealed = sealed(crypto::kSigningKeys, key.kid, keys);
    BOOST_REQUIRE(stores.signing_keys().add(key, std::nullopt));
    auto family = sample_family(user, n);
    family.sealed_seed = sealed(crypto::kTokenFamilies, family.public_id.text(), keys);
    stores.tokens().add(family, {}, 50, kNow).value();
}

constexpr SealedKind kKindsOfTokens[] = {SealedKind::SigningKey, SealedKind::TokenFamily};

}  // namespace

BOOST_AUTO_TEST_SUITE(sealed_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(count_by_key_counts_only_keys_that_have_sealed, S, AllStores) {
    S stores;
    BOOST_TEST(stores.sealed().count_by_key().empty());
    add_user(stores, 1, ring('A'));
    add_user(stores, 2, ring('B'));
    add_user(stores, 3, ring('B'));
    const std::map<KeyId, std::size_t> expected{{ring('A').first(), 1}, {ring('B').first(), 2}};
    BOOST_TEST((stores.sealed().count_by_key() == expected));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_finds_what_opens_with_the_ids_it_gives, S, AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('A'));
    add_user(stores, 2, ring('B'));
    const auto found = find(stores, ring('B').first());
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST((found[0].kind == SealedKind::Totp));
    BOOST_TEST(found[0].row == row_of(ann));
    BOOST_REQUIRE(found[0].ids.size() == 2u);
    const std::vector<std::string_view> ids{found[0].ids.begin(), found[0].ids.end()};
    const auto opened = ring('A').open(store::purpose_of(found[0].kind), ids, found[0].blob);
    BOOST_REQUIRE(opened);
    BOOST_TEST(opened->reveal() == "12345678901234567890");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_goes_on_behind_a_row_and_stops_at_the_limit, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 5; ++n) add_user(stores, n, ring('A'));
    const KeyId other = ring('B').first();
    const auto first = find(stores, other, 0, 2);
    BOOST_REQUIRE(first.size() == 2u);
    BOOST_TEST(first[0].row < first[1].row);
    const auto rest = find(stores, other, first[1].row);
    BOOST_REQUIRE(rest.size() == 3u);
    BOOST_TEST(rest[0].row > first[1].row);
    BOOST_TEST(find(stores, other, rest[2].row).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replace_changes_the_blob_and_its_key, S, AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('A'));
    const User bob = add_user(stores, 2, ring('A'));
    const auto old = find(stores, ring('B').first()).front();
    const std::string fresh = sealed(ann, ring('B'));
    BOOST_TEST(stores.sealed().replace(old, fresh));
    const auto left = find(stores, ring('B').first());
    BOOST_REQUIRE(left.size() == 1u);
    BOOST_TEST(left[0].row == row_of(bob));
    BOOST_TEST(find(stores, ring('A').first()).front().blob == fresh);
    BOOST_TEST(stores.sealed().count_by_key().at(ring('B').first()) == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replace_leaves_what_was_changed_meanwhile, S, AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('A'));
    const auto old = find(stores, ring('B').first()).front();
    const std::string meanwhile = sealed(ann, ring('A'));
    put(stores, ann, meanwhile);
    BOOST_TEST(!stores.sealed().replace(old, sealed(ann, ring('B'))));
    BOOST_TEST(find(stores, ring('B').first()).front().blob == meanwhile);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(secrets_go_with_their_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('A'));
    const auto old = find(stores, ring('B').first()).front();
    remove(stores, ann);
    BOOST_TEST(stores.sealed().count_by_key().empty());
    BOOST_TEST(!stores.sealed().replace(old, sealed(ann, ring('B'))));
}

// --- keys that sign, and seeds of tokens

BOOST_AUTO_TEST_CASE_TEMPLATE(count_by_key_counts_secrets_of_every_kind, S, AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('A'));
    add_tokens(stores, ann, 1, ring('A'));
    add_tokens(stores, ann, 2, ring('B'));
    const std::map<KeyId, std::size_t> expected{{ring('A').first(), 3}, {ring('B').first(), 2}};
    BOOST_TEST((stores.sealed().count_by_key() == expected));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(secrets_of_tokens_open_with_the_ids_that_find_gives, S, AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('A'));
    for (unsigned n = 1; n <= 3; ++n) add_tokens(stores, ann, n, ring('A'));
    add_tokens(stores, ann, 4, ring('B'));
    for (const SealedKind kind : kKindsOfTokens) {
        const auto find = [&](std::uint64_t after, std::size_t limit) {
            return stores.sealed().find_sealed_with_other_than(kind, ring('B').first(), after,
                                                               limit);
        };
        const auto first = find(0, 2);
        BOOST_REQUIRE(first.size() == 2u);
        BOOST_TEST(first[0].row < first[1].row);
        for (const SealedSecret& secret : first) {
            BOOST_TEST((secret.kind == kind));
            BOOST_REQUIRE(secret.ids.size() == 1u);
            const auto opened =
                ring('A').open(store::purpose_of(kind), {secret.ids[0]}, secret.blob);
            BOOST_REQUIRE(opened);
            BOOST_TEST(opened->reveal() == "a secret");
        }
        BOOST_TEST(find(first[1].row, 2).size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(secrets_of_tokens_are_replaced_while_they_are_what_was_read, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores, 1, ring('B'));
    add_tokens(stores, ann, 1, ring('A'));
    const KeyId key = ring('B').first();
    for (const SealedKind kind : kKindsOfTokens) {
        const auto old = stores.sealed().find_sealed_with_other_than(kind, key, 0, 10).front();
        const std::string fresh = sealed(store::purpose_of(kind), old.ids[0], ring('B'));
        BOOST_TEST(stores.sealed().replace(old, fresh));
        BOOST_TEST(!stores.sealed().replace(old, fresh));
        BOOST_TEST(stores.sealed().find_sealed_with_other_than(kind, key, 0, 10).empty());
    }
    const std::map<KeyId, std::size_t> expected{{key, 3}};
    BOOST_TEST((stores.sealed().count_by_key() == expected));
    const auto family = stores.tokens().find(sample_id(1))->family;
    BOOST_TEST(ring('B')
                   .open(crypto::kTokenFamilies, {family.public_id.text()}, family.sealed_seed)
                   .has_value());
    const auto row = stores.signing_keys().find_all().front();
    BOOST_TEST(ring('B').open(crypto::kSigningKeys, {row.kid}, row.sealed).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
