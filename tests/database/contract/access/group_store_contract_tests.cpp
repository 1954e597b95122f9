// What every GroupStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_access.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::GroupChangeError;

namespace {

/// The revocations so far: how many of a user, and how many of everybody.
struct Revoked {
    std::size_t of_users = 0;
    std::size_t of_everybody = 0;

    friend bool operator==(const Revoked&, const Revoked&) = default;
};

template <class Stores>
Revoked revoked(Stores& stores) {
    Revoked count;
    for (const auto& revocation : stores.revocations().find_after(0, 1000).revocations) {
        if (revocation.user_id)
            ++count.of_users;
        else if (!revocation.token_hash)
            ++count.of_everybody;
    }
    return count;
}

template <class Stores>
std::size_t entries(Stores& stores) {
    return stores.audit().find_latest({}, 0, 1000).size();
}

std::vector<std::string> names_of(const std::vector<Membership>& memberships) {
    std::vector<std::string> names;
    for (const auto& membership : memberships) names.push_back(membership.group);
    return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(group_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_group_is_read_back_as_added, S, AllStores) {
    S stores;
    const auto added = stores.groups().add("staff", "Zoë’s 李 staff", kNow, sample_audit());
    BOOST_REQUIRE(added.has_value());
    const auto found = stores.groups().find("staff");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->id == added->id));
    BOOST_TEST(found->name == "staff");
    BOOST_TEST(found->description == "Zoë’s 李 staff");
    BOOST_TEST((found->created_at == kNow));
    for (const char* name : {"Staff", "staff ", "staf", "stäff", ""})
        BOOST_TEST(!stores.groups().find(name).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_name_is_given_once, S, AllStores) {
    S stores;
    add_group(stores.groups(), "staff");
    const auto again = stores.groups().add("staff", "", kNow, sample_audit());
    BOOST_REQUIRE(!again.has_value());
    BOOST_TEST((again.error() == GroupChangeError::NameTaken));
    BOOST_TEST(entries(stores) == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(describe_replaces_the_description_alone, S, AllStores) {
    S stores;
    const Group staff = add_group(stores.groups(), "staff");
    BOOST_TEST(stores.groups().describe("staff", "Us", sample_audit()).has_value());
    BOOST_TEST(stores.groups().find("staff")->description == "Us");
    BOOST_TEST((stores.groups().find("staff")->id == staff.id));
    const auto none = stores.groups().describe("nobody", "Us", sample_audit());
    BOOST_TEST((none.error() == GroupChangeError::NoSuchGroup));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_counts_who_has_not_expired, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (const char* name : {"staff", "editors"}) add_group(stores.groups(), name);
    BOOST_REQUIRE(stores.groups().join("staff", ann, std::nullopt, sample_audit()).has_value());
    BOOST_REQUIRE(stores.groups().join("staff", bob, kNow + 1h, sample_audit()).has_value());
    const auto members = [&](TimePoint at) {
        const auto all = stores.groups().list(at, 100);
        BOOST_REQUIRE(all.size() == 2u);
        BOOST_TEST(all[0].group.name == "editors");
        BOOST_TEST(all[0].members == 0u);
        return all[1].members;
    };
    BOOST_TEST(members(kNow + 1h - 1s) == 2u);
    BOOST_TEST(members(kNow + 1h) == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(join_says_who_did_it_until_when, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    AuditEntry audit = sample_audit();
    audit.actor = "admin:1000";
    audit.at = kNow + 1min;
    BOOST_REQUIRE(stores.groups().join("staff", ann, kNow + 1h, audit).has_value());
    const auto groups = stores.groups().groups_of(ann.id);
    BOOST_REQUIRE(groups.size() == 1u);
    BOOST_TEST(groups[0].group == "staff");
    BOOST_TEST((groups[0].user == ann.public_id));
    BOOST_TEST(groups[0].email == "ann@example.org");
    BOOST_TEST((groups[0].granted_at == kNow + 1min));
    BOOST_TEST(groups[0].granted_by == "admin:1000");
    BOOST_TEST((groups[0].expires_at == kNow + 1h));
    const auto page = stores.groups().members("staff", 0, 10);
    BOOST_REQUIRE(page.members.size() == 1u);
    BOOST_TEST((page.members[0].user == ann.public_id));
    BOOST_TEST(page.complete);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(join_again_replaces_the_expiry, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    for (const auto until : {std::optional{kNow + 1h}, std::optional<TimePoint>{}}) {
        BOOST_REQUIRE(stores.groups().join("staff", ann, until, sample_audit()).has_value());
        const auto groups = stores.groups().groups_of(ann.id);
        BOOST_REQUIRE(groups.size() == 1u);
        BOOST_TEST((groups[0].expires_at == until));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(join_and_leave_write_their_email_with_the_change, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    auto& groups = stores.groups();
    const store::AccessRecord record{sample_audit(), sample_access_mail(ann)};
    const auto waiting = [&] { return stores.outbox().count().waiting; };
    BOOST_TEST(!groups.leave("staff", ann, record).has_value());
    BOOST_TEST(!groups.join("none", ann, std::nullopt, record).has_value());
    BOOST_TEST(waiting() == 0u);
    groups.join("staff", ann, kNow + 1h, record).value();
    BOOST_TEST(waiting() == 1u);
    const auto mail = stores.outbox().claim(kNow, 60s);
    BOOST_REQUIRE(mail.has_value());
    BOOST_TEST((mail->mail.kind == MailKind::AccessChanged));
    BOOST_TEST((mail->mail.user_id == ann.id));
    BOOST_TEST((mail->mail.details == record.mail->details));
    groups.join("staff", ann, kNow + 1h, record).value();  // as it was
    BOOST_TEST(waiting() == 1u);
    groups.join("staff", ann, std::nullopt, record).value();
    BOOST_TEST(waiting() == 2u);
    groups.join("staff", ann, std::nullopt, record).value();
    BOOST_TEST(waiting() == 2u);
    groups.leave("staff", ann, record).value();
    BOOST_TEST(waiting() == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(changes_of_what_is_not_there_are_refused, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User nobody = unknown_user(ann);
    add_group(stores.groups(), "staff");
    const auto before = entries(stores);
    const auto error = [](const auto& done) { return done.error(); };
    auto& groups = stores.groups();
    BOOST_TEST((error(groups.join("none", ann, std::nullopt, sample_audit())) ==
                GroupChangeError::NoSuchGroup));
    BOOST_TEST((error(groups.join("staff", nobody, std::nullopt, sample_audit())) ==
                GroupChangeError::NoSuchUser));
    BOOST_TEST((error(groups.leave("none", ann, sample_audit())) == GroupChangeError::NoSuchGroup));
    BOOST_TEST(
        (error(groups.leave("staff", nobody, sample_audit())) == GroupChangeError::NoSuchUser));
    BOOST_TEST((error(groups.leave("staff", ann, sample_audit())) == GroupChangeError::NotMember));
    BOOST_TEST((error(groups.remove("none", sample_audit())) == GroupChangeError::NoSuchGroup));
    BOOST_TEST(entries(stores) == before);
    BOOST_TEST((revoked(stores) == Revoked{}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(members_come_in_pages, S, AllStores) {
    S stores;
    add_group(stores.groups(), "staff");
    std::vector<PublicId> expected;
    for (unsigned n = 1; n <= 5; ++n) {
        const User user = add_user(stores, "user" + std::to_string(n) + "@example.org", n);
        expected.push_back(user.public_id);
        BOOST_REQUIRE(
            stores.groups().join("staff", user, std::nullopt, sample_audit()).has_value());
    }
    std::vector<PublicId> found;
    std::uint64_t after = 0;
    for (bool complete = false; !complete;) {
        const auto page = stores.groups().members("staff", after, 2);
        for (const auto& member : page.members) found.push_back(member.user);
        after = page.last;
        complete = page.complete;
    }
    BOOST_TEST((found == expected));
    BOOST_TEST(stores.groups().members("none", 0, 2).members.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_change_of_a_user_revokes_what_is_known_of_them, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.sessions().add(sample_session(ann.id), {}).value();
    add_group(stores.groups(), "staff");
    BOOST_TEST((revoked(stores) == Revoked{}));
    BOOST_REQUIRE(stores.groups().join("staff", ann, std::nullopt, sample_audit()).has_value());
    BOOST_TEST((revoked(stores) == Revoked{1, 0}));
    BOOST_REQUIRE(stores.groups().leave("staff", ann, sample_audit()).has_value());
    BOOST_TEST((revoked(stores) == Revoked{2, 0}));
    BOOST_TEST(stores.groups().groups_of(ann.id).empty());
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).size() == 1u);
    BOOST_TEST(entries(stores) == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_takes_memberships_and_grants_along, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (const char* name : {"staff", "editors"}) {
        add_group(stores.groups(), name);
        BOOST_REQUIRE(stores.groups().join(name, ann, std::nullopt, sample_audit()).has_value());
    }
    stores.grants().add_role("editor", "", {}, kNow, sample_audit()).value();
    stores.grants()
        .grant(sample_grant(holder_group("staff"), role_named("editor")), sample_audit())
        .value();
    const auto before = revoked(stores);
    BOOST_REQUIRE(stores.groups().remove("staff", sample_audit()).has_value());
    BOOST_TEST(revoked(stores).of_everybody == before.of_everybody + 1);
    BOOST_TEST(names_of(stores.groups().groups_of(ann.id)) == std::vector<std::string>{"editors"},
               boost::test_tools::per_element());
    BOOST_TEST(stores.grants().grants(std::nullopt, 10).empty());
    BOOST_TEST(!stores.groups().find("staff").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_group_that_a_rule_names_is_not_removed, S, AllStores) {
    S stores;
    const Group staff = add_group(stores.groups(), "staff");
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    const auto id = static_cast<std::uint32_t>(staff.id);
    BOOST_REQUIRE(
        stores.rules()
            .replace({{"wiki", "text", 0}}, {{"wiki", {id}, {}}}, std::nullopt, kNow, "admin:0", {})
            .has_value());
    const auto refused = stores.groups().remove("staff", sample_audit());
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == GroupChangeError::NamedByRule));
    BOOST_TEST(stores.groups().find("staff").has_value());
    BOOST_TEST(stores.sites().remove("wiki", sample_audit()));
    BOOST_TEST(stores.groups().remove("staff", sample_audit()).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(memberships_go_with_their_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    BOOST_REQUIRE(stores.groups().join("staff", ann, std::nullopt, sample_audit()).has_value());
    apply(stores.accounts(), service::deletion_made_due(ann, sample_cause()));
    BOOST_REQUIRE(apply(stores.accounts(), service::due_removed(ann, sample_cause())));
    BOOST_TEST(stores.groups().members("staff", 0, 10).members.empty());
    BOOST_TEST(stores.groups().groups_of(ann.id).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_user_is_in_a_limited_number_of_groups, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (std::size_t n = 0; n <= kMaxGroupsOfUser; ++n) {
        const std::string name = "group" + std::to_string(n);
        add_group(stores.groups(), name);
        const auto joined = stores.groups().join(name, ann, std::nullopt, sample_audit());
        BOOST_REQUIRE(joined.has_value() == (n < kMaxGroupsOfUser));
        if (!joined) BOOST_TEST((joined.error() == GroupChangeError::TooMany));
    }
    BOOST_TEST(stores.groups().groups_of(ann.id).size() == kMaxGroupsOfUser);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_removes_at_most_so_many_old_ones, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const std::pair<const char*, std::optional<TimePoint>> cases[] = {
        {"a", kNow + 1h}, {"b", kNow + 2h}, {"c", kNow + 3h}, {"d", std::nullopt}};
    for (const auto& [name, until] : cases) {
        add_group(stores.groups(), name);
        BOOST_REQUIRE(stores.groups().join(name, ann, until, sample_audit()).has_value());
    }
    BOOST_TEST(stores.groups().remove_expired(kNow + 1h, 10) == 0u);
    BOOST_TEST(stores.groups().remove_expired(kNow + 3h, 1) == 1u);
    BOOST_TEST(stores.groups().remove_expired(kNow + 3h, 10) == 1u);
    BOOST_TEST(stores.groups().remove_expired(kNow + 3h, 10) == 0u);
    BOOST_TEST(names_of(stores.groups().groups_of(ann.id)) == (std::vector<std::string>{"c", "d"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
