/// admin_fixture: administrators at the JSON interface: Ann, who may do everything, and Bob, who
/// may do what a test lets them.
#pragma once

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "support/api_fixture.hpp"
#include "support/sample_access.hpp"

namespace postern::test {

struct AdminFixture : ApiFixture {
    using Json = json::Json;
    using Method = http::Method;
    using Status = http::Status;

    static constexpr std::string_view kSessionCookie = "__Secure-postern_example_org";

    const service::GrantService& grants = wiring.grants;
    const service::GroupService& groups = wiring.groups;
    User bob = add_user("bob@example.org");
    User eve = add_user("eve@example.org");
    Browser bobs{*this};
    AuthenticatorApp anns_app = add_app("ann@example.org");
    AuthenticatorApp bobs_app = add_app("bob@example.org");

    AdminFixture() {
        grants.grant(holder(ann), role_named(kAdminRole), std::nullopt, admin, now).value();
        let_in(browser, anns_app.session);
        let_in(bobs, bobs_app.session);
    }

    static void let_in(Browser& who, const service::OpenedSession& session) {
        who.cookies[std::string{kSessionCookie}] = session.token.reveal();
    }

    void add_permission(std::string name, std::string resource, std::string action) {
        BOOST_REQUIRE(grants.add_permission(
            {.name = std::move(name), .resource = std::move(resource), .action = std::move(action)},
            admin, now));
    }
    /// A permission of the user's own, named after what it is for.
    void let(const User& user, std::string_view resource, std::string_view action,
             std::optional<TimePoint> until = std::nullopt) {
        std::string name = std::string{resource} + '-' + std::string{action};
        for (char& c : name)
            if (c == '/' || c == '*') c = '.';
        add_permission(name, std::string{resource}, std::string{action});
        BOOST_REQUIRE(grants.grant(holder(user), permission_named(name), until, admin, now));
    }

    static std::string path(std::string_view below) { return "/api/v1/admin" + std::string{below}; }
    http::Response get(std::string_view below) { return browser.get(path(below)); }
    static http::Response send(Browser& who, Method method, std::string_view below,
                               std::string body = {}) {
        return who.send_json(method, path(below), std::move(body));
    }
    http::Response send(Method method, std::string_view below, std::string body = {}) {
        return send(browser, method, below, std::move(body));
    }

    /// The names in a list, in its order: `a b c`.
    static std::string names(const http::Response& answer, std::string_view list,
                             std::string_view member = "name") {
        BOOST_REQUIRE(answer.status() == Status::Ok);
        const auto body = body_of(answer);
        const auto* items = body.find(list);
        BOOST_REQUIRE(items != nullptr && items->array() != nullptr);
        std::string all;
        for (const auto& item : *items->array())
            all += (all.empty() ? "" : " ") + text(item, member);
        return all;
    }

    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    std::size_t entries() { return stores.state().audit.size(); }
};

}  // namespace postern::test
