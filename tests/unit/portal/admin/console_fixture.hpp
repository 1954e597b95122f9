/// console_fixture: the console as administrators meet it: Ann, who may do everything, and Bob, who
/// may do what a test lets them. Eve is a user like others. E-mail is sent.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

#include "portal/page/frame.hpp"
#include "support/sample_access.hpp"
#include "support/web_fixture.hpp"

namespace postern::test {

struct ConsoleFixture : WebFixture {
    static constexpr std::string_view kSessionCookie = "__Secure-postern_example_org";

    const service::GrantService& grants = wiring.grants;
    const service::GroupService& groups = wiring.groups;
    User ann = add_user("ann@example.org");
    User bob = add_user("bob@example.org");
    User eve = add_user("eve@example.org");
    Browser bobs{*this};
    Browser eves{*this};
    AuthenticatorApp anns_app = add_app("ann@example.org");
    AuthenticatorApp bobs_app = add_app("bob@example.org");

    ConsoleFixture() {
        mail_enabled = true;
        pipeline = make_pipeline(registration);
        grants.grant(holder(ann), role_named(kAdminRole), std::nullopt, admin, now).value();
        let_in(browser, anns_app.session);
        let_in(bobs, bobs_app.session);
    }

    static void let_in(Browser& who, const service::OpenedSession& session) {
        who.cookies[std::string{kSessionCookie}] = session.token.reveal();
    }

    /// A permission of the user's own, named after what it is for.
    void let(const User& user, std::string_view resource, std::string_view action) {
        std::string name = std::string{resource} + '-' + std::string{action};
        for (char& c : name)
            if (c == '/' || c == '*') c = '.';
        BOOST_REQUIRE(grants.add_permission(
            {.name = name, .resource = std::string{resource}, .action = std::string{action}}, admin,
            now));
        BOOST_REQUIRE(grants.grant(holder(user), permission_named(name), std::nullopt, admin, now));
    }

    /// `/admin/users/{id}` -> with the id of this user.
    static std::string with_id(std::string path, const User& user) {
        return path.replace(path.find("{id}"), 4, user.public_id.text());
    }

    /// Opens the page of the form, then sends it.
    static http::Response fill_in(Browser& who, const std::string& path, FormFields fields) {
        who.get(path);
        return who.post(path, std::move(fields));
    }

    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    std::size_t entries() { return stores.state().audit.size(); }
    const User& stored(const User& user) { return stores.state().users.at(user.id).user; }
};

}  // namespace postern::test
