// What every InvitationStore, ApprovalStore and TermsStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_access.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::InvitationUseError;
using store::InvitedGift;

namespace {

Invitation sample_invitation(std::string_view email, unsigned n = 1) {
    return {.id = sample_id(n),
            .email = address(email),
            .display_name = "Zoë",
            .language = "de",
            .groups = {"editors", "staff"},
            .roles = {"writer"},
            .invited_by = "admin:0",
            .created_at = kNow,
            .expires_at = kNow + 24h};
}

store::SideEffects effects() { return {sample_audit()}; }

InvitedGift gift(InvitedGift::Kind kind, std::string_view name, unsigned n) {
    AuditEntry given = sample_audit();
    given.detail = "given";
    AuditEntry left_out = sample_audit();
    left_out.detail = "left out";
    return {kind, std::string{name}, sample_id(n), given, left_out};
}

store::InvitationUse use_of(unsigned hash, std::string_view email,
                            std::vector<InvitedGift> gifts = {}) {
    return {.token_hash = sample_hash(hash),
            .now = kNow,
            .email = address(email),
            .given_by = "admin:0",
            .gifts = std::move(gifts),
            .effects = effects()};
}

/// An invitation of this address with a link whose hash is sample_hash(n).
template <class Stores>
Invitation invite(Stores& stores, std::string_view email, unsigned n = 1) {
    const auto invitation = sample_invitation(email, n);
    BOOST_REQUIRE(stores.invitations().add(invitation, effects()));
    BOOST_REQUIRE(stores.invitations().add_link(invitation.id, sample_hash(n), kNow));
    return invitation;
}

template <class Stores>
std::vector<std::string> details(Stores& stores) {
    std::vector<std::string> found;
    for (const auto& stored : stores.audit().find_latest({}, 0, 100))
        found.push_back(stored.entry.detail);
    return found;
}

NewUser waiting_user(std::string_view email, unsigned n, TimePoint since, bool confirmed = true) {
    auto user = sample_user(email, n);
    user.waiting_since = since;
    if (confirmed) user.email_verified_at = kNow;
    return user;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(invitation_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_invitation_is_read_back_as_added, S, AllStores) {
    S stores;
    const auto added = invite(stores, "eve@example.org");
    for (const auto& found :
         {stores.invitations().find(added.id), stores.invitations().find_by_link(sample_hash(1))}) {
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(found->email.text() == "eve@example.org");
        BOOST_TEST(found->display_name == "Zoë");
        BOOST_TEST(found->language == "de");
        BOOST_TEST(found->groups == added.groups, boost::test_tools::per_element());
        BOOST_TEST(found->roles == added.roles, boost::test_tools::per_element());
        BOOST_TEST(found->invited_by == "admin:0");
        BOOST_TEST((found->created_at == kNow && found->expires_at == kNow + 24h));
        BOOST_TEST((!found->used_at && !found->used_by));
    }
    BOOST_TEST(!stores.invitations().find(sample_id(9)).has_value());
    BOOST_TEST(!stores.invitations().find_by_link(sample_hash(9)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_address_has_one_open_invitation, S, AllStores) {
    S stores;
    invite(stores, "eve@example.org");
    auto again = sample_invitation("eve@example.org", 2);
    BOOST_TEST(!stores.invitations().add(again, effects()));
    BOOST_TEST(!stores.invitations().find(again.id).has_value());
    again.created_at = kNow + 24h;
    again.expires_at = kNow + 48h;
    BOOST_TEST(stores.invitations().add(again, effects()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_renewed_invitation_has_no_link_until_it_gets_one, S, AllStores) {
    S stores;
    const auto invitation = invite(stores, "eve@example.org");
    BOOST_TEST(stores.invitations().renew(invitation.id, kNow + 48h, effects()));
    BOOST_TEST(!stores.invitations().find_by_link(sample_hash(1)).has_value());
    BOOST_TEST(stores.invitations().add_link(invitation.id, sample_hash(2), kNow + 47h));
    BOOST_TEST((stores.invitations().find_by_link(sample_hash(2))->expires_at == kNow + 48h));
    BOOST_TEST(!stores.invitations().add_link(invitation.id, sample_hash(3), kNow + 48h));
    BOOST_TEST(!stores.invitations().renew(sample_id(9), kNow + 48h, effects()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_withdrawn_invitation_is_gone_with_its_links, S, AllStores) {
    S stores;
    const auto invitation = invite(stores, "eve@example.org");
    BOOST_TEST(stores.invitations().remove(invitation.id, sample_audit()));
    BOOST_TEST(!stores.invitations().find_by_link(sample_hash(1)).has_value());
    BOOST_TEST(!stores.invitations().remove(invitation.id, sample_audit()));
    BOOST_TEST(!stores.invitations().add_link(invitation.id, sample_hash(2), kNow));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_new_user_gets_what_they_were_invited_to, S, AllStores) {
    S stores;
    stores.groups().add("editors", "", kNow, sample_audit()).value();
    stores.grants().add_role("writer", "", {}, kNow, sample_audit()).value();
    const auto invitation = invite(stores, "eve@example.org");
    auto user = sample_user("eve@example.org", 5);
    user.profile = {{"phone", "+4930901820"}, {"team", ""}};
    const auto used =
        stores.invitations().use_for_new_user(use_of(1, "eve@example.org",
                                                     {gift(InvitedGift::Kind::Group, "editors", 6),
                                                      gift(InvitedGift::Kind::Group, "gone", 7),
                                                      gift(InvitedGift::Kind::Role, "writer", 8),
                                                      gift(InvitedGift::Kind::Role, "gone", 9)}),
                                              user);
    BOOST_REQUIRE(used.has_value());
    const auto memberships = stores.groups().groups_of(used->id);
    BOOST_REQUIRE(memberships.size() == 1u);
    BOOST_TEST(memberships[0].group == "editors");
    BOOST_TEST(memberships[0].granted_by == "admin:0");
    const auto grants = stores.grants().grants(holder(*used), 9);
    BOOST_REQUIRE(grants.size() == 1u);
    BOOST_TEST(grants[0].id.text() == sample_id(8).text());
    const auto all = details(stores);
    BOOST_TEST(std::ranges::count(all, "given") == 2);
    BOOST_TEST(std::ranges::count(all, "left out") == 2);
    const auto after = stores.invitations().find(invitation.id);
    BOOST_TEST((after->used_at == kNow));
    BOOST_TEST(after->used_by.value().text() == used->public_id.text());
    const ProfileValues expected{{"phone", "+4930901820"}};
    BOOST_TEST((stores.terms().find_profile(used->id) == expected));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_invitation_is_used_once_by_its_address_in_its_time, S, AllStores) {
    S stores;
    invite(stores, "eve@example.org");
    auto& invitations = stores.invitations();
    const auto refused = [&](const store::InvitationUse& use, std::string_view email, unsigned n) {
        const auto used = invitations.use_for_new_user(use, sample_user(email, n));
        return used ? std::nullopt : std::optional{used.error()};
    };
    BOOST_TEST(
        (refused(use_of(2, "eve@example.org"), "eve@example.org", 5) == InvitationUseError::Gone));
    BOOST_TEST(
        (refused(use_of(1, "bob@example.org"), "bob@example.org", 5) == InvitationUseError::Gone));
    auto late = use_of(1, "eve@example.org");
    late.now = kNow + 24h;
    BOOST_TEST((refused(late, "eve@example.org", 5) == InvitationUseError::Gone));
    BOOST_TEST(!refused(use_of(1, "eve@example.org"), "eve@example.org", 5).has_value());
    BOOST_TEST(
        (refused(use_of(1, "eve@example.org"), "eve@example.org", 6) == InvitationUseError::Gone));
    BOOST_TEST(!invitations.renew(sample_id(1), kNow + 48h, effects()));
    BOOST_TEST(!invitations.remove(sample_id(1), sample_audit()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_taken_address_uses_no_invitation_up, S, AllStores) {
    S stores;
    const User eve = add_user(stores, "eve@example.org", 5);
    invite(stores, "eve@example.org");
    const auto taken = stores.invitations().use_for_new_user(use_of(1, "eve@example.org"),
                                                             sample_user("eve@example.org", 6));
    BOOST_TEST((taken.error() == InvitationUseError::EmailTaken));
    stores.groups().add("editors", "", kNow, sample_audit()).value();
    stores.groups().join("editors", eve, kNow + 1h, sample_audit()).value();
    BOOST_REQUIRE(stores.invitations().use_for_user(
        use_of(1, "eve@example.org", {gift(InvitedGift::Kind::Group, "editors", 6)}), eve));
    const auto memberships = stores.groups().groups_of(eve.id);
    BOOST_REQUIRE(memberships.size() == 1u);
    BOOST_TEST(!memberships[0].expires_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_list_is_newest_first_and_old_ones_go, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 3; ++n)
        invite(stores, "user" + std::to_string(n) + "@example.org", n);
    const auto first = stores.invitations().list(0, 2);
    BOOST_REQUIRE(first.found.size() == 2u);
    BOOST_TEST(first.found[0].email.text() == "user3@example.org");
    const auto rest = stores.invitations().list(first.last, 2);
    BOOST_REQUIRE(rest.found.size() == 1u);
    BOOST_TEST(rest.last == 0u);
    BOOST_TEST(stores.invitations().remove_old(kNow + 24h, 9) == 0u);
    BOOST_TEST(stores.invitations().remove_old(kNow + 25h, 2) == 2u);
    BOOST_TEST(stores.invitations().remove_old(kNow + 25h, 2) == 1u);
}

// --- approval

BOOST_AUTO_TEST_CASE_TEMPLATE(who_waits_is_found_counted_and_let_in, S, AllStores) {
    S stores;
    BOOST_TEST(stores.approvals().waiting(false, 9).count == 0u);
    const auto eve = stores.users().add(waiting_user("eve@example.org", 1, kNow)).value();
    stores.users().add(waiting_user("zoe@example.org", 2, kNow + 1h)).value();
    stores.users().add(waiting_user("new@example.org", 3, kNow + 2h, false)).value();
    add_user(stores, "ann@example.org", 4);
    BOOST_TEST((stores.users().find_by_public_id(eve.public_id)->waiting_since == kNow));
    const auto confirmed = stores.approvals().waiting(true, 9);
    BOOST_TEST(confirmed.count == 2u);
    BOOST_TEST((confirmed.oldest == kNow && confirmed.newest == kNow + 1h));
    BOOST_TEST(stores.approvals().waiting(false, 9).count == 3u);
    BOOST_TEST(stores.approvals().waiting(false, 2).count == 2u);
    BOOST_TEST(stores.accounts().find_waiting(kNow + 1h, 9).size() == 1u);

    store::AccountChange change{.user = eve.id, .now = kNow, .effects = effects()};
    change.expected.waiting = true;
    change.approved = true;
    BOOST_REQUIRE(stores.accounts().apply(change));
    BOOST_TEST(!stores.users().find_by_public_id(eve.public_id)->waiting_since.has_value());
    BOOST_TEST((stores.accounts().apply(change).error() == store::ChangeError::NotWaiting));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_waits_gets_no_session, S, AllStores) {
    S stores;
    const auto eve = stores.users().add(waiting_user("eve@example.org", 1, kNow)).value();
    BOOST_TEST(!stores.sessions().add(sample_session(eve.id), {}).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(approvers_are_those_who_may_write_users_now, S, AllStores) {
    S stores;
    std::vector<User> users;
    for (unsigned n = 1; n <= 6; ++n)
        users.push_back(add_user(stores, "user" + std::to_string(n) + "@example.org", n));
    auto& grants = stores.grants();
    const auto permit = [&](const std::string& name, const std::string& resource,
                            const std::string& action) {
        BOOST_REQUIRE(grants.add_permission({.name = name, .resource = resource, .action = action},
                                            sample_audit()));
    };
    permit("users", "admin/users", "write");
    permit("reads", "admin/users", "read");
    permit("all", "admin/*", "*");
    stores.groups().add("desk", "", kNow, sample_audit()).value();
    stores.groups().join("desk", users[2], std::nullopt, sample_audit()).value();
    unsigned n = 20;
    const auto give = [&](GrantHolder to, Granted what,
                          std::optional<TimePoint> until = std::nullopt) {
        BOOST_REQUIRE(
            grants.grant(sample_grant(std::move(to), std::move(what), n++, until), sample_audit()));
    };
    give(holder(users[0]), role_named("admin"));
    give(holder(users[1]), permission_named("users"));
    give(holder_group("desk"), permission_named("all"));
    give(holder(users[3]), permission_named("reads"));
    give(holder(users[4]), permission_named("users"), kNow + 1h);
    const auto names = [&](TimePoint at) {
        std::vector<std::string> found;
        for (const auto& user : stores.approvals().approvers(at, 9))
            found.push_back(user.email.text().substr(4, 1));
        return found;
    };
    const std::vector<std::string> now{"1", "2", "3", "5"};
    const std::vector<std::string> later{"1", "2", "3"};
    BOOST_TEST(names(kNow) == now, boost::test_tools::per_element());
    BOOST_TEST(names(kNow + 1h) == later, boost::test_tools::per_element());
    BOOST_TEST(stores.approvals().approvers(kNow, 2).size() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_two_hosts_one_tells_the_approvers, S, AllStores) {
    S stores;
    const TimePoint told_at = stores.approvals().waiting(false, 9).told_at;
    BOOST_TEST(stores.approvals().tell(told_at, kNow, {}));
    BOOST_TEST(!stores.approvals().tell(told_at, kNow, {}));
    BOOST_TEST((stores.approvals().waiting(false, 9).told_at == kNow));
}

// --- terms and fields

BOOST_AUTO_TEST_CASE_TEMPLATE(the_newest_terms_count_and_texts_are_by_language, S, AllStores) {
    S stores;
    auto& terms = stores.terms();
    const User ann = add_user(stores);
    BOOST_TEST(!terms.find_current().has_value());
    BOOST_TEST(!terms.find_state(ann.id).has_value());
    const NewTerms first{{.version = "1", .added_at = kNow, .added_by = "admin:0"},
                         {{"de", "Alt."}, {"en", "Old."}}};
    NewTerms second{first};
    second.terms.version = "2";
    second.terms.must_accept_by = kNow + 1h;
    second.texts = {{"en", "New: Zoë’s 李."}};
    BOOST_TEST(terms.add(first, sample_audit()));
    BOOST_TEST(terms.add(second, sample_audit()));
    BOOST_TEST(!terms.add(first, sample_audit()));
    const auto current = terms.find_current();
    BOOST_REQUIRE(current.has_value());
    BOOST_TEST(current->version == "2");
    BOOST_TEST((current->must_accept_by == kNow + 1h));
    const auto all = terms.list();
    BOOST_REQUIRE(all.size() == 2u);
    const std::vector<std::string> languages{"de", "en"};
    BOOST_TEST(all[1].languages == languages, boost::test_tools::per_element());
    BOOST_TEST(terms.find_text("2", "en").value() == "New: Zoë’s 李.");
    BOOST_TEST(terms.find_text("1", "de").value() == "Alt.");
    for (const char* none : {"fr", "EN", "dë", ""})
        BOOST_TEST(!terms.find_text("1", none).has_value());

    store::AccountChange change{.user = ann.id, .now = kNow, .effects = effects()};
    change.accepted_terms = "3";
    BOOST_TEST((stores.accounts().apply(change).error() == store::ChangeError::NoSuchTerms));
    change.accepted_terms = "2";
    BOOST_REQUIRE(stores.accounts().apply(change));
    change.now = kNow + 1h;
    BOOST_REQUIRE(stores.accounts().apply(change));
    BOOST_TEST((terms.find_state(ann.id)->accepted_at == kNow));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(values_of_fields_are_set_and_taken_away, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    store::AccountChange change{.user = ann.id, .now = kNow, .effects = effects()};
    change.profile_values = ProfileValues{{"phone", "+4930901820"}, {"team", "Rot & Grün"}};
    BOOST_REQUIRE(stores.accounts().apply(change));
    change.profile_values = ProfileValues{{"phone", ""}};
    BOOST_REQUIRE(stores.accounts().apply(change));
    const ProfileValues expected{{"team", "Rot & Grün"}};
    BOOST_TEST((stores.terms().find_profile(ann.id) == expected));
}

BOOST_AUTO_TEST_SUITE_END()
