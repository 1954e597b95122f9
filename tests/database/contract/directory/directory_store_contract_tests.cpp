// What every DirectoryStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "postern/store/directory_store.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::UserQuery;
using store::UserState;

namespace {

using Names = std::vector<std::string>;

/// Ann, Bob, Carla and Dan, added in this order.
template <class Stores>
struct Listed {
    Stores stores;
    User ann = add("ann@example.org", 1, "Anna-Lena Müller", "ann.m");
    User bob = add("bob@example.com", 2, "Bob Öster");
    User carla = add("carla@example.org", 3, "李 Carla");
    User dan = add("dan@mail.example.org", 4, "Dan O'Neill");

    User add(std::string_view email, unsigned n, std::string_view name,
             std::string_view username = "") {
        auto user = sample_user(email, n);
        user.display_name = *DisplayName::parse(name);
        user.username = Username::parse(username);
        user.email_verified_at = kNow;
        return *stores.users().add(user);
    }

    store::UserPart part(const UserQuery& query, const std::optional<store::UserMark>& after = {},
                         std::size_t limit = 10, TimePoint now = kNow) {
        return stores.directory().list_users(query, after, limit, now);
    }
    /// Before the `@`, in the order of the list.
    Names list(const UserQuery& query, TimePoint now = kNow) {
        const auto part = this->part(query, {}, 10, now);
        BOOST_TEST(part.damaged.empty());
        BOOST_TEST(!part.last.has_value());
        BOOST_TEST(stores.directory().count_users(query, 10, now) == part.found.size());
        return names(part);
    }
    static Names names(const store::UserPart& part) {
        Names names;
        for (const auto& listed : part.found) {
            const auto& email = listed.user.email.text();
            names.push_back(email.substr(0, email.find('@')));
        }
        return names;
    }
    void change(store::AccountChange change) { BOOST_REQUIRE(apply(stores.accounts(), change)); }
    void join(std::string_view group, const User& user,
              std::optional<TimePoint> until = std::nullopt) {
        if (!stores.groups().find(group))
            stores.groups().add(group, "", kNow, sample_audit()).value();
        stores.groups().join(group, user, until, sample_audit()).value();
    }
    store::ListedUser find(const User& user, TimePoint now = kNow) {
        const auto found = stores.directory().find_user(user.public_id, now);
        BOOST_REQUIRE(found.has_value());
        return *found;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(directory_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(users_are_listed_newest_first_or_by_address, S, AllStores) {
    Listed<S> l;
    BOOST_TEST(l.list({}) == (Names{"dan", "carla", "bob", "ann"}));
    BOOST_TEST(l.list({.order = UserQuery::Order::Email}) == (Names{"ann", "bob", "carla", "dan"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_list_goes_on_where_its_part_ended, S, AllStores) {
    Listed<S> l;
    for (const auto order : {UserQuery::Order::Newest, UserQuery::Order::Email}) {
        for (const UserQuery& query :
             {UserQuery{.order = order}, UserQuery{.search = "@example.org", .order = order},
              UserQuery{.state = UserState::Active, .order = order},
              UserQuery{.second_factor = false, .order = order}}) {
            Names one_by_one;
            std::optional<store::UserMark> mark;
            do {
                const auto part = l.part(query, mark, 1);
                BOOST_REQUIRE(part.found.size() == 1u);
                one_by_one.push_back(l.names(part).front());
                mark = part.last;
            } while (mark);
            BOOST_TEST(one_by_one == l.list(query));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_user_who_is_added_meanwhile_is_not_shown_twice, S, AllStores) {
    Listed<S> l;
    const auto first = l.part({}, {}, 2);
    BOOST_TEST(l.names(first) == (Names{"dan", "carla"}));
    l.add("eve@example.org", 5, "Eve");
    BOOST_TEST(l.names(l.part({}, first.last, 2)) == (Names{"bob", "ann"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_search_finds_by_the_start_of_words, S, AllStores) {
    Listed<S> l;
    const std::pair<const char*, Names> cases[] = {{"ann", {"ann"}},
                                                   {"ANN@example", {"ann"}},
                                                   {"ann.m", {"ann"}},
                                                   {"nn", {}},
                                                   {"Müller", {"ann"}},
                                                   {"muLLer", {"ann"}},
                                                   {"lena", {"ann"}},
                                                   {"anna-lena m", {"ann"}},
                                                   {"ost", {"bob"}},
                                                   {"李", {"carla"}},
                                                   {"neill", {"dan"}},
                                                   {"@example.org", {"carla", "ann"}},
                                                   {"@EXAMPLE.com", {"bob"}},
                                                   {"@example", {}},
                                                   {"@", {}},
                                                   {"  bob ", {"bob"}},
                                                   {"   ", {"dan", "carla", "bob", "ann"}},
                                                   {"\xFF", {}},
                                                   {"%", {}},
                                                   {"_", {}}};
    for (const auto& [search, expected] : cases)
        BOOST_TEST_CONTEXT(search) BOOST_TEST(l.list({.search = search}) == expected);
    BOOST_TEST(l.list({.search = l.bob.public_id.text()}) == (Names{"bob"}));
    BOOST_TEST(l.list({.search = l.bob.public_id.text().substr(0, 21)}) == Names{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_search_knows_names_and_addresses_as_they_are_now, S, AllStores) {
    Listed<S> l;
    auto renamed = change_of(l.ann);
    renamed.profile = store::ProfileEdit{};
    renamed.profile->display_name = DisplayName::parse("Zoe");
    l.change(renamed);
    BOOST_TEST(l.list({.search = "lena"}) == Names{});
    BOOST_TEST(l.list({.search = "zoe"}) == (Names{"ann"}));
    auto moved = change_of(l.ann);
    moved.email = store::VerifiedEmail{address("zoe@example.net"), kNow};
    l.change(moved);
    BOOST_TEST(l.list({.search = "ann@"}) == Names{});
    BOOST_TEST(l.list({.search = "@example.net"}) == (Names{"zoe"}));
    auto removed = change_of(l.ann);
    removed.remove = true;
    l.change(removed);
    BOOST_TEST(l.list({.search = "zoe"}) == Names{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(imported_users_are_found_as_well, S, AllStores) {
    Listed<S> l;
    std::vector<NewUser> users;
    for (unsigned n = 100; n < 230; ++n) {
        auto user = sample_user("p" + std::to_string(n) + "@import.example", n);
        user.display_name = *DisplayName::parse("Person Number" + std::to_string(n));
        users.push_back(user);
    }
    l.stores.transfers().add_all(users);
    BOOST_TEST(l.list({.search = "number117"}) == (Names{"p117"}));
    BOOST_TEST(l.list({.search = "number229"}) == (Names{"p229"}));
    BOOST_TEST(l.stores.directory().count_users({.search = "@import.example"}, 1000, kNow) == 130u);
    BOOST_TEST(l.stores.directory().count_users({.search = "person"}, 100, kNow) == 100u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_state_is_the_first_that_fits, S, AllStores) {
    Listed<S> l;
    auto eve = sample_user("eve@example.org", 5);
    const User unconfirmed = *l.stores.users().add(eve);
    auto fay = sample_user("fay@example.org", 6);
    fay.waiting_since = kNow;
    const User waiting = *l.stores.users().add(fay);
    auto change = change_of(l.bob);
    change.disabled = true;
    l.change(change);
    change = change_of(l.carla);
    change.disabled = true;
    change.deletion = store::DeletionDate{kNow + 24h};
    l.change(change);
    const std::pair<UserState, Names> cases[] = {{UserState::Deleting, {"carla"}},
                                                 {UserState::Disabled, {"bob"}},
                                                 {UserState::Waiting, {"fay"}},
                                                 {UserState::Unconfirmed, {"eve"}},
                                                 {UserState::Active, {"dan", "ann"}}};
    for (const auto& [state, expected] : cases) {
        BOOST_TEST(l.list({.state = state}) == expected, store::to_text(state));
        for (const auto& listed : l.part({.state = state}).found)
            BOOST_TEST((listed.state == state));
    }
    BOOST_TEST((l.find(waiting).state == UserState::Waiting));
    BOOST_TEST((l.find(unconfirmed).state == UserState::Unconfirmed));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(second_factors_come_and_go, S, AllStores) {
    Listed<S> l;
    l.change(totp_added(l.ann, 1));
    l.change(passkey_added(l.bob, 2));
    BOOST_TEST(l.list({.second_factor = true}) == (Names{"bob", "ann"}));
    BOOST_TEST(l.list({.second_factor = false}) == (Names{"dan", "carla"}));
    BOOST_TEST(l.find(l.ann).second_factor);
    auto gone = change_of(l.ann);
    gone.remove_totp = true;
    l.change(gone);
    gone = change_of(l.bob);
    gone.remove_passkeys = true;
    l.change(gone);
    BOOST_TEST(l.list({.second_factor = true}) == Names{});
    BOOST_TEST(!l.find(l.bob).second_factor);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_group_has_the_members_of_now, S, AllStores) {
    Listed<S> l;
    l.join("staff", l.ann);
    l.join("staff", l.bob, kNow + 1h);
    l.join("guests", l.ann);
    BOOST_TEST(l.list({.group = "staff"}) == (Names{"bob", "ann"}));
    BOOST_TEST(l.list({.group = "staff"}, kNow + 1h) == (Names{"ann"}));
    BOOST_TEST(l.list({.group = "nobody"}) == Names{});
    BOOST_TEST(l.list({.group = "stäff"}) == Names{});
    BOOST_TEST(l.find(l.ann).groups == (Names{"guests", "staff"}));
    BOOST_TEST(l.find(l.bob).groups == (Names{"staff"}));
    BOOST_TEST(l.find(l.bob, kNow + 1h).groups == Names{});
    for (const char* const more : {"a", "b", "c", "d"}) l.join(more, l.ann);
    BOOST_TEST(l.find(l.ann).groups == (Names{"a", "b", "c", "d", "guests"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(filters_are_combined, S, AllStores) {
    Listed<S> l;
    l.join("staff", l.ann);
    l.join("staff", l.carla);
    l.change(totp_added(l.ann, 1));
    l.change(totp_added(l.bob, 2));
    auto change = change_of(l.carla);
    change.disabled = true;
    l.change(change);
    for (const auto order : {UserQuery::Order::Newest, UserQuery::Order::Email}) {
        const std::pair<UserQuery, Names> cases[] = {
            {{.second_factor = true, .group = "staff", .order = order}, {"ann"}},
            {{.search = "@example.org", .state = UserState::Disabled, .order = order}, {"carla"}},
            {{.search = "carla", .second_factor = true, .order = order}, {}},
            {{.search = "a",
              .state = UserState::Active,
              .second_factor = true,
              .group = "staff",
              .order = order},
             {"ann"}},
            {{.state = UserState::Deleting, .group = "staff", .order = order}, {}}};
        for (const auto& [query, expected] : cases) BOOST_TEST(l.list(query) == expected);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(opening_a_session_is_a_sign_in_and_replacing_one_is_not, S,
                              AllStores) {
    Listed<S> l;
    BOOST_TEST(!l.find(l.ann).last_sign_in_at.has_value());
    auto session = sample_session(l.ann.id, 1);
    l.stores.sessions().add(session, {}).value();
    BOOST_TEST((l.find(l.ann).last_sign_in_at == kNow));
    session = sample_session(l.ann.id, 2);
    session.authentication.authenticated_at = kNow + 59s;
    l.stores.sessions().add(session, {}).value();
    BOOST_TEST((l.find(l.ann).last_sign_in_at == kNow));
    session = sample_session(l.ann.id, 3);
    session.authentication.authenticated_at = kNow + 5min;
    l.stores.sessions().add(session, {.replaced_token_hash = sample_hash(1)}).value();
    BOOST_TEST((l.find(l.ann).last_sign_in_at == kNow));
    session = sample_session(l.ann.id, 4);
    session.authentication.authenticated_at = kNow + 6min;
    l.stores.sessions().add(session, {}).value();
    BOOST_TEST((l.find(l.ann).last_sign_in_at == kNow + 6min));
    BOOST_TEST(!l.find(l.bob).last_sign_in_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(addresses_and_ids_are_looked_up, S, AllStores) {
    Listed<S> l;
    const auto emails = l.stores.directory().find_emails(
        {l.bob.public_id, sample_id(99), l.ann.public_id, l.bob.public_id});
    BOOST_TEST(emails.size() == 2u);
    BOOST_TEST((emails.at(l.ann.public_id) == l.ann.email));
    BOOST_TEST((emails.at(l.bob.public_id) == l.bob.email));
    BOOST_TEST(l.stores.directory().find_emails({}).empty());
    BOOST_TEST((l.stores.directory().find_public_id(l.ann.id) == l.ann.public_id));
    BOOST_TEST(!l.stores.directory().find_public_id(UserId{4711}).has_value());
    BOOST_TEST(!l.stores.directory().find_user(sample_id(99), kNow).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(live_sessions_are_listed_newest_first, S, AllStores) {
    Listed<S> l;
    auto& sessions = l.stores.sessions();
    sessions.add(sample_session(l.ann.id, 1), {}).value();
    sessions.add(sample_session(l.bob.id, 2), {}).value();
    auto elsewhere = sample_session(l.ann.id, 3);
    elsewhere.address = "2001:db8::7";
    sessions.add(elsewhere, {}).value();
    auto expired = sample_session(l.carla.id, 4);
    expired.expires_at = kNow + 1s;
    sessions.add(expired, {}).value();
    sessions.add(sample_session(l.dan.id, 5), {}).value();
    sessions.remove_all_of_user(l.dan.id, std::nullopt);

    const auto ids = [&](const store::SessionQuery& query, SessionId before = {},
                         std::size_t limit = 10) {
        std::vector<PublicId> found;
        const auto list = l.stores.directory().list_sessions(query, before, limit, kNow + 1min);
        for (const auto& one : list.found) found.push_back(one.session.public_id);
        return found;
    };
    using Ids = std::vector<PublicId>;
    BOOST_TEST((ids({}) == Ids{sample_id(3), sample_id(2), sample_id(1)}));
    BOOST_TEST((ids({.user = l.ann.public_id}) == Ids{sample_id(3), sample_id(1)}));
    BOOST_TEST((ids({.address = "2001:db8::7"}) == Ids{sample_id(3)}));
    BOOST_TEST((ids({.address = "2001:db8::"}) == Ids{}));
    BOOST_TEST((ids({.address = "ä"}) == Ids{}));
    BOOST_TEST((ids({.user = l.bob.public_id, .address = "2001:db8::7"}) == Ids{}));
    BOOST_TEST((ids({.user = sample_id(99)}) == Ids{}));

    const auto first = l.stores.directory().list_sessions({}, SessionId{}, 2, kNow + 1min);
    BOOST_TEST(first.found.size() == 2u);
    BOOST_TEST(!first.complete);
    BOOST_TEST((first.found.front().user.id == l.ann.id));
    const auto rest = l.stores.directory().list_sessions({}, first.last, 2, kNow + 1min);
    BOOST_TEST(rest.found.size() == 1u);
    BOOST_TEST(rest.complete);
}

BOOST_AUTO_TEST_CASE(the_courier_writes_what_users_of_an_earlier_version_are_found_by) {
    Listed<MysqlStores> l;
    l.change(totp_added(l.ann, 1));
    RawSql sql;
    sql.run("DELETE FROM user_word");
    sql.run("UPDATE user SET word_version = 0, has_factor = FALSE");
    BOOST_TEST(l.list({.search = "lena"}) == Names{});
    BOOST_TEST(l.stores.directory().write_missing_words(3) == 3u);
    BOOST_TEST(l.stores.directory().write_missing_words(3) == 1u);
    BOOST_TEST(l.stores.directory().write_missing_words(3) == 0u);
    BOOST_TEST(l.list({.search = "lena"}) == (Names{"ann"}));
    BOOST_TEST(l.list({.search = "ost"}) == (Names{"bob"}));
    BOOST_TEST(l.list({.second_factor = true}) == (Names{"ann"}));
}

BOOST_AUTO_TEST_CASE(a_damaged_user_is_named_and_the_list_goes_on) {
    Listed<MysqlStores> l;
    RawSql{}.run("UPDATE user SET display_name = '' WHERE email = 'carla@example.org'");
    const auto first = l.part({}, {}, 2);
    BOOST_TEST(l.names(first) == (Names{"dan"}));
    BOOST_TEST(first.damaged.size() == 1u);
    BOOST_REQUIRE(first.last.has_value());
    BOOST_TEST(l.names(l.part({}, first.last, 2)) == (Names{"bob", "ann"}));
}

BOOST_AUTO_TEST_SUITE_END()
