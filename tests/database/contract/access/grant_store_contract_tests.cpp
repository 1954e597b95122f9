// What every GrantStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_access.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::GrantChangeError;

namespace {

const Permission kEdit{"edit-pages", "Edits pages", "wiki/pages", "edit"};
const Permission kRead{"read-pages", "", "wiki/*", "read"};

template <class Stores>
void add_permissions(Stores& stores) {
    for (const Permission& permission : {kEdit, kRead})
        BOOST_REQUIRE(stores.grants().add_permission(permission, sample_audit()).has_value());
}

/// The role `editor`, which has both permissions.
template <class Stores>
Role add_editor(Stores& stores) {
    add_permissions(stores);
    return stores.grants()
        .add_role("editor", "Edits", {"read-pages", "edit-pages"}, kNow, sample_audit())
        .value();
}

template <class Stores>
std::size_t entries(Stores& stores) {
    return stores.audit().find_latest({}, 0, 1000).size();
}

/// `PERMISSION by ROLE by GROUP`, sorted.
template <class Stores>
std::vector<std::string> held(Stores& stores, const User& user) {
    std::vector<std::string> all;
    for (const auto& one : stores.grants().held_by(user.id))
        all.push_back(one.permission.name + (one.by_role.empty() ? "" : " by role " + one.by_role) +
                      (one.by_group.empty() ? "" : " by group " + one.by_group));
    std::ranges::sort(all);
    return all;
}

void check_error(const auto& done, GrantChangeError expected) {
    BOOST_REQUIRE(!done.has_value());
    BOOST_TEST((done.error() == expected));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grant_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(every_installation_has_the_role_admin, S, AllStores) {
    S stores;
    const auto permissions = stores.grants().permissions();
    BOOST_REQUIRE(permissions.size() == 1u);
    BOOST_TEST(permissions[0].name == kAdminPermission);
    BOOST_TEST(permissions[0].covers("wiki/pages", "edit"));
    const auto admin = stores.grants().find_role(kAdminRole);
    BOOST_REQUIRE(admin.has_value());
    BOOST_TEST(admin->permissions == std::vector{std::string{kAdminPermission}},
               boost::test_tools::per_element());
    BOOST_TEST(stores.grants().count_administrators() == 0u);
    check_error(stores.grants().remove_role(kAdminRole, sample_audit()), GrantChangeError::BuiltIn);
    check_error(stores.grants().remove_permission(kAdminPermission, sample_audit()),
                GrantChangeError::BuiltIn);
    check_error(stores.grants().set_role(kAdminRole, std::nullopt, std::vector<std::string>{},
                                         std::nullopt, sample_audit()),
                GrantChangeError::BuiltIn);
    BOOST_TEST(stores.grants()
                   .set_role(kAdminRole, "Us", std::nullopt, std::nullopt, sample_audit())
                   .has_value());
    BOOST_TEST(stores.grants()
                   .set_role(kAdminRole, "", std::nullopt, std::nullopt, sample_audit())
                   .has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_permission_is_read_back_as_added, S, AllStores) {
    S stores;
    add_permissions(stores);
    const auto all = stores.grants().permissions();
    BOOST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[1].name == kEdit.name);
    BOOST_TEST(all[1].description == kEdit.description);
    BOOST_TEST(all[1].resource == kEdit.resource);
    BOOST_TEST(all[1].action == kEdit.action);
    check_error(stores.grants().add_permission({"edit-pages", "", "other", "edit"}, sample_audit()),
                GrantChangeError::NameTaken);
    check_error(stores.grants().add_permission({"other", "", "wiki/pages", "edit"}, sample_audit()),
                GrantChangeError::NameTaken);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_role_is_read_back_as_added, S, AllStores) {
    S stores;
    const Role editor = add_editor(stores);
    const auto found = stores.grants().find_role("editor");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->id == editor.id));
    BOOST_TEST(found->description == "Edits");
    const std::vector<std::string> sorted{"edit-pages", "read-pages"};
    BOOST_TEST(found->permissions == sorted, boost::test_tools::per_element());
    BOOST_TEST(editor.permissions == sorted, boost::test_tools::per_element());
    const auto roles = stores.grants().roles();
    BOOST_REQUIRE(roles.size() == 2u);
    BOOST_TEST(roles[0].name == "admin");
    BOOST_TEST(roles[1].name == "editor");
    check_error(stores.grants().add_role("editor", "", {}, kNow, sample_audit()),
                GrantChangeError::NameTaken);
    check_error(stores.grants().add_role("other", "", {"none"}, kNow, sample_audit()),
                GrantChangeError::NoSuchPermission);
    BOOST_TEST(!stores.grants().find_role("other").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_role_replaces_what_is_set, S, AllStores) {
    S stores;
    add_editor(stores);
    auto& grants = stores.grants();
    BOOST_REQUIRE(grants
                      .set_role("editor", std::nullopt, std::vector<std::string>{"read-pages"},
                                std::nullopt, sample_audit())
                      .has_value());
    BOOST_TEST(grants.find_role("editor")->description == "Edits");
    BOOST_TEST(grants.find_role("editor")->permissions.size() == 1u);
    BOOST_REQUIRE(
        grants.set_role("editor", "Reads", std::nullopt, std::nullopt, sample_audit()).has_value());
    BOOST_TEST(grants.find_role("editor")->description == "Reads");
    BOOST_TEST(grants.find_role("editor")->permissions.size() == 1u);
    check_error(grants.set_role("editor", "x", std::vector<std::string>{"none"}, std::nullopt,
                                sample_audit()),
                GrantChangeError::NoSuchPermission);
    BOOST_TEST(grants.find_role("editor")->description == "Reads");
    BOOST_TEST(grants.find_role("editor")->permissions.size() == 1u);
    check_error(grants.set_role("none", "x", std::nullopt, std::nullopt, sample_audit()),
                GrantChangeError::NoSuchRole);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_role_refuses_when_the_role_has_other_permissions_than_were_seen,
                              S, AllStores) {
    S stores;
    add_editor(stores);
    auto& grants = stores.grants();
    const std::vector<std::string> both{"read-pages", "edit-pages"};
    const std::vector<std::string> one{"read-pages"};
    BOOST_REQUIRE(grants.set_role("editor", std::nullopt, one, both, sample_audit()).has_value());
    check_error(grants.set_role("editor", "x", both, both, sample_audit()),
                GrantChangeError::ChangedMeanwhile);
    BOOST_TEST(grants.find_role("editor")->permissions == one, boost::test_tools::per_element());
    BOOST_TEST(grants.find_role("editor")->description == "Edits");
    BOOST_REQUIRE(
        grants.set_role("editor", std::nullopt, std::vector<std::string>{}, one, sample_audit())
            .has_value());
    BOOST_TEST(
        grants.set_role("editor", "x", std::nullopt, std::vector<std::string>{}, sample_audit())
            .has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_in_use_is_not_removed, S, AllStores) {
    S stores;
    const Role editor = add_editor(stores);
    const User ann = add_user(stores);
    auto& grants = stores.grants();
    check_error(grants.remove_permission("edit-pages", sample_audit()), GrantChangeError::InUse);
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    const auto id = static_cast<std::uint32_t>(editor.id);
    BOOST_REQUIRE(
        stores.rules()
            .replace({{"wiki", "text", 0}}, {{"wiki", {}, {id}}}, std::nullopt, kNow, "admin:0", {})
            .has_value());
    check_error(grants.remove_role("editor", sample_audit()), GrantChangeError::InUse);
    const auto version = stores.rules().find("wiki")->version;
    BOOST_REQUIRE(stores.rules()
                      .replace({{"wiki", "", version}}, {}, std::nullopt, kNow, "admin:0", {})
                      .has_value());
    grants.grant(sample_grant(holder(ann), role_named("editor")), sample_audit()).value();
    BOOST_TEST(grants.remove_role("editor", sample_audit()).has_value());
    BOOST_TEST(grants.grants(std::nullopt, 10).empty());
    grants.grant(sample_grant(holder(ann), permission_named("edit-pages")), sample_audit()).value();
    check_error(grants.remove_permission("edit-pages", sample_audit()), GrantChangeError::InUse);
    grants.revoke(sample_id(1), sample_audit()).value();
    BOOST_TEST(grants.remove_permission("edit-pages", sample_audit()).has_value());
    check_error(grants.remove_permission("edit-pages", sample_audit()),
                GrantChangeError::NoSuchPermission);
    check_error(grants.remove_role("editor", sample_audit()), GrantChangeError::NoSuchRole);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(grant_and_revoke_write_their_email_with_the_change, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    auto& grants = stores.grants();
    const store::AccessRecord record{sample_audit(), sample_access_mail(ann)};
    const auto waiting = [&] { return stores.outbox().count().waiting; };
    const auto grant = [&](const char* role, std::optional<TimePoint> until) {
        return grants.grant(sample_grant(holder(ann), role_named(role), 1, until), record);
    };
    check_error(grant("none", std::nullopt), GrantChangeError::NoSuchRole);
    check_error(grants.revoke(sample_id(1), record), GrantChangeError::NoSuchGrant);
    BOOST_TEST(waiting() == 0u);
    BOOST_TEST(!grant("editor", kNow + 1h).value().is_as_before);
    BOOST_TEST(waiting() == 1u);
    BOOST_TEST(grant("editor", kNow + 1h).value().is_as_before);
    BOOST_TEST(waiting() == 1u);
    BOOST_TEST(!grant("editor", std::nullopt).value().is_as_before);
    BOOST_TEST(waiting() == 2u);
    BOOST_TEST(grant("editor", std::nullopt).value().is_as_before);
    grants.revoke(sample_id(1), record).value();
    BOOST_TEST(waiting() == 3u);
    grant("editor", std::nullopt).value();
    grants.revoke(holder(ann), role_named("editor"), record).value();
    BOOST_TEST(waiting() == 5u);
    BOOST_TEST((stores.outbox().claim(kNow, 60s)->mail.details == record.mail->details));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_grant_is_read_back_as_given, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    auto& grants = stores.grants();
    const auto first =
        grants.grant(sample_grant(holder(ann), role_named("editor"), 1, kNow + 1h), sample_audit());
    BOOST_REQUIRE(first.has_value());
    BOOST_TEST((first->id == sample_id(1)));
    BOOST_TEST((first->user == ann.id));
    const auto second = grants.grant(
        sample_grant(holder_group("staff"), permission_named("edit-pages"), 2), sample_audit());
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(!second->user.has_value());

    const auto all = grants.grants(std::nullopt, 10);
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST((all[0].id == sample_id(2)));
    BOOST_TEST((all[0].holder == holder_group("staff")));
    BOOST_TEST((all[0].what == permission_named("edit-pages")));
    BOOST_TEST(!all[0].expires_at.has_value());
    BOOST_TEST((all[1].what == role_named("editor")));
    BOOST_TEST(all[1].holder.name == ann.public_id.text());
    BOOST_TEST(all[1].holder.email == "ann@example.org");
    BOOST_TEST((all[1].granted_at == kNow));
    BOOST_TEST(all[1].granted_by == "admin:0");
    BOOST_TEST((all[1].expires_at == kNow + 1h));

    BOOST_TEST(grants.grants(std::nullopt, 1).size() == 1u);
    BOOST_TEST((grants.grants(holder(ann), 10).at(0).id == sample_id(1)));
    BOOST_TEST((grants.grants(holder_group("staff"), 10).at(0).id == sample_id(2)));
    BOOST_TEST(grants.grants(holder_group("none"), 10).empty());
    BOOST_TEST(grants.grants(holder_group("ñ"), 10).empty());
    BOOST_TEST((grants.find_grant(sample_id(1))->what == role_named("editor")));
    BOOST_TEST(!grants.find_grant(sample_id(3)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_same_grant_again_keeps_its_id_and_gets_the_new_expiry, S,
                              AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    unsigned n = 0;
    for (const auto& to : {holder(ann), holder_group("staff")}) {
        for (const auto& what : {role_named("editor"), permission_named("edit-pages")}) {
            const auto given = stores.grants().grant(sample_grant(to, what, ++n), sample_audit());
            const PublicId id = sample_id(n);
            BOOST_TEST((given->id == id));
            const auto again =
                stores.grants().grant(sample_grant(to, what, ++n, kNow + 1h), sample_audit());
            BOOST_REQUIRE(again.has_value());
            BOOST_TEST((again->id == id));
            BOOST_TEST((stores.grants().find_grant(id)->expires_at == kNow + 1h));
        }
    }
    BOOST_TEST(stores.grants().grants(std::nullopt, 100).size() == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(revoke_takes_one_grant_away, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    auto& grants = stores.grants();
    grants.grant(sample_grant(holder(ann), role_named("editor"), 1), sample_audit()).value();
    grants.grant(sample_grant(holder(ann), permission_named("edit-pages"), 2), sample_audit())
        .value();
    const auto by_id = grants.revoke(sample_id(1), sample_audit());
    BOOST_REQUIRE(by_id.has_value());
    BOOST_TEST((by_id->user == ann.id));
    check_error(grants.revoke(sample_id(1), sample_audit()), GrantChangeError::NoSuchGrant);
    const auto by_what = grants.revoke(holder(ann), permission_named("edit-pages"), sample_audit());
    BOOST_REQUIRE(by_what.has_value());
    BOOST_TEST((by_what->id == sample_id(2)));
    BOOST_TEST(grants.grants(std::nullopt, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(grants_of_what_is_not_there_are_refused, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    const auto before = entries(stores);
    const GrantHolder nobody{.kind = GrantHolder::Kind::User, .name = sample_id(99).text()};
    const GrantHolder no_id{.kind = GrantHolder::Kind::User, .name = "ann@example.org"};
    using enum GrantChangeError;
    const std::tuple<GrantHolder, Granted, GrantChangeError> cases[] = {
        {nobody, role_named("editor"), NoSuchUser},
        {no_id, role_named("editor"), NoSuchUser},
        {holder_group("none"), role_named("editor"), NoSuchGroup},
        {holder(ann), role_named("none"), NoSuchRole},
        {holder_group("staff"), permission_named("none"), NoSuchPermission}};
    for (const auto& [to, what, expected] : cases) {
        check_error(stores.grants().grant(sample_grant(to, what), sample_audit()), expected);
        check_error(stores.grants().revoke(to, what, sample_audit()), expected);
    }
    check_error(stores.grants().revoke(holder(ann), role_named("editor"), sample_audit()),
                NoSuchGrant);
    BOOST_TEST(entries(stores) == before);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_change_is_audited_and_revokes_what_is_known, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    auto& grants = stores.grants();
    const auto change = [&](auto work, std::optional<UserId> of) {
        const auto before = stores.revocations().find_after(0, 1000).revocations.size();
        const auto audited = entries(stores);
        BOOST_REQUIRE(work().has_value());
        const auto all = stores.revocations().find_after(0, 1000).revocations;
        BOOST_REQUIRE(all.size() == before + 1);
        BOOST_TEST((all.back().user_id == of));
        BOOST_TEST(!all.back().token_hash.has_value());
        BOOST_TEST(entries(stores) == audited + 1);
    };
    change(
        [&] {
            return grants.grant(sample_grant(holder(ann), role_named("editor"), 1), sample_audit());
        },
        ann.id);
    change(
        [&] {
            return grants.grant(sample_grant(holder_group("staff"), role_named("editor"), 2),
                                sample_audit());
        },
        std::nullopt);
    change([&] { return grants.revoke(sample_id(1), sample_audit()); }, ann.id);
    change([&] { return grants.revoke(sample_id(2), sample_audit()); }, std::nullopt);
    change(
        [&] {
            return grants.set_role("editor", std::nullopt, std::vector<std::string>{"read-pages"},
                                   std::nullopt, sample_audit());
        },
        std::nullopt);
    change([&] { return grants.remove_role("editor", sample_audit()); }, std::nullopt);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(held_by_finds_every_way, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    add_group(stores.groups(), "staff");
    BOOST_REQUIRE(stores.groups().join("staff", ann, kNow + 2h, sample_audit()).has_value());
    auto& grants = stores.grants();
    BOOST_TEST(held(stores, ann).empty());
    grants.grant(sample_grant(holder(ann), role_named("editor"), 1, kNow + 1h), sample_audit())
        .value();
    grants.grant(sample_grant(holder(ann), permission_named("edit-pages"), 2), sample_audit())
        .value();
    grants
        .grant(sample_grant(holder_group("staff"), role_named("editor"), 3, kNow + 3h),
               sample_audit())
        .value();
    grants
        .grant(sample_grant(holder_group("staff"), permission_named("read-pages"), 4),
               sample_audit())
        .value();
    const std::vector<std::string> expected{"edit-pages",
                                            "edit-pages by role editor",
                                            "edit-pages by role editor by group staff",
                                            "read-pages by group staff",
                                            "read-pages by role editor",
                                            "read-pages by role editor by group staff"};
    BOOST_TEST(held(stores, ann) == expected, boost::test_tools::per_element());
    BOOST_TEST(held(stores, bob).empty());
    for (const auto& one : grants.held_by(ann.id)) {
        std::optional<TimePoint> until;
        if (!one.by_group.empty()) until = kNow + 2h;  // before the grant's own
        if (one.by_group.empty() && !one.by_role.empty()) until = kNow + 1h;
        BOOST_TEST((one.until == until));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(facts_have_each_group_and_each_way_to_a_role, S, AllStores) {
    S stores;
    const Role editor = add_editor(stores);
    const User ann = add_user(stores);
    const Group staff = add_group(stores.groups(), "staff");
    const Group gone = add_group(stores.groups(), "gone");
    BOOST_REQUIRE(stores.groups().join("staff", ann, kNow + 2h, sample_audit()).has_value());
    BOOST_REQUIRE(stores.groups().join("gone", ann, kNow - 2h, sample_audit()).has_value());
    auto& grants = stores.grants();
    grants.grant(sample_grant(holder(ann), role_named("editor"), 1), sample_audit()).value();
    grants
        .grant(sample_grant(holder_group("staff"), role_named("editor"), 2, kNow + 3h),
               sample_audit())
        .value();
    grants.grant(sample_grant(holder(ann), permission_named("edit-pages"), 3), sample_audit())
        .value();
    const UserFacts facts = grants.facts_of(ann.id);
    const auto number = [](auto id) { return static_cast<std::uint32_t>(id); };
    const std::vector<HeldFact> groups{{number(staff.id), kNow + 2h}, {number(gone.id), kNow - 2h}};
    BOOST_TEST((facts.groups == groups));
    BOOST_REQUIRE(facts.roles.size() == 2u);
    for (const auto until : {std::optional<TimePoint>{}, std::optional{kNow + 2h}})
        BOOST_TEST(std::ranges::count(facts.roles, HeldFact{number(editor.id), until}) == 1);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_TEST(grants.facts_of(bob.id).groups.empty());
    BOOST_TEST(grants.facts_of(bob.id).roles.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(grants_go_with_their_holder, S, AllStores) {
    S stores;
    add_editor(stores);
    const User ann = add_user(stores);
    stores.grants().grant(sample_grant(holder(ann), role_named("editor")), sample_audit()).value();
    apply(stores.accounts(), service::deletion_made_due(ann, sample_cause()));
    BOOST_REQUIRE(apply(stores.accounts(), service::due_removed(ann, sample_cause())));
    BOOST_TEST(stores.grants().grants(std::nullopt, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_user_has_a_limited_number_of_roles, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_group(stores.groups(), "staff");
    BOOST_REQUIRE(stores.groups().join("staff", ann, std::nullopt, sample_audit()).has_value());
    auto& grants = stores.grants();
    for (std::size_t n = 1; n <= kMaxRolesOfUser; ++n) {
        const std::string name = "role" + std::to_string(n);
        grants.add_role(name, "", {}, kNow, sample_audit()).value();
        grants
            .grant(sample_grant(holder(ann), role_named(name), static_cast<unsigned>(n)),
                   sample_audit())
            .value();
    }
    grants.add_role("more", "", {}, kNow, sample_audit()).value();
    check_error(grants.grant(sample_grant(holder(ann), role_named("more"), 999), sample_audit()),
                GrantChangeError::TooMany);
    check_error(
        grants.grant(sample_grant(holder_group("staff"), role_named("more"), 999), sample_audit()),
        GrantChangeError::TooMany);
    add_group(stores.groups(), "others");
    grants.grant(sample_grant(holder_group("others"), role_named("more"), 999), sample_audit())
        .value();
    const auto joined = stores.groups().join("others", ann, std::nullopt, sample_audit());
    BOOST_REQUIRE(!joined.has_value());
    BOOST_TEST((joined.error() == store::GroupChangeError::TooMany));
    BOOST_TEST(grants.facts_of(ann.id).roles.size() == kMaxRolesOfUser);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_removes_at_most_so_many_old_ones, S, AllStores) {
    S stores;
    add_editor(stores);
    unsigned n = 0;
    for (const auto until : {std::optional{kNow + 1h}, std::optional{kNow + 2h},
                             std::optional{kNow + 3h}, std::optional<TimePoint>{}}) {
        ++n;
        const User user = add_user(stores, "user" + std::to_string(n) + "@example.org", n);
        stores.grants()
            .grant(sample_grant(holder(user), role_named("editor"), n, until), sample_audit())
            .value();
    }
    BOOST_TEST(stores.grants().remove_expired(kNow + 1h, 10) == 0u);
    BOOST_TEST(stores.grants().remove_expired(kNow + 3h, 1) == 1u);
    BOOST_TEST(stores.grants().remove_expired(kNow + 3h, 10) == 1u);
    BOOST_TEST(stores.grants().remove_expired(kNow + 3h, 10) == 0u);
    BOOST_TEST(stores.grants().grants(std::nullopt, 10).size() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(those_who_have_been_granted_something_are_listed_in_parts, S,
                              AllStores) {
    S stores;
    stores.grants().add_role("editor", "", {}, kNow, sample_audit()).value();
    std::vector<PublicId> ids;
    for (unsigned n = 1; n <= 5; ++n) {
        const User user =
            *stores.users().add(sample_user("user" + std::to_string(n) + "@example.org", n));
        ids.push_back(
            stores.grants()
                .grant(sample_grant(holder(user), role_named("editor"), 10 + n), sample_audit())
                .value()
                .id);
        stores.grants()
            .grant(sample_grant(holder(user), role_named(kAdminRole), 20 + n), sample_audit())
            .value();
    }
    std::vector<PublicId> found;
    std::uint64_t before = 0;
    for (int part = 0; part < 3; ++part) {
        const auto page = stores.grants().grants_of(role_named("editor"), before, 2);
        for (const Grant& grant : page.grants) {
            BOOST_TEST((grant.what == role_named("editor")));
            BOOST_TEST(!grant.holder.email.empty());
            found.push_back(grant.id);
        }
        BOOST_TEST(page.complete == (part == 2));
        before = page.last;
    }
    std::ranges::reverse(found);
    BOOST_TEST((found == ids));
    BOOST_TEST(stores.grants().grants_of(permission_named("editor"), 0, 10).grants.empty());
    BOOST_TEST(stores.grants().grants_of(role_named("none"), 0, 10).grants.empty());
}

BOOST_AUTO_TEST_SUITE_END()
