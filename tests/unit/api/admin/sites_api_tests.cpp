// Sites and networks over the JSON interface, and administrators of one site or group alone.
#define BOOST_TEST_DYN_LINK
#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct SitesFixture : AdminFixture {
    SitesFixture() {
        for (const char* name : {"wiki", "shop"})
            sites
                .add(name, std::string{"https://"} + name + ".example.org", SitePolicy::SignedIn,
                     admin, now)
                .value();
    }

    /// A problem document without what is different in every answer.
    static std::string problem(const http::Response& answer) {
        const auto body = body_of(answer);
        return text(body, "code") + ": " + text(body, "detail");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sites_api_tests, SitesFixture)

BOOST_AUTO_TEST_CASE(a_site_is_added_read_changed_and_removed) {
    auto answer = send(Method::Post, "/sites",
                       R"({"name":"blog","origin":"https://blog.example.org","title":"Blog",)"
                       R"("level":2,"max_age_seconds":3600,"credentials":["cookie"],)"
                       R"("identity":"id"})");
    BOOST_REQUIRE(answer.status() == Status::Created);
    const std::string made =
        R"({"name":"blog","origin":"https://blog.example.org","policy":"signed_in",)"
        R"("title":"Blog","description":null,"contact":null,"level":2,"max_age_seconds":3600,)"
        R"("credentials":["cookie"],"basic":"token","token_audience":"issuer",)"
        R"("assertion":false,"identity":"id","registration":"inherit","created_at":"2027-01-15T08:00:00Z"})";
    BOOST_TEST(answer.body() == made);
    BOOST_TEST(get("/sites/blog").body() == made);
    answer = send(Method::Patch, "/sites/blog", R"({"max_age_seconds":null,"title":null})");
    BOOST_TEST(says(answer, R"("title":null)"));
    BOOST_TEST(says(answer, R"("max_age_seconds":null)"));
    BOOST_TEST(says(answer, R"("level":2)"));
    BOOST_TEST((last_entry().event == AuditEvent::SiteChanged));
    BOOST_TEST(send(Method::Delete, "/sites/blog").status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, "/sites/blog")) == "not_found");
    BOOST_TEST(code_of(send(Method::Patch, "/sites/blog", "{}")) == "not_found");
}

