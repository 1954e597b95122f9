// Which keys the secrets need, and sealing them anew while others change them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/key/key_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_tokens.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using crypto::KeyRing;
using service::KeyUse;
using store::SealedKind;

namespace {

const std::string kOld(43, 'A');
const std::string kNew = std::string(42, 'B') + "A";
const std::string kOther = std::string(42, 'C') + "A";

KeyRing ring_of(const std::string& text) {
    return KeyRing::parse(Secret{std::string_view{text}}).value();
}

struct KeyFixture {
    test::MemoryStores stores;
    test::CountingEntropy entropy;
    service::KeyService keys{stores.sealed(), entropy};
    KeyRing old_ring = ring_of(kOld);
    KeyRing both = ring_of(kNew + "\n" + kOld);
    std::vector<std::size_t> progress;

    /// A secret in the row, sealed with the first key of the ring.
    void add(std::uint64_t row, const KeyRing& ring) {
        if (stores.state().users.size() < row) add_user(row);
        const auto ids = ids_of(row);
        stores.state().totp.insert_or_assign(
            UserId{row}, TotpFactor{.user_id = UserId{row},
                                    .public_id = PublicId::parse(ids[1]).value(),
                                    .sealed_secret = ring.seal(
                                        crypto::kTotpSecrets, {ids[0], ids[1]}, text(row), entropy),
                                    .key_id = ring.first(),
                                    .last_step = 0,
                                    .created_at = test::kNow});
    }

    /// The users have the keys 1, 2 and so on. REQUIRES: in this order.
    void add_user(std::uint64_t row) {
        const auto number = static_cast<unsigned>(row);
        const auto user = stores.state().add_user(
            test::sample_user("user" + std::to_string(row) + "@example.org", number));
        BOOST_REQUIRE((user && user->id == UserId{row}));
    }

    static std::array<std::string, 2> ids_of(std::uint64_t row) {
        const auto number = static_cast<unsigned>(row);
        return {test::sample_id(number).text(), test::sample_id(1000 + number).text()};
    }

    static Secret text(std::uint64_t row) { return Secret{"secret of row " + std::to_string(row)}; }

    std::string& blob(std::uint64_t row) {
        return stores.state().totp.at(UserId{row}).sealed_secret;
    }

    bool opens(std::uint64_t row, const KeyRing& ring) {
        const auto opened =
            ring.open(crypto::kTotpSecrets, {ids_of(row)[0], ids_of(row)[1]}, blob(row));
        return opened && opened->reveal() == text(row).reveal();
    }

