// Nobody gives more than they have.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/giving.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::Gift;

namespace {

struct Example {
    std::string_view resource;
    std::string_view action;
};

store::HeldPermission held(const Example& one, std::optional<TimePoint> until = std::nullopt) {
    return {.permission = {.name = "held",
                           .resource = std::string{one.resource},
                           .action = std::string{one.action}},
            .until = until};
}

Gift gift(const Example& one, std::optional<TimePoint> until = std::nullopt) {
    return {.permission = {.name = "gift",
                           .resource = std::string{one.resource},
                           .action = std::string{one.action}},
            .until = until};
}

struct GivingFixture : ServiceFixture {
    const service::GrantService& grants = wiring.grants;
    const service::GroupService& groups = wiring.groups;
    User ann = add_user("ann@example.org");
    User bob = add_user("bob@example.org");

    GivingFixture() {
        grants.add_permission({"edit", "", "wiki/pages", "edit"}, admin, now).value();
        grants.add_permission({"read", "", "wiki/pages", "read"}, admin, now).value();
        grants.add_role("editor", "", {"edit", "read"}, admin, now).value();
        groups.add("staff", "", admin, now).value();
        grant(holder(ann), role_named(kAdminRole));
    }
    void grant(const GrantHolder& to, const Granted& what,
               std::optional<TimePoint> until = std::nullopt) {
        grants.grant(to, what, until, admin, now).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(giving_tests, GivingFixture)

BOOST_AUTO_TEST_CASE(a_permission_gives_itself_and_what_it_covers) {
    const struct {
        Example held;
        Example gift;
        bool enough;
    } cases[] = {
        {{"wiki/pages", "edit"}, {"wiki/pages", "edit"}, true},
        {{"wiki/*", "edit"}, {"wiki/pages", "edit"}, true},
        {{"wiki/*", "edit"}, {"wiki/*", "edit"}, true},
        {{"wiki/*", "*"}, {"wiki/pages/*", "*"}, true},
        {{"*", "*"}, {"*", "*"}, true},
        {{"*", "*"}, {"admin/roles", "write"}, true},
        // More than there is, in each direction.
        {{"wiki/pages", "edit"}, {"wiki/pages", "read"}, false},
        {{"wiki/pages", "edit"}, {"wiki/pages", "*"}, false},
        {{"wiki/pages", "edit"}, {"wiki/*", "edit"}, false},
        {{"wiki/pages/*", "edit"}, {"wiki/*", "edit"}, false},
        {{"wiki/*", "edit"}, {"wiki", "edit"}, false},
        {{"wiki/*", "edit"}, {"*", "edit"}, false},
        {{"*", "edit"}, {"*", "*"}, false},
        {{"admin/*", "*"}, {"*", "*"}, false},
    };
    for (const auto& one : cases)
        BOOST_TEST(service::has_as_much({held(one.held)}, {gift(one.gift)}) == one.enough,
                   one.held.resource << ':' << one.held.action << " gives " << one.gift.resource
                                     << ':' << one.gift.action);
}

BOOST_AUTO_TEST_CASE(each_gift_must_be_covered) {
    const Example edit{"wiki/pages", "edit"};
    const Example read{"wiki/pages", "read"};
    BOOST_TEST(service::has_as_much({}, {}));
    BOOST_TEST(!service::has_as_much({}, {gift(edit)}));
    BOOST_TEST(!service::has_as_much({held(edit)}, {gift(edit), gift(read)}));
    BOOST_TEST(service::has_as_much({held(read), held(edit)}, {gift(edit), gift(read)}));
}

BOOST_AUTO_TEST_CASE(nothing_is_given_for_longer_than_it_is_held) {
    const Example edit{"wiki/pages", "edit"};
    BOOST_TEST(service::has_as_much({held(edit, now + 1h)}, {gift(edit, now + 1h)}));
    BOOST_TEST(service::has_as_much({held(edit)}, {gift(edit, now + 1h)}));
    BOOST_TEST(!service::has_as_much({held(edit, now + 1h)}, {gift(edit, now + 2h)}));
    BOOST_TEST(!service::has_as_much({held(edit, now + 1h)}, {gift(edit)}));
    BOOST_TEST(
        service::has_as_much({held(edit, now + 1h), held(edit, now + 3h)}, {gift(edit, now + 2h)}));
}

BOOST_AUTO_TEST_CASE(may_give_asks_what_the_user_holds_now) {
    const auto gifts = service::gifts_of(grants, role_named("editor"), std::nullopt).value();
    BOOST_TEST(service::may_give(grants, ann.id, gifts, now));  // the administrator
    BOOST_TEST(!service::may_give(grants, bob.id, gifts, now));
    BOOST_TEST(service::may_give(grants, bob.id, {}, now));
    grant(holder(bob), permission_named("edit"));
    BOOST_TEST(!service::may_give(grants, bob.id, gifts, now));
    grant(holder(bob), permission_named("read"), now + 1h);
    const auto until = service::gifts_of(grants, role_named("editor"), now + 30min).value();
    BOOST_TEST(service::may_give(grants, bob.id, until, now));
    BOOST_TEST(!service::may_give(grants, bob.id, until, now + 1h));
}

BOOST_AUTO_TEST_CASE(gifts_of_what_there_is_not_are_nothing) {
    BOOST_TEST(!service::gifts_of(grants, role_named("none"), std::nullopt).has_value());
    BOOST_TEST(!service::gifts_of(grants, permission_named("none"), std::nullopt).has_value());
    BOOST_TEST(!service::gifts_of(grants, {"edit", "none"}).has_value());
    BOOST_TEST(service::gifts_of(grants, {"edit", "read"})->size() == 2u);
    BOOST_TEST(service::gifts_of_group(grants, "none", std::nullopt, now).empty());
}

BOOST_AUTO_TEST_CASE(a_group_gives_what_its_members_have_now) {
    const auto gifts = [this](std::optional<TimePoint> until = std::nullopt) {
        return service::gifts_of_group(grants, "staff", until, now);
    };
    BOOST_TEST(gifts().empty());
    grant(holder_group("staff"), role_named("editor"));
    BOOST_TEST(gifts().size() == 2u);
    BOOST_TEST(!gifts().at(0).until.has_value());
    BOOST_TEST((gifts(now + 1h).at(0).until == now + 1h));
    // The earlier end of the membership and of the group's grant counts.
    grant(holder_group("staff"), role_named("editor"), now + 1h);
    BOOST_TEST((gifts().at(0).until == now + 1h));
    BOOST_TEST((gifts(now + 2h).at(0).until == now + 1h));
    now += 1h;
    BOOST_TEST(gifts().empty());
}

BOOST_AUTO_TEST_SUITE_END()
