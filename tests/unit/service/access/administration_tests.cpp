// What users who are signed in may administer.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/administration.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::AdminAction;
using service::AdminArea;

namespace {

struct AdministrationFixture : ServiceFixture {
    User ann = add_user("ann@example.org");
    User bob = add_user("bob@example.org");

    AdministrationFixture() {
        wiring.grants.grant(holder(ann), role_named(kAdminRole), std::nullopt, admin, now).value();
    }

    void give(const User& user, std::string_view resource, std::string_view action) {
        wiring.grants
            .add_permission({"given", "", std::string{resource}, std::string{action}}, admin, now)
            .value();
        wiring.grants.grant(holder(user), permission_named("given"), now + 1h, admin, now).value();
    }
    /// `groups:read roles:write`: what the user may.
    std::string allowed(const User& user) {
        std::string all;
        for (const auto& [area, name] :
             {std::pair{AdminArea::Groups, "groups"}, std::pair{AdminArea::Roles, "roles"},
              std::pair{AdminArea::Rules, "rules"}})
            for (const auto action : {AdminAction::Read, AdminAction::Write})
                if (service::may_administer(wiring.grants, user.id, area, action, now))
                    all.append(all.empty() ? "" : " ")
                        .append(name)
                        .append(":")
                        .append(service::to_text(action));
        return all;
    }
};

constexpr std::string_view kEverything =
    "groups:read groups:write roles:read roles:write rules:read rules:write";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(administration_tests, AdministrationFixture)

BOOST_AUTO_TEST_CASE(the_role_admin_may_administer_everything) {
    BOOST_TEST(allowed(ann) == kEverything);
    BOOST_TEST(allowed(bob) == "");
}

BOOST_AUTO_TEST_CASE(a_permission_is_for_one_area_and_one_action) {
    give(bob, "admin/roles", "read");
    BOOST_TEST(allowed(bob) == "roles:read");
    now += 1h;
    BOOST_TEST(allowed(bob) == "");
}

BOOST_AUTO_TEST_CASE(writing_is_not_reading) {
    give(bob, "admin/groups", "write");
    BOOST_TEST(allowed(bob) == "groups:write");
}

BOOST_AUTO_TEST_CASE(a_wildcard_covers_all_areas) {
    give(bob, "admin/*", "*");
    BOOST_TEST(allowed(bob) == kEverything);
}

BOOST_AUTO_TEST_CASE(other_resources_do_not_count) {
    give(bob, "admin", "*");
    BOOST_TEST(allowed(bob) == "");
}

BOOST_AUTO_TEST_CASE(a_permission_for_one_object_is_one_for_no_other) {
    give(bob, "admin/groups/editors", "read");
    const auto may = [&](AdminArea area, AdminAction action, std::string_view object) {
        return service::may_administer(wiring.grants, bob.id, area, action, now, object);
    };
    BOOST_TEST(may(AdminArea::Groups, AdminAction::Read, "editors"));
    BOOST_TEST(!may(AdminArea::Groups, AdminAction::Read, "staff"));
    BOOST_TEST(!may(AdminArea::Groups, AdminAction::Read, ""));
    BOOST_TEST(!may(AdminArea::Groups, AdminAction::Write, "editors"));
    BOOST_TEST(!may(AdminArea::Sites, AdminAction::Read, "editors"));
    now += 1h;
    BOOST_TEST(!may(AdminArea::Groups, AdminAction::Read, "editors"));
}

BOOST_AUTO_TEST_CASE(only_groups_sites_and_rules_are_delegated) {
    for (const auto area : {AdminArea::Users, AdminArea::Sessions, AdminArea::Groups,
                            AdminArea::Roles, AdminArea::Sites, AdminArea::Rules, AdminArea::Audit,
                            AdminArea::Mail, AdminArea::Server}) {
        const Permission one{.name = "one",
                             .resource = std::string{service::resource_of(area)} + "/editors",
                             .action = "*"};
        const service::AdminScope scope{{{.permission = one}}, area, AdminAction::Read};
        BOOST_TEST(scope.covers("editors") == service::is_delegated(area),
                   service::resource_of(area));
        BOOST_TEST(scope.somewhere() == service::is_delegated(area));
        BOOST_TEST(!scope.everywhere());
    }
}

BOOST_AUTO_TEST_CASE(a_wildcard_below_an_area_is_for_every_object_and_not_for_the_area) {
    const Permission below{.name = "below", .resource = "admin/sites/*", .action = "write"};
    const service::AdminScope scope{{{.permission = below}}, AdminArea::Sites, AdminAction::Write};
    BOOST_TEST(scope.covers("wiki"));
    BOOST_TEST(!scope.covers(""));
    BOOST_TEST(scope.somewhere());
    BOOST_TEST(!scope.everywhere());
}

BOOST_AUTO_TEST_CASE(who_may_do_everything_may_do_it_to_every_object) {
    const auto scope =
        service::admin_scope(wiring.grants, ann.id, AdminArea::Rules, AdminAction::Write, now);
    BOOST_TEST(scope.everywhere());
    BOOST_TEST(scope.covers("wiki"));
    BOOST_TEST(scope.covers(""));
}

BOOST_AUTO_TEST_CASE(two_factors_are_asked_for_and_for_writes_fresh_ones) {
    BOOST_TEST((service::demand_of(AdminAction::Read) == Demand{.level = Level::Two}));
    BOOST_TEST((service::demand_of(AdminAction::Write) ==
                Demand{.level = Level::Two, .max_age = service::kFreshProof}));
}

BOOST_AUTO_TEST_SUITE_END()