BOOST_AUTO_TEST_CASE(sites_are_listed_by_name_page_by_page) {
    const auto first = get("/sites?limit=1");
    BOOST_TEST(names(first, "sites") == "shop");
    const auto second = get("/sites?limit=1&cursor=" + text(body_of(first), "next_cursor"));
    BOOST_TEST(names(second, "sites") == "wiki");
    BOOST_TEST(errors_of(get("/sites?cursor=x")) == "cursor:invalid");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_site_is_named) {
    BOOST_TEST(errors_of(send(Method::Post, "/sites",
                              R"({"policy":"open","level":4,"credentials":[],"basic":"on",)"
                              R"("token_audience":"all","assertion":1,"identity":"name",)"
                              R"("max_age_seconds":1,"more":1})")) ==
               "name:required origin:required policy:invalid level:out_of_range "
               "max_age_seconds:out_of_range credentials:invalid basic:invalid "
               "token_audience:invalid assertion:wrong_type identity:invalid more:unknown_field");
    const auto with = [](std::string_view more) {
        return R"({"name":"blog","origin":"https://blog.example.org",)" + std::string{more} + '}';
    };
    BOOST_TEST(errors_of(send(Method::Post, "/sites", with(R"("title":"a\nb")"))) ==
               "title:invalid");
    BOOST_TEST(errors_of(send(Method::Post, "/sites", with(R"("contact":"nobody")"))) ==
               "contact:invalid");
    BOOST_TEST(errors_of(send(Method::Post, "/sites",
                              R"({"name":"blog","origin":"http://blog.example.org"})")) ==
               "origin:invalid");
    BOOST_TEST(errors_of(send(Method::Post, "/sites",
                              R"({"name":"Two Words","origin":"https://blog.example.org"})")) ==
               "name:invalid");
    BOOST_TEST(code_of(send(Method::Post, "/sites",
                            R"({"name":"wiki","origin":"https://other.example.org"})")) ==
               "name_taken");
}

BOOST_AUTO_TEST_CASE(a_network_is_defined_used_and_removed) {
    auto answer = send(Method::Put, "/networks/office", R"({"blocks":["192.0.2.0/24"]})");
    BOOST_TEST(answer.body() == R"({"name":"office","blocks":["192.0.2.0/24"],"used_by":[]})");
    BOOST_REQUIRE(
        send(Method::Put, "/sites/wiki/rules",
             R"({"version":0,"default":"signed_in","rules":[{"name":"x","from":["office"]}]})")
            .status() == Status::Ok);
    BOOST_TEST(says(get("/networks"), R"("used_by":["wiki"])"));
    BOOST_TEST(code_of(send(Method::Delete, "/networks/office")) == "in_use");
    // The rules that name it follow.
    answer = send(Method::Put, "/networks/office", R"({"blocks":["198.51.100.0/24"]})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(says(get("/sites/wiki/rules"), R"("office":["198.51.100.0/24"])"));
    BOOST_TEST(send(Method::Put, "/networks/home", R"({"blocks":["2001:db8::/32"]})").status() ==
               Status::Ok);
    BOOST_TEST(send(Method::Delete, "/networks/home").status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, "/networks/home")) == "not_found");
    BOOST_TEST(names(get("/networks"), "networks") == "office");
}

BOOST_AUTO_TEST_CASE(bad_networks_are_refused) {
    BOOST_TEST(errors_of(send(Method::Put, "/networks/x", "{}")) == "blocks:required");
    BOOST_TEST(errors_of(send(Method::Put, "/networks/x", R"({"blocks":[]})")) ==
               "blocks:required");
    BOOST_TEST(code_of(send(Method::Put, "/networks/x", R"({"blocks":["192.0.2.7/24"]})")) ==
               "rules_refused");
    BOOST_TEST(get("/networks").body() == R"({"networks":[]})");
}

BOOST_AUTO_TEST_CASE(rules_that_name_no_network_leave_the_others_as_they_are) {
    BOOST_REQUIRE(send(Method::Put, "/networks/home", R"({"blocks":["2001:db8::/32"]})").status() ==
                  Status::Ok);
    BOOST_REQUIRE(send(Method::Put, "/sites/wiki/rules",
                       R"({"version":0,"default":"signed_in","rules":[],)"
                       R"("networks":{"office":["192.0.2.0/24"]}})")
                      .status() == Status::Ok);
    BOOST_TEST(names(get("/networks"), "networks") == "home office");
}

BOOST_AUTO_TEST_CASE(the_administrator_of_one_site_knows_of_no_other) {
    let(bob, "admin/sites/wiki", "*");
    let(bob, "admin/rules/wiki", "*");
    BOOST_TEST(names(bobs.get(path("/sites")), "sites") == "wiki");
    BOOST_TEST(bobs.get(path("/sites/wiki")).status() == Status::Ok);
    BOOST_TEST(send(bobs, Method::Patch, "/sites/wiki", R"({"title":"W"})").status() == Status::Ok);
    BOOST_TEST(bobs.get(path("/sites/wiki/rules")).status() == Status::Ok);
    BOOST_TEST(bobs.get(path("/sites/wiki/explain?path=/")).status() == Status::Ok);
    const auto before = entries();
    for (const auto& [method, below, body] :
         {std::tuple{Method::Get, "", ""}, std::tuple{Method::Patch, "", R"({"title":"X"})"},
          std::tuple{Method::Delete, "", ""}, std::tuple{Method::Get, "/rules", ""},
          std::tuple{Method::Put, "/rules", R"({"version":0,"default":"public","rules":[]})"},
          std::tuple{Method::Get, "/explain?path=/", ""}}) {
        const auto other = send(bobs, method, std::string{"/sites/shop"} + below, body);
        BOOST_TEST(other.status() == Status::NotFound, below);
        BOOST_TEST(
            problem(other) == problem(send(bobs, method, std::string{"/sites/none"} + below, body)),
            below);
    }
    BOOST_TEST(entries() == before);
    BOOST_TEST(code_of(send(bobs, Method::Post, "/sites",
                            R"({"name":"blog","origin":"https://blog.example.org"})")) ==
               "forbidden");
    BOOST_TEST(code_of(bobs.get(path("/networks"))) == "forbidden");
    BOOST_TEST(code_of(bobs.get(path("/groups"))) == "forbidden");
}

BOOST_AUTO_TEST_CASE(the_administrator_of_one_site_does_not_say_where_it_is) {
    let(bob, "admin/sites/wiki", "*");
    const auto before = entries();
    const auto answer =
        send(bobs, Method::Patch, "/sites/wiki",
             R"({"origin":"https://shop.example.org","assertion":true,"title":"W"})");
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(says(answer, "write on admin/sites"));
    BOOST_TEST(entries() == before);
    BOOST_TEST(sites.find("wiki")->origin.text() == "https://wiki.example.org");
    BOOST_TEST(!sites.find("wiki")->tokens.assertion);
    // As it was read, it may be sent back.
    BOOST_TEST(send(bobs, Method::Patch, "/sites/wiki",
                    R"({"origin":"https://wiki.example.org","title":"W"})")
                   .status() == Status::Ok);
    BOOST_TEST(sites.find("wiki")->title == "W");
    BOOST_TEST(
        send(Method::Patch, "/sites/wiki", R"({"origin":"https://w.example.org"})").status() ==
        Status::Ok);
    BOOST_TEST(sites.find("wiki")->origin.text() == "https://w.example.org");
}

BOOST_AUTO_TEST_CASE(a_site_named_like_a_network_gives_no_network) {
    let(bob, "admin/rules/wiki", "*");
    BOOST_TEST(code_of(send(bobs, Method::Put, "/networks/wiki",
                            R"({"blocks":["192.0.2.0/24"]})")) == "forbidden");
}

BOOST_AUTO_TEST_CASE(who_has_the_rules_of_one_site_defines_no_network) {
    let(bob, "admin/rules/wiki", "*");
    BOOST_REQUIRE(
        send(Method::Put, "/networks/office", R"({"blocks":["192.0.2.0/24"]})").status() ==
        Status::Ok);
    const auto with = [this](std::string_view networks) {
        return send(
            bobs, Method::Put, "/sites/wiki/rules",
            R"({"version":0,"default":"signed_in","rules":[{"name":"x","from":["office"]}],)"
            R"("networks":)" +
                std::string{networks} + '}');
    };
    BOOST_TEST(code_of(with(R"({"office":["0.0.0.0/0"]})")) == "forbidden");
    BOOST_TEST(code_of(with(R"({"mine":["192.0.2.0/24"]})")) == "forbidden");
    // As it was read, it may be sent back.
    BOOST_TEST(with(R"({"office":["192.0.2.0/24"]})").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(who_has_the_rules_of_one_site_changes_no_other_that_lags_behind) {
    let(bob, "admin/rules/wiki", "*");
    BOOST_REQUIRE(
        send(Method::Put, "/networks/office", R"({"blocks":["192.0.2.0/24"]})").status() ==
        Status::Ok);
    BOOST_REQUIRE(
        send(Method::Put, "/sites/shop/rules",
             R"({"version":0,"default":"signed_in","rules":[{"name":"x","from":["office"]}]})")
            .status() == Status::Ok);
    stores.state().networks["office"] = {"198.51.100.0/24"};
    const auto before = wiring.rules.current("shop")->version;
    const auto put = [this](Browser& who, std::uint64_t version, std::string_view fallback) {
        return send(who, Method::Put, "/sites/wiki/rules",
                    R"({"version":)" + std::to_string(version) + R"(,"default":")" +
                        std::string{fallback} + R"(","rules":[]})");
    };
    const auto answer = put(bobs, 0, "public");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(!says(answer, R"("site":"shop")"));
    BOOST_TEST(wiring.rules.current("shop")->version == before);
    // Who may define networks brings it up to date.
    BOOST_TEST(put(browser, wiring.rules.current("wiki")->version, "signed_in").status() ==
               Status::Ok);
    BOOST_TEST(wiring.rules.current("shop")->version != before);
}

BOOST_AUTO_TEST_CASE(who_may_read_one_site_alone_is_refused_writes_everywhere_alike) {
    let(bob, "admin/sites/wiki", "read");
    BOOST_TEST(code_of(send(bobs, Method::Patch, "/sites/wiki", R"({"title":"X"})")) ==
               "forbidden");
    BOOST_TEST(code_of(send(bobs, Method::Patch, "/sites/shop", R"({"title":"X"})")) ==
               "forbidden");
}

BOOST_AUTO_TEST_CASE(who_reads_all_and_writes_one_is_told_that_the_others_are_not_theirs) {
    let(bob, "admin/sites", "read");
    let(bob, "admin/sites/wiki", "write");
    BOOST_TEST(names(bobs.get(path("/sites")), "sites") == "shop wiki");
    BOOST_TEST(code_of(send(bobs, Method::Patch, "/sites/shop", R"({"title":"X"})")) ==
               "forbidden");
    BOOST_TEST(send(bobs, Method::Patch, "/sites/wiki", R"({"title":"X"})").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(the_administrator_of_one_group_knows_of_no_other) {
    for (const char* name : {"editors", "staff"}) groups.add(name, "", admin, now).value();
    let(bob, "admin/groups/editors", "*");
    BOOST_TEST(names(bobs.get(path("/groups")), "groups") == "editors");
    const auto of = [this](std::string_view group) {
        return "/groups/" + std::string{group} + "/members/" + eve.public_id.text();
    };
    BOOST_TEST(send(bobs, Method::Put, of("editors")).status() == Status::NoContent);
    BOOST_TEST(problem(send(bobs, Method::Put, of("staff"))) ==
               problem(send(bobs, Method::Put, of("none"))));
    BOOST_TEST(code_of(send(bobs, Method::Put, of("staff"))) == "not_found");
    BOOST_TEST(code_of(bobs.get(path("/groups/staff/members"))) == "not_found");
    BOOST_TEST(code_of(send(bobs, Method::Post, "/groups", R"({"name":"mine"})")) == "forbidden");
    // They let nobody in to more than they have.
    grants.grant(holder_group("editors"), role_named(kAdminRole), std::nullopt, admin, now).value();
    BOOST_TEST(code_of(send(bobs, Method::Put, of("editors"))) == "more_than_you_have");
}

BOOST_AUTO_TEST_CASE(a_permission_for_one_role_or_user_is_none) {
    let(bob, "admin/roles/admin", "*");
    let(bob, "admin/users/" + std::string{"x"}, "*");
    BOOST_TEST(code_of(bobs.get(path("/roles/admin"))) == "forbidden");
    BOOST_TEST(code_of(bobs.get(path("/users"))) == "forbidden");
}

BOOST_AUTO_TEST_SUITE_END()
