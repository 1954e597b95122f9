// What every SessionStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

template <class Stores>
User add_user(Stores& stores, std::string_view email = "ann@example.org", unsigned n = 1) {
    return *stores.users().add(sample_user(email, n));
}

template <class Stores>
Session add_session(Stores& stores, const NewSession& session) {
    const auto added = stores.sessions().add(session, {});
    BOOST_REQUIRE(added.has_value());
    return *added;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_everything_about_a_session, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    auto fresh = sample_session(user.id);
    fresh.remember = true;
    fresh.address = "2001:db8:ffff:ffff:ffff:ffff:255.255.255.255";
    fresh.user_agent = std::string(255, 'A');
    fresh.authentication = {.level = Level::Two,
                            .methods = {ProofMethod::Password, ProofMethod::RecoveryCode},
                            .authenticated_at = kNow + 1s,
                            .factor_at = kNow + 2s};
    const Session added = add_session(stores, fresh);
    BOOST_TEST((added.last_seen_at == fresh.authentication.authenticated_at));
    const auto found = stores.sessions().find_by_token_hash(fresh.token_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(same(found->session, added));
    BOOST_TEST(same(found->user, user));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_keeps_times_after_2038, S, AllStores) {
    S stores;
    auto fresh = sample_session(add_user(stores).id);
    fresh.created_at += std::chrono::years{40};
    fresh.authentication.authenticated_at = fresh.created_at;
    fresh.expires_at = fresh.created_at + 24h * 365 * 30;
    const Session added = add_session(stores, fresh);
    const auto found = stores.sessions().find_by_token_hash(fresh.token_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(same(found->session, added));
    BOOST_TEST(is_live(found->session, found->user, fresh.created_at));
}

BOOST_AUTO_TEST_CASE(add_stores_nothing_for_a_user_scheduled_for_deletion) {
    MysqlStores stores;
    const User user = add_user(stores);
    RawSql{}.run("UPDATE user SET delete_at = '2030-01-01 00:00:00'");
    BOOST_TEST(!stores.sessions().add(sample_session(user.id), {}).has_value());
    const auto asleep = stores.users().find_by_public_id(user.public_id);
    BOOST_TEST((asleep->delete_at == TimePoint{std::chrono::seconds{1'893'456'000}}));
    RawSql{}.run("UPDATE user SET delete_at = NULL");
    BOOST_TEST(stores.sessions().add(sample_session(user.id), {}).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_nothing_for_a_disabled_or_unknown_user, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    apply(stores.accounts(), service::user_disabled(user, sample_cause()));
    BOOST_TEST(!stores.sessions().add(sample_session(user.id), {}).has_value());
    BOOST_TEST(!stores.sessions().add(sample_session(UserId{4711}, 2), {}).has_value());
    BOOST_TEST(stores.sessions().list(SessionId{0}, 10).found.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_token_hash_compares_every_byte, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    add_session(stores, sample_session(user.id));
    for (std::size_t i = 0; i < Digest{}.size(); ++i) {
        Digest other = sample_hash(1);
        other[i] = static_cast<std::uint8_t>(other[i] ^ 0x20);
        BOOST_TEST(!stores.sessions().find_by_token_hash(other).has_value());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_user_lists_the_newest_first, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    const User other = add_user(stores, "bob@example.org", 2);
    for (unsigned n = 1; n <= 4; ++n) {
        auto fresh = sample_session(n == 3 ? other.id : user.id, n);
        fresh.created_at += n == 1 ? 60s : n * 1s;
        add_session(stores, fresh);
    }
    const auto found = stores.sessions().find_by_user(user.id, 10);
    BOOST_REQUIRE(found.size() == 3u);
    BOOST_TEST((found[0].public_id == sample_id(1)));
    BOOST_TEST((found[1].public_id == sample_id(4)));
    BOOST_TEST((found[2].public_id == sample_id(2)));
    BOOST_TEST(stores.sessions().find_by_user(user.id, 2).size() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_walks_through_all_sessions_by_key, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (unsigned n = 1; n <= 5; ++n)
        add_session(stores, sample_session(n % 2 == 0 ? bob.id : ann.id, n));
    const auto first = stores.sessions().list(SessionId{0}, 3);
    BOOST_REQUIRE(first.found.size() == 3u);
    BOOST_TEST(same(first.found[1].user, bob));
    BOOST_TEST(!first.complete);
    const auto second = stores.sessions().list(first.last, 3);
    BOOST_REQUIRE(second.found.size() == 2u);
    BOOST_TEST((second.found.back().session.public_id == sample_id(5)));
    BOOST_TEST(second.complete);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_some_ends_sessions_up_to_a_key_and_revokes_their_users, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_TEST((stores.sessions().find_newest() == SessionId{0}));
    for (unsigned n = 1; n <= 103; ++n)
        add_session(stores, sample_session(n % 2 == 0 ? bob.id : ann.id, n));
    const SessionId newest = stores.sessions().find_newest();
    const Session later = add_session(stores, sample_session(ann.id, 104));
    const auto before = stores.revocations().find_after(0, 1000).revocations.size();

    BOOST_TEST(stores.sessions().remove_some(newest) == 100u);
    const auto revoked = stores.revocations().find_after(0, 1000).revocations;
    BOOST_REQUIRE(revoked.size() == before + 2);
    BOOST_TEST(revoked.back().user_id.has_value());
    BOOST_TEST(!revoked.back().token_hash.has_value());
    BOOST_TEST(stores.sessions().remove_some(newest) == 3u);
    BOOST_TEST(stores.sessions().remove_some(newest) == 0u);
    const auto left = stores.sessions().list(SessionId{0}, 10);
    BOOST_REQUIRE(left.found.size() == 1u);
    BOOST_TEST((left.found.front().session.id == later.id));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_seen_moves_forward_and_never_back, S, AllStores) {
    S stores;
    const Session session = add_session(stores, sample_session(add_user(stores).id));
    const auto last_seen = [&] {
        return stores.sessions().find_by_token_hash(sample_hash(1))->session.last_seen_at;
    };
    stores.sessions().set_last_seen(session.id, kNow + 90s);
    BOOST_TEST((last_seen() == kNow + 90s));
    stores.sessions().set_last_seen(session.id, kNow + 60s);
    BOOST_TEST((last_seen() == kNow + 90s));
    stores.sessions().set_last_seen(SessionId{4711}, kNow);  // no such session: no harm
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_ends_exactly_the_named_session, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    for (unsigned n = 1; n <= 3; ++n) add_session(stores, sample_session(user.id, n));
    BOOST_TEST(stores.sessions().remove_by_token_hash(sample_hash(1)) == 1u);
    BOOST_TEST(stores.sessions().remove_by_token_hash(sample_hash(1)) == 0u);
    BOOST_TEST((stores.sessions().remove_by_public_id(sample_id(2), std::nullopt) == user.id));
    BOOST_TEST(!stores.sessions().remove_by_public_id(sample_id(2), std::nullopt).has_value());
    BOOST_TEST(stores.sessions().find_by_user(user.id, 10).size() == 1u);
    BOOST_TEST(stores.sessions().find_by_token_hash(sample_hash(3)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_ends_a_session_writes_its_entry_and_no_other, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    for (unsigned n = 1; n <= 2; ++n) add_session(stores, sample_session(user.id, n));
    const auto audited = [&] { return stores.audit().find_latest({}, 0, 100); };
    const std::size_t before = audited().size();
    AuditEntry entry = sample_audit();
    entry.user.reset();
    BOOST_TEST(!stores.sessions().remove_by_public_id(sample_id(9), entry).has_value());
    BOOST_TEST(audited().size() == before);
    BOOST_TEST(stores.sessions().remove_by_public_id(sample_id(1), entry).has_value());
    BOOST_REQUIRE(audited().size() == before + 1);
    // The store knows whose it was.
    BOOST_TEST((audited().front().entry.user == user.public_id));
    stores.sessions().remove_all_of_user(user.id, entry);
    BOOST_TEST(audited().size() == before + 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_of_user_leaves_a_session_of_someone_else, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    add_session(stores, sample_session(ann.id));
    BOOST_TEST(stores.sessions().remove_of_user(bob.id, sample_id(1)) == 0u);
    BOOST_TEST(stores.sessions().remove_of_user(ann.id, sample_id(1)) == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_all_of_user_ends_only_that_users_sessions, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (unsigned n = 1; n <= 3; ++n)
        add_session(stores, sample_session(n == 3 ? bob.id : ann.id, n));
    BOOST_TEST(stores.sessions().remove_all_of_user(ann.id, std::nullopt) == 2u);
    BOOST_TEST(stores.sessions().list(SessionId{0}, 10).found.size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_others_of_user_keeps_that_one_and_other_users_sessions, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (unsigned n = 1; n <= 4; ++n)
        add_session(stores, sample_session(n == 4 ? bob.id : ann.id, n));
    BOOST_TEST(stores.sessions().remove_others_of_user(ann.id, sample_id(2)) == 2u);
    BOOST_TEST(stores.sessions().remove_others_of_user(ann.id, sample_id(2)) == 0u);
    BOOST_TEST(stores.sessions().find_by_token_hash(sample_hash(2)).has_value());
    BOOST_TEST(stores.sessions().find_by_token_hash(sample_hash(4)).has_value());
    BOOST_TEST(stores.sessions().remove_others_of_user(ann.id, sample_id(4)) == 1u);
    BOOST_TEST(stores.sessions().find_by_token_hash(sample_hash(4)).has_value());
    BOOST_TEST(stores.sessions().remove_others_of_user(UserId{4711}, sample_id(4)) == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_ends_sessions_that_are_no_longer_live, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    auto short_lived = sample_session(user.id, 1);
    short_lived.expires_at = kNow + 60s;
    auto quick_idle = sample_session(user.id, 2);
    quick_idle.idle_ttl = 60s;
    auto kept = sample_session(user.id, 3);
    for (const auto& session : {short_lived, quick_idle, kept}) add_session(stores, session);

    BOOST_TEST(stores.sessions().remove_expired(kNow + 59s, 10) == 0u);
    BOOST_TEST(stores.sessions().remove_expired(kNow + 60s, 10) == 2u);
    BOOST_TEST(stores.sessions().find_by_token_hash(sample_hash(3)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_respects_use_and_limit, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    const Session used = add_session(stores, sample_session(user.id, 1));
    for (unsigned n = 2; n <= 6; ++n) add_session(stores, sample_session(user.id, n));
    stores.sessions().set_last_seen(used.id, kNow + 20min);
    BOOST_TEST(stores.sessions().remove_expired(kNow + 30min, 3) == 3u);
    BOOST_TEST(stores.sessions().remove_expired(kNow + 30min, 3) == 2u);
    BOOST_TEST(stores.sessions().remove_expired(kNow + 30min, 3) == 0u);
    BOOST_TEST(stores.sessions().find_by_token_hash(sample_hash(1)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_has_ended_is_found_by_nobody, S, AllStores) {
    S stores;
    auto& sessions = stores.sessions();
    const User user = add_user(stores);
    for (unsigned n = 1; n <= 3; ++n) add_session(stores, sample_session(user.id, n));
    BOOST_TEST(sessions.remove_others_of_user(user.id, sample_session(user.id, 2).public_id) == 2u);
    BOOST_TEST(sessions.find_by_user(user.id, 10).size() == 1u);
    BOOST_TEST(sessions.list(SessionId{0}, 10).found.size() == 1u);
    BOOST_TEST(!sessions.find_by_token_hash(sample_session(user.id, 1).token_hash).has_value());
    BOOST_TEST(sessions.remove_of_user(user.id, sample_session(user.id, 1).public_id) == 0u);
    // One that has ended cannot be kept: it stays ended, and all others end.
    BOOST_TEST(sessions.remove_others_of_user(user.id, sample_session(user.id, 1).public_id) == 1u);
    BOOST_TEST(sessions.find_by_user(user.id, 10).empty());
    BOOST_TEST(!sessions.find_by_token_hash(sample_session(user.id, 1).token_hash).has_value());
    add_session(stores, sample_session(user.id, 4));
    BOOST_TEST(sessions.find_by_user(user.id, 10).size() == 1u);
    BOOST_TEST(sessions.remove_all_of_user(user.id, std::nullopt) == 1u);
    BOOST_TEST(sessions.remove_all_of_user(user.id, std::nullopt) == 0u);
}

BOOST_AUTO_TEST_CASE(ended_rows_of_several_accounts_are_removed_up_to_a_limit) {
    MysqlStores stores;
    auto& sessions = stores.sessions();
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (unsigned n = 1; n <= 6; ++n)
        add_session(stores, sample_session(n % 2 == 0 ? ann.id : bob.id, n));
    sessions.remove_all_of_user(ann.id, std::nullopt);
    sessions.remove_all_of_user(bob.id, std::nullopt);
    add_session(stores, sample_session(ann.id, 7));
    BOOST_TEST(sessions.remove_ended(4) == 4u);
    BOOST_TEST(sessions.remove_ended(4) == 2u);
    BOOST_TEST(sessions.remove_ended(4) == 0u);
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM session") == "1");
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM account_cleanup") == "0");
}

BOOST_AUTO_TEST_CASE(what_ends_while_its_account_is_cleaned_up_is_removed_too) {
    MysqlStores stores;
    auto& sessions = stores.sessions();
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 4; ++n) add_session(stores, sample_session(ann.id, n));
    sessions.remove_others_of_user(ann.id, sample_session(ann.id, 1).public_id);
    BOOST_TEST(sessions.remove_ended(2) == 2u);
    // The first one, too: a key that was passed already.
    sessions.remove_all_of_user(ann.id, std::nullopt);
    add_session(stores, sample_session(ann.id, 5));
    BOOST_TEST(sessions.remove_ended(10) == 2u);
    BOOST_TEST(sessions.find_by_user(ann.id, 10).size() == 1u);
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM session") == "1");
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM account_cleanup") == "0");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(end_oldest_keeps_the_newest_and_revokes_the_rest, S, AllStores) {
    S stores;
    auto& sessions = stores.sessions();
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (unsigned n = 1; n <= 5; ++n) {
        auto session = sample_session(ann.id, n);
        session.created_at = session.authentication.authenticated_at = kNow + n * 1s;
        add_session(stores, session);
    }
    add_session(stores, sample_session(bob.id, 6));
    const auto before = stores.revocations().find_after(0, 100).revocations.size();
    BOOST_TEST(sessions.end_oldest(ann.id, 5, kNow) == 0u);
    BOOST_TEST(stores.revocations().find_after(0, 100).revocations.size() == before);
    BOOST_TEST(sessions.end_oldest(ann.id, 3, kNow + 10s) == 2u);
    for (unsigned n = 1; n <= 6; ++n)
        BOOST_TEST(sessions.find_by_token_hash(sample_hash(n)).has_value() == (n > 2));
    const auto page = stores.revocations().find_after(0, 100);
    BOOST_REQUIRE(page.revocations.size() == before + 1);
    BOOST_TEST((page.revocations.back().user_id == ann.id));
    // One that had ended by itself is removed, and does not count.
    BOOST_TEST(sessions.end_oldest(ann.id, 2, kNow + 24h * 400) == 0u);
    BOOST_TEST(sessions.find_by_user(ann.id, 10).size() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(end_oldest_ends_at_most_a_hundred_at_a_time, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 120; ++n) add_session(stores, sample_session(ann.id, n));
    BOOST_TEST(stores.sessions().end_oldest(ann.id, 10, kNow) == 100u);
    BOOST_TEST(stores.sessions().end_oldest(ann.id, 10, kNow) == 10u);
    BOOST_TEST(stores.sessions().end_oldest(ann.id, 10, kNow) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