    service::Resealed seal_anew(const KeyRing& ring) {
        return keys.seal_anew(ring, [&](std::size_t done) { progress.push_back(done); });
    }
};

/// Changes a row between reading and replacing it, as another process would.
class MeddlingStore final : public store::SealedStore {
public:
    MeddlingStore(store::SealedStore& behind, std::function<void()> meanwhile)
        : behind_{behind}, meanwhile_{std::move(meanwhile)} {}
    std::map<crypto::KeyId, std::size_t> count_by_key() override { return behind_.count_by_key(); }
    std::vector<store::SealedSecret> find_sealed_with_other_than(SealedKind kind, crypto::KeyId key,
                                                                 std::uint64_t after,
                                                                 std::size_t limit) override {
        auto found = behind_.find_sealed_with_other_than(kind, key, after, limit);
        meanwhile_();
        return found;
    }
    bool replace(const store::SealedSecret& old, std::string_view fresh) override {
        return behind_.replace(old, fresh);
    }

private:
    store::SealedStore& behind_;
    std::function<void()> meanwhile_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_service_tests, KeyFixture)

BOOST_AUTO_TEST_CASE(list_has_the_file_in_its_order_then_what_it_lacks) {
    add(1, old_ring);
    add(2, old_ring);
    add(3, ring_of(kOther));
    const std::vector<KeyUse> expected{
        {both.ids()[0], true, 0}, {both.ids()[1], true, 2}, {ring_of(kOther).first(), false, 1}};
    BOOST_TEST((keys.list(both.ids()) == expected));
    BOOST_TEST(keys.list({}).size() == 2u);
    BOOST_TEST(keys.count(old_ring.first()) == 2u);
    BOOST_TEST(keys.count(both.first()) == 0u);
}

BOOST_AUTO_TEST_CASE(seal_anew_leaves_every_secret_as_it_was_under_the_first_key) {
    for (std::uint64_t row = 1; row <= 250; ++row) add(row, row == 7 ? both : old_ring);
    const auto before = blob(7);
    const auto result = seal_anew(both);
    BOOST_TEST(result.done == 249u);
    BOOST_TEST(result.changed + result.unknown_key + result.damaged == 0u);
    const auto new_ring = ring_of(kNew);
    for (std::uint64_t row = 1; row <= 250; ++row) BOOST_TEST(opens(row, new_ring));
    BOOST_TEST(blob(7) == before);
    BOOST_TEST((progress == std::vector<std::size_t>{100, 200, 249}));
    BOOST_TEST(seal_anew(both).done == 0u);
}

BOOST_AUTO_TEST_CASE(seal_anew_leaves_what_does_not_open_and_goes_on) {
    const auto foreign_ring = ring_of(kOther);
    for (std::uint64_t row = 1; row <= 220; ++row) add(row, row <= 150 ? foreign_ring : old_ring);
    blob(200).back() ^= 1;
    const auto foreign = blob(150);
    const auto damaged = blob(200);
    const auto result = seal_anew(both);
    BOOST_TEST(result.unknown_key == 150u);
    BOOST_TEST(result.damaged == 1u);
    BOOST_TEST(result.done == 69u);
    BOOST_TEST(blob(150) == foreign);
    BOOST_TEST(blob(200) == damaged);
}

BOOST_AUTO_TEST_CASE(seal_anew_opens_no_secret_of_another_row) {
    add(1, old_ring);
    add(2, old_ring);
    blob(2) = blob(1);
    BOOST_TEST(seal_anew(both).damaged == 1u);
}

BOOST_AUTO_TEST_CASE(seal_anew_takes_back_no_change_made_meanwhile) {
    add(1, old_ring);
    add(2, old_ring);
    add(3, old_ring);
    std::string fresh;
    MeddlingStore meddling{stores.sealed(), [&] {
                               add(1, old_ring);  // enrolled anew
                               fresh = blob(1);
                               stores.state().totp.erase(UserId{2});
                           }};
    const service::KeyService racing{meddling, entropy};
    const auto result = racing.seal_anew(both, [](std::size_t) {});
    BOOST_TEST(result.changed == 2u);
    BOOST_TEST(result.done == 1u);
    BOOST_TEST(blob(1) == fresh);
    BOOST_TEST(stores.state().totp.size() == 2u);
}

BOOST_AUTO_TEST_CASE(seal_anew_can_be_run_again_after_a_fault) {
    for (std::uint64_t row = 1; row <= 10; ++row) add(row, old_ring);
    stores.state().works_for = 4;
    BOOST_CHECK_THROW(seal_anew(both), store::StoreError);
    stores.state().works_for.reset();
    for (std::uint64_t row = 1; row <= 10; ++row) BOOST_TEST(opens(row, both));
    BOOST_TEST(seal_anew(both).done == 7u);
    BOOST_TEST(keys.count(old_ring.first()) == 0u);
}

BOOST_AUTO_TEST_CASE(seal_anew_seals_keys_that_sign_and_seeds_of_tokens_too) {
    add(1, old_ring);
    auto key = test::sample_signing_key();
    key.sealed = old_ring.seal(crypto::kSigningKeys, {key.kid}, text(2), entropy);
    BOOST_REQUIRE(stores.signing_keys().add(key, std::nullopt));
    auto family = test::sample_family(stores.state().users.at(UserId{1}).user);
    const std::string id = family.public_id.text();
    family.sealed_seed = old_ring.seal(crypto::kTokenFamilies, {id}, text(3), entropy);
    stores.tokens().add(family, {}, 50, test::kNow).value();
    BOOST_TEST(keys.count(old_ring.first()) == 3u);

    BOOST_TEST(seal_anew(both).done == 3u);
    BOOST_TEST((progress == std::vector<std::size_t>{1, 2, 3}));
    BOOST_TEST(keys.count(old_ring.first()) == 0u);
    const auto new_ring = ring_of(kNew);
    const auto row = stores.signing_keys().find_all().front();
    BOOST_TEST(new_ring.open(crypto::kSigningKeys, {row.kid}, row.sealed)->reveal() ==
               text(2).reveal());
    const auto found = stores.tokens().find(test::sample_id(1));
    BOOST_TEST(new_ring.open(crypto::kTokenFamilies, {id}, found->family.sealed_seed)->reveal() ==
               text(3).reveal());
}

BOOST_AUTO_TEST_SUITE_END()
