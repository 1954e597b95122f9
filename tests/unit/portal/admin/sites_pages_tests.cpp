// Sites in the console: their settings, their rules as draft, review and publishing, and trying
// them out.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/view_checks.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct SitesFixture : ConsoleFixture {
    SitesFixture() {
        for (const char* name : {"wiki", "shop"})
            sites
                .add(name, std::string{"https://"} + name + ".example.org", SitePolicy::SignedIn,
                     admin, now)
                .value();
    }

    static std::string text_with(std::string_view fallback, std::string_view more = {}) {
        return "[site.wiki]\r\ndefault = \"" + std::string{fallback} + "\"\r\n" + std::string{more};
    }
    static constexpr std::string_view kStaff =
        "\r\n[[site.wiki.rule]]\r\nname = \"<b>staff</b>\"\r\npath = [\"/x\"]\r\n"
        "allow = [\"user:eve@example.org\"]\r\n";

    static std::string rules_of(const std::string& site) {
        return "/admin/sites/" + site + "/rules";
    }
    static std::string field(const http::Response& page, std::string_view name) {
        return value_of(page.body(), name);
    }
    /// Opens the form of a site, then sends these settings instead of those in it.
    static http::Response change(Browser& who, const std::string& site, FormFields fields) {
        const auto form = who.get("/admin/sites/" + site + "/edit");
        fields.emplace_back("version", field(form, "version"));
        return who.post("/admin/sites/" + site + "/edit", std::move(fields));
    }
    /// What the form of a site has in its fields.
    static FormFields settings_of(Browser& who, const std::string& site) {
        const auto form = who.get("/admin/sites/" + site + "/edit").body();
        FormFields fields;
        for (const char* name :
             {"version", "origin", "title", "description", "contact", "policy", "level", "max_age",
              "basic", "audience", "identity", "registration"})
            fields.emplace_back(name, value_of(form, name));
        for (const char* name : {"cookie", "token", "basic_header", "assertion"})
            if (is_checked(form, name)) fields.emplace_back(name, "1");
        return fields;
    }
    static void set(FormFields& fields, const std::string& name, const std::string& value) {
        std::erase_if(fields, [&](const auto& field) { return field.first == name; });
        fields.emplace_back(name, value);
    }
    http::Response save(Browser& who, const std::string& text) {
        const auto form = who.get(rules_of("wiki") + "/edit");
        return who.post(rules_of("wiki") + "/edit",
                        {{"text", text},
                         {"revision", field(form, "revision")},
                         {"base_version", field(form, "base_version")}});
    }
    http::Response publish(Browser& who, FormFields more = {}) {
        const auto form = who.get(rules_of("wiki") + "/publish");
        more.emplace_back("revision", field(form, "revision"));
        more.emplace_back("reason", "as agreed");
        return who.post(rules_of("wiki") + "/publish", std::move(more));
    }
    std::uint64_t version() { return wiring.rules.current("wiki")->version; }
    bool has_draft() { return wiring.drafts.find("wiki").has_value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sites_pages_tests, SitesFixture)

// --- the sites themselves

BOOST_AUTO_TEST_CASE(a_site_is_added_changed_and_removed) {
    const FormFields settings{{"origin", "https://blog.example.org"},
                              {"title", "<b>Our blog</b>"},
                              {"policy", "signed_in"},
                              {"level", "2"},
                              {"max_age", "15"},
                              {"cookie", "1"},
                              {"basic", "off"},
                              {"audience", "issuer"},
                              {"identity", "id"},
                              {"registration", "inherit"}};
    FormFields fields = settings;
    fields.emplace_back("name", "blog");
    BOOST_TEST(fill_in(browser, "/admin/new-site", fields).header("Location") ==
               "/admin/sites/blog?done=site_added");
    auto site = *sites.find("blog");
    BOOST_TEST((site.demand.level == Level::Two));
    BOOST_TEST((site.demand.max_age == 15min));
    BOOST_TEST(!site.tokens.credentials.token);
    BOOST_TEST((site.tokens.identity == SiteIdentity::Id));
    const auto page = browser.get("/admin/sites/blog");
    BOOST_TEST(says(page, "&lt;b&gt;Our blog&lt;/b&gt;"));
    BOOST_TEST(says(page, "15 minutes"));
    // The form shows what there is, so that saving it again changes nothing.
    const auto form = browser.get("/admin/sites/blog/edit");
    BOOST_TEST(value_of(form.body(), "max_age") == "15");
    BOOST_TEST(value_of(form.body(), "level") == "2");
    BOOST_TEST(!is_checked(form.body(), "token"));

    fields = settings;
    fields.emplace_back("token", "1");
    BOOST_TEST(change(browser, "blog", fields).status() == Status::SeeOther);
    BOOST_TEST(sites.find("blog")->tokens.credentials.token);
    BOOST_TEST((last_entry().event == AuditEvent::SiteChanged));

    auto refused = fill_in(browser, "/admin/sites/blog/remove", {{"typed_name", "Blog"}});
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    check_problem(refused.body(), {"typed_name"});
    BOOST_TEST(
        browser.post("/admin/sites/blog/remove", {{"typed_name", "blog"}}).header("Location") ==
        "/admin/sites?done=site_removed");
    BOOST_TEST(!sites.find("blog").has_value());
}

BOOST_AUTO_TEST_CASE(opening_a_site_to_everybody_is_asked_back) {
    FormFields fields{{"origin", "https://wiki.example.org"},
                      {"policy", "public"},
                      {"level", "1"},
                      {"cookie", "1"},
                      {"basic", "token"},
                      {"audience", "issuer"},
                      {"identity", "email"},
                      {"registration", "inherit"}};
    const auto asked = change(browser, "wiki", fields);
    BOOST_TEST(asked.status() == Status::UnprocessableContent);
    check_problem(asked.body(), {"sure"});
    BOOST_TEST((sites.find("wiki")->policy == SitePolicy::SignedIn));
    fields.emplace_back("sure", "1");
    BOOST_TEST(change(browser, "wiki", fields).status() == Status::SeeOther);
    BOOST_TEST((sites.find("wiki")->policy == SitePolicy::Public));
}

BOOST_AUTO_TEST_CASE(a_form_that_was_open_before_a_change_undoes_nothing) {
    FormFields stale = settings_of(browser, "wiki");
    set(stale, "title", "Mine");
    sites.set("wiki", {.level = Level::Two}, admin, now).value();
    const auto page = browser.post("/admin/sites/wiki/edit", stale);
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "Somebody else has changed this meanwhile."));
    BOOST_TEST(value_of(page.body(), "level") == "2");
    BOOST_TEST((sites.find("wiki")->demand.level == Level::Two));
    BOOST_TEST(sites.find("wiki")->title.empty());
    // The form that came back can be sent.
    FormFields fields = settings_of(browser, "wiki");
    set(fields, "version", value_of(page.body(), "version"));
    set(fields, "title", "Mine");
    BOOST_TEST(browser.post("/admin/sites/wiki/edit", fields).status() == Status::SeeOther);
    BOOST_TEST(sites.find("wiki")->title == "Mine");
}

BOOST_AUTO_TEST_CASE(a_site_offers_registration_unless_its_form_says_otherwise) {
    BOOST_TEST(value_of(browser.get("/admin/new-site").body(), "registration") == "inherit");
    FormFields fields = settings_of(browser, "wiki");
    set(fields, "name", "blog");
    set(fields, "origin", "https://blog.example.org");
    set(fields, "registration", "off");
    BOOST_TEST(fill_in(browser, "/admin/new-site", fields).status() == Status::SeeOther);
    BOOST_TEST((sites.find("blog")->registration == SiteRegistration::Off));
    const char* const off = "Off: the sign-in has no link to registration";
    BOOST_TEST(says(browser.get("/admin/sites/blog"), off));
    BOOST_TEST(!says(browser.get("/admin/sites/wiki"), off));

    // A form that is sent for something else keeps it.
    fields = settings_of(browser, "blog");
    BOOST_TEST(value_of(browser.get("/admin/sites/blog/edit").body(), "registration") == "off");
    set(fields, "title", "Our blog");
    BOOST_TEST(browser.post("/admin/sites/blog/edit", fields).status() == Status::SeeOther);
    BOOST_TEST((sites.find("blog")->registration == SiteRegistration::Off));

    fields = settings_of(browser, "blog");
    set(fields, "registration", "inherit");
    BOOST_TEST(browser.post("/admin/sites/blog/edit", fields).status() == Status::SeeOther);
    BOOST_TEST((sites.find("blog")->registration == SiteRegistration::Inherit));
    BOOST_TEST((last_entry().event == AuditEvent::SiteChanged));
    BOOST_TEST(last_entry().detail == "blog");
}

BOOST_AUTO_TEST_CASE(a_form_that_was_open_before_registration_changed_undoes_nothing) {
    FormFields stale = settings_of(browser, "wiki");
    set(stale, "title", "Mine");
    sites.set("wiki", {.registration = SiteRegistration::Off}, admin, now).value();
    const auto page = browser.post("/admin/sites/wiki/edit", stale);
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(value_of(page.body(), "registration") == "off");
    BOOST_TEST((sites.find("wiki")->registration == SiteRegistration::Off));
    BOOST_TEST(sites.find("wiki")->title.empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_site_is_said_next_to_its_field) {
    const FormFields good{{"name", "blog"},
                          {"origin", "https://blog.example.org"},
                          {"cookie", "1"},
                          {"policy", "signed_in"},
                          {"level", "1"},
                          {"basic", "token"},
                          {"identity", "id"},
                          {"audience", "issuer"},
                          {"registration", "inherit"}};
    const std::pair<const char*, const char*> bad[] = {
        {"name", "A b"},       {"name", "wiki"}, {"origin", "blog.example.org"},
        {"contact", "nobody"}, {"max_age", "x"}, {"max_age", "999999"},
        {"cookie", ""}};
    for (const auto& [name, value] : bad) {
        BOOST_TEST_CONTEXT(name << " " << value) {
            FormFields fields = good;
            std::erase_if(fields, [&](const auto& field) { return field.first == name; });
            fields.emplace_back(name, value);
            const auto page = fill_in(browser, "/admin/new-site", fields);
            BOOST_TEST(page.status() != Status::SeeOther);
            check_problem(page.body(), {name});
            BOOST_TEST(!sites.find("blog").has_value());
        }
    }
    for (const char* name : {"policy", "registration"}) {
        FormFields odd = good;
        set(odd, name, "everybody");  // no list has it
        BOOST_TEST(fill_in(browser, "/admin/new-site", odd).status() == Status::BadRequest, name);
    }
}

BOOST_AUTO_TEST_CASE(the_server_block_of_nginx_is_there_to_copy) {
    auto page = browser.get("/admin/sites/wiki/nginx?target=http://127.0.0.1:8080");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "wiki.example.org"));
    BOOST_TEST(says(page, "127.0.0.1:8080"));
    page = browser.get("/admin/sites/wiki/nginx?target=rm");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    check_problem(page.body(), {"target"});
}

// --- drafts

BOOST_AUTO_TEST_CASE(rules_are_drafted_looked_at_and_published) {
    const auto edit = browser.get(rules_of("wiki") + "/edit");
    BOOST_TEST(says(edit, "default = &quot;signed_in&quot;"));
    BOOST_TEST(save(browser, text_with("signed_in", kStaff)).header("Location") ==
               rules_of("wiki") + "/publish");
    BOOST_TEST(version() == 0u);
    BOOST_TEST(says(browser.get("/admin/sites"), "Draft of rules"));
    BOOST_TEST(says(browser.get(rules_of("wiki")), "ann@example.org"));

    const auto review = browser.get(rules_of("wiki") + "/publish");
    BOOST_TEST(says(review, "&lt;b&gt;staff&lt;/b&gt;"));
    BOOST_TEST(!says(review, "<b>staff"));
    const auto done = publish(browser, {{"sure", "1"}});
    BOOST_TEST(done.header("Location") == rules_of("wiki") + "?done=rules_published");
    BOOST_TEST(version() != 0u);
    BOOST_TEST(!has_draft());
    BOOST_TEST(last_entry().detail == "wiki: as agreed");
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());
    const auto page = browser.get(rules_of("wiki") + "?done=rules_published");
    BOOST_TEST(says(page, "The rules are in force."));
    BOOST_TEST(says(page, "Never hit"));
}

BOOST_AUTO_TEST_CASE(a_text_with_a_mistake_is_not_saved_and_not_lost) {
    const auto page = save(browser, text_with("open") + "# <i>mine</i>");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "Line 2:"));
    BOOST_TEST(says(page, "# &lt;i&gt;mine&lt;/i&gt;</textarea>"));
    BOOST_TEST(!has_draft());
    // Networks and other sites belong elsewhere.
    BOOST_TEST(
        save(browser, "[office]\nnetworks = [\"192.0.2.0/24\"]\n" + text_with("deny")).status() ==
        Status::UnprocessableContent);
    BOOST_TEST(save(browser, "[site.shop]\ndefault = \"public\"\n").status() ==
               Status::UnprocessableContent);
    BOOST_TEST(wiring.rules.networks().empty());
}

BOOST_AUTO_TEST_CASE(a_draft_that_cannot_be_used_is_shown_with_its_lines) {
    save(browser,
         text_with("signed_in", "[[site.wiki.rule]]\nname = \"a\"\nallow = [\"group:none\"]\n"));
    const auto page = browser.get(rules_of("wiki") + "/publish");
    BOOST_TEST(says(page, "The draft cannot be published:"));
    BOOST_TEST(says(page, "Line 3:"));
    BOOST_TEST(!says(page, "name=\"reason\""));
}

BOOST_AUTO_TEST_CASE(a_draft_whose_tests_fail_is_not_published) {
    save(browser, text_with("signed_in", "[[site.wiki.test]]\npath = \"/\"\nexpect = \"pass\"\n"));
    const auto page = browser.get(rules_of("wiki") + "/publish");
    BOOST_TEST(says(page, "GET / as anonymous: expected pass, came sign_in"));
    BOOST_TEST(browser
                   .post(rules_of("wiki") + "/publish",
                         {{"revision", std::to_string(wiring.drafts.find("wiki")->revision)},
                          {"reason", "x"}})
                   .status() == Status::UnprocessableContent);
    BOOST_TEST(version() == 0u);
    save(browser,
         text_with("signed_in", "[[site.wiki.test]]\npath = \"/\"\nexpect = \"sign_in\"\n"));
    BOOST_TEST(says(browser.get(rules_of("wiki") + "/publish"), "1 test has passed."));
    BOOST_TEST(publish(browser).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(publishing_needs_a_reason_and_a_tick_where_it_opens_something) {
    save(browser, text_with("public"));
    auto page = publish(browser);
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    check_problem(page.body(), {"sure"});
    const auto revision = std::to_string(wiring.drafts.find("wiki")->revision);
    page = browser.post(rules_of("wiki") + "/publish",
                        {{"revision", revision}, {"sure", "1"}, {"reason", ""}});
    check_problem(page.body(), {"reason"});
    BOOST_TEST(version() == 0u);
    BOOST_TEST(publish(browser, {{"sure", "1"}}).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(nobody_locks_themselves_out) {
    save(browser, text_with("deny"));
    const auto page = publish(browser);
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "you would lock yourself out of the site"));
    BOOST_TEST(version() == 0u);
}

// --- two administrators

BOOST_AUTO_TEST_CASE(of_two_who_publish_at_once_the_second_learns_of_it) {
    let(bob, "admin/rules", "*");
    save(browser, text_with("signed_in", kStaff));
    const auto anns = browser.get(rules_of("wiki") + "/publish");
    const auto bobs_page = bobs.get(rules_of("wiki") + "/publish");
    const FormFields fields{{"revision", field(anns, "revision")}, {"sure", "1"}, {"reason", "x"}};
    BOOST_TEST(browser.post(rules_of("wiki") + "/publish", fields).header("Location") ==
               rules_of("wiki") + "?done=rules_published");
    const auto first = version();
    BOOST_TEST(bobs.post(rules_of("wiki") + "/publish", fields).header("Location") ==
               rules_of("wiki") + "?done=draft_gone");
    BOOST_TEST(version() == first);
}

BOOST_AUTO_TEST_CASE(a_draft_that_changed_after_it_was_looked_at_is_not_published) {
    let(bob, "admin/rules", "*");
    save(browser, text_with("signed_in", kStaff));
    const auto anns = browser.get(rules_of("wiki") + "/publish");
    save(bobs, text_with("public"));
    const auto page =
        browser.post(rules_of("wiki") + "/publish",
                     {{"revision", field(anns, "revision")}, {"sure", "1"}, {"reason", "x"}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "Somebody else has saved the draft meanwhile."));
    BOOST_TEST(says(page, "bob@example.org"));
    BOOST_TEST(version() == 0u);
    // And one who saves over it is told, too, and keeps the text.
    const auto over =
        browser.post(rules_of("wiki") + "/edit", {{"text", text_with("signed_in")},
                                                  {"revision", field(anns, "revision")},
                                                  {"base_version", "0"}});
    BOOST_TEST(over.status() == Status::Conflict);
    BOOST_TEST(says(over, "default = &quot;signed_in&quot;"));
    BOOST_TEST(wiring.drafts.find("wiki")->changed_by == "admin:" + bob.public_id.text());
}

BOOST_AUTO_TEST_CASE(rules_that_somebody_else_has_published_meanwhile_are_shown_first) {
    save(browser, text_with("signed_in", kStaff));
    const auto plan =
        wiring.rules.plan({.sites = {{"wiki", {.fallback = RuleDefault::Public}}}}, now);
    BOOST_REQUIRE(plan.has_value());
    const Actor by_bob = Actor::signed_in(bob.public_id, "192.0.2.7", "r-2");
    BOOST_REQUIRE(wiring.rules.apply(*plan, RuleNetworks{}, by_bob, now).has_value());
    const auto other = version();
    BOOST_TEST(browser.get(rules_of("wiki") + "/publish").header("Location") ==
               rules_of("wiki") + "/rebase");
    const auto page = browser.get(rules_of("wiki") + "/rebase");
    BOOST_TEST(says(page, "bob@example.org"));
    const auto revision = std::to_string(wiring.drafts.find("wiki")->revision);
    // Not by the form either, which was open before.
    BOOST_TEST(browser
                   .post(rules_of("wiki") + "/publish",
                         {{"revision", revision}, {"sure", "1"}, {"reason", "x"}})
                   .header("Location") == rules_of("wiki") + "/rebase");
    BOOST_TEST(version() == other);
    BOOST_TEST(browser
                   .post(rules_of("wiki") + "/rebase",
                         {{"revision", revision}, {"base_version", std::to_string(other)}})
                   .header("Location") == rules_of("wiki") + "/publish");
    BOOST_TEST(publish(browser, {{"sure", "1"}}).header("Location") ==
               rules_of("wiki") + "?done=rules_published");
    BOOST_TEST(version() > other);
}

BOOST_AUTO_TEST_CASE(a_draft_is_discarded_after_a_question) {
    save(browser, text_with("public"));
    const auto form = browser.get(rules_of("wiki") + "/discard");
    BOOST_TEST(has_draft());
    BOOST_TEST(browser.post(rules_of("wiki") + "/discard", {{"revision", field(form, "revision")}})
                   .header("Location") == rules_of("wiki") + "?done=draft_discarded");
    BOOST_TEST(!has_draft());
}

// --- history

BOOST_AUTO_TEST_CASE(an_earlier_version_comes_back_as_a_draft) {
    save(browser, text_with("signed_in", kStaff));
    publish(browser, {{"sure", "1"}});
    const auto first = version();
    save(browser, text_with("signed_in"));
    publish(browser, {{"sure", "1"}});
    const auto list = browser.get(rules_of("wiki") + "/history");
    BOOST_TEST(says(list, "as agreed"));
    BOOST_TEST(says(list, "ann@example.org"));
    const auto path = rules_of("wiki") + "/restore?version=" + std::to_string(first);
    BOOST_TEST(says(list, path));
    BOOST_TEST(says(browser.get(path), "&lt;b&gt;staff"));
    BOOST_TEST(browser.post(rules_of("wiki") + "/restore", {{"version", std::to_string(first)}})
                   .header("Location") == rules_of("wiki") + "/publish");
    BOOST_TEST(wiring.drafts.find("wiki")->text.find("staff") != std::string::npos);
    // A draft is never overwritten.
    BOOST_TEST(browser.post(rules_of("wiki") + "/restore", {{"version", std::to_string(first)}})
                   .status() == Status::Conflict);
    BOOST_TEST(publish(browser, {{"sure", "1"}}).status() == Status::SeeOther);
    BOOST_TEST(wiring.rules.find("wiki")->rules.size() == 1u);
    BOOST_TEST(browser.get(rules_of("wiki") + "/restore?version=4711").status() ==
               Status::NotFound);
}

// --- trying it out

BOOST_AUTO_TEST_CASE(try_says_what_becomes_of_a_request) {
    save(browser, text_with("signed_in", kStaff));
    publish(browser, {{"sure", "1"}});
    const std::string path = "/admin/sites/wiki/try";
    BOOST_TEST(!says(browser.get(path), "Decided by:"));
    auto page = browser.get(path + "?path=/x&user=eve@example.org");
    BOOST_TEST(says(page, "The request passes."));
    BOOST_TEST(says(page, "&lt;b&gt;staff"));
    page = browser.get(path + "?path=/x");
    BOOST_TEST(says(page, "They are asked to sign in."));
    page = browser.get(path + "?path=x&user=nobody%3Cb%3E&from=300.1.1.1");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    check_problem(page.body(), {"user", "path", "from"});
    BOOST_TEST(says(page, "nobody&lt;b&gt;"));
}

// --- who may do what

BOOST_AUTO_TEST_CASE(who_may_see_one_site_sees_that_one_alone) {
    let(bob, "admin/sites/wiki", "read");
    const auto list = bobs.get("/admin/sites");
    BOOST_TEST(says(list, "/admin/sites/wiki\""));
    BOOST_TEST(!says(list, "shop"));
    BOOST_TEST(!says(list, "/admin/new-site"));
    BOOST_TEST(bobs.get("/admin/sites/wiki").status() == Status::Ok);
    BOOST_TEST(!says(bobs.get("/admin/sites/wiki"), "/admin/sites/wiki/edit"));
    for (const auto* path : {"/admin/sites/shop", "/admin/sites/none", "/admin/sites/wiki/edit",
                             "/admin/sites/wiki/remove", "/admin/sites/wiki/rules",
                             "/admin/sites/wiki/try", "/admin/new-site", "/admin/networks"})
        BOOST_TEST(bobs.get(path).status() == Status::NotFound, path);
}

BOOST_AUTO_TEST_CASE(who_may_change_one_site_does_not_say_where_it_is) {
    let(bob, "admin/sites/wiki", "*");
    const std::string path = "/admin/sites/wiki/edit";
    BOOST_TEST(says(bobs.get(path), "Only somebody who may change all sites"));
    BOOST_TEST(!says(browser.get(path), "Only somebody who may change all sites"));
    FormFields fields = settings_of(bobs, "wiki");
    set(fields, "origin", "https://shop.example.org");
    set(fields, "assertion", "1");
    const auto refused = bobs.post(path, fields);
    BOOST_TEST(refused.status() == Status::Forbidden);
    check_problem(refused.body(), {"origin"});
    BOOST_TEST(sites.find("wiki")->origin.text() == "https://wiki.example.org");
    BOOST_TEST(!sites.find("wiki")->tokens.assertion);
    set(fields, "origin", "https://wiki.example.org");
    BOOST_TEST(bobs.post(path, fields).status() == Status::SeeOther);
    BOOST_TEST(sites.find("wiki")->tokens.assertion);
}

BOOST_AUTO_TEST_CASE(who_may_change_the_rules_of_one_site_changes_no_others) {
    let(bob, "admin/rules/wiki", "*");
    BOOST_TEST(says(bobs.get("/admin/sites"), "/admin/sites/wiki/rules\""));
    BOOST_TEST(!says(bobs.get("/admin/sites"), "shop"));
    BOOST_TEST(bobs.get("/admin/sites/wiki").status() == Status::NotFound);
    BOOST_TEST(save(bobs, text_with("signed_in", kStaff)).status() == Status::SeeOther);
    BOOST_TEST(publish(bobs, {{"sure", "1"}}).header("Location") ==
               rules_of("wiki") + "?done=rules_published");
    BOOST_TEST(version() != 0u);
    BOOST_TEST(bobs.get(rules_of("shop") + "/edit").status() == Status::NotFound);
    BOOST_TEST(bobs.post(rules_of("shop") + "/edit", {{"text", "[site.shop]\ndefault = \"deny\""},
                                                      {"revision", "0"},
                                                      {"base_version", "0"}})
                   .status() == Status::NotFound);
    BOOST_TEST(!wiring.drafts.find("shop").has_value());
}

BOOST_AUTO_TEST_CASE(a_reader_of_rules_writes_no_draft) {
    let(bob, "admin/rules", "read");
    save(browser, text_with("public"));
    const auto page = bobs.get(rules_of("wiki"));
    BOOST_TEST(page.status() == Status::Ok);
    for (const auto* what : {"/edit", "/publish", "/discard", "/rebase", "/restore?version=1"}) {
        BOOST_TEST(!says(page, rules_of("wiki") + what), what);
        BOOST_TEST(bobs.get(rules_of("wiki") + what).status() == Status::NotFound, what);
    }
    BOOST_TEST(bobs.post(rules_of("wiki") + "/discard",
                         {{"revision", std::to_string(wiring.drafts.find("wiki")->revision)}})
                   .status() == Status::NotFound);
    BOOST_TEST(has_draft());
    // To read rules is not to look up other people.
    groups.add("secret", "", admin, now).value();
    groups.join("secret", eve, std::nullopt, admin, now).value();
    const auto tried = bobs.get("/admin/sites/wiki/try?path=/&user=eve@example.org");
    BOOST_TEST(tried.status() == Status::Ok);
    BOOST_TEST(!says(tried, "secret"));
}

// --- networks

BOOST_AUTO_TEST_CASE(networks_are_changed_after_their_changes_were_shown) {
    const std::string text = "[office]\r\nnetworks = [\"192.0.2.0/24\"]\r\n";
    const auto form = browser.get("/admin/networks/edit");
    const std::string seen = field(form, "seen");
    const auto shown = browser.post("/admin/networks/edit", {{"text", text}, {"seen", seen}});
    BOOST_TEST(shown.status() == Status::Ok);
    BOOST_TEST(wiring.rules.networks().empty());
    const std::string reviewed = field(shown, "reviewed");
    // Another text than the one that was shown is shown first.
    const auto other =
        browser.post("/admin/networks/edit", {{"text", text + "[vpn]\nnetworks = [\"10.0.0.1\"]"},
                                              {"seen", seen},
                                              {"reviewed", reviewed}});
    BOOST_TEST(other.status() == Status::Ok);
    BOOST_TEST(wiring.rules.networks().empty());
    BOOST_TEST(
        browser
            .post("/admin/networks/edit", {{"text", text}, {"seen", seen}, {"reviewed", reviewed}})
            .header("Location") == "/admin/networks?done=networks_changed");
    BOOST_TEST(wiring.rules.networks().contains("office"));
    // A page that was open before is told.
    BOOST_TEST(
        browser.post("/admin/networks/edit", {{"text", ""}, {"seen", seen}, {"reviewed", reviewed}})
            .status() == Status::Conflict);
    BOOST_TEST(wiring.rules.networks().contains("office"));
}

BOOST_AUTO_TEST_CASE(a_network_that_a_rule_names_stays) {
    const RuleNetworks networks{{"office", {"192.0.2.0/24"}}};
    Rule rule;
    rule.name = "<i>office</i>";
    rule.from = {"office"};
    const auto plan =
        wiring.rules.plan({.sites = {{"wiki", {.rules = {rule}}}}, .networks = networks}, now);
    BOOST_REQUIRE(plan.has_value());
    BOOST_REQUIRE(wiring.rules.apply(*plan, networks, admin, now).has_value());
    BOOST_TEST(says(browser.get("/admin/networks"), "wiki: &lt;i&gt;office&lt;/i&gt;"));
    const auto form = browser.get("/admin/networks/edit");
    const auto page =
        browser.post("/admin/networks/edit", {{"text", ""}, {"seen", field(form, "seen")}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "<li>office</li>"));
    BOOST_TEST(wiring.rules.networks().contains("office"));
}

BOOST_AUTO_TEST_CASE(the_page_of_a_group_names_the_sites_that_its_reader_may_see) {
    groups.add("editors", "", admin, now).value();
    save(browser, text_with("signed_in",
                            "\r\n[[site.wiki.rule]]\r\nname = \"secret-place\"\r\n"
                            "path = [\"/x\"]\r\nallow = [\"group:editors\"]\r\n"));
    BOOST_REQUIRE(publish(browser, {{"sure", "1"}}).status() == Status::SeeOther);
    let(bob, "admin/groups/editors", "*");
    for (const char* page : {"/admin/groups/editors", "/admin/groups/editors/delete"}) {
        BOOST_TEST(says(browser.get(page), "secret-place"), page);
        BOOST_TEST(bobs.get(page).status() == Status::Ok, page);
        BOOST_TEST(!says(bobs.get(page), "secret-place"), page);
    }
    let(bob, "admin/rules/wiki", "read");
    BOOST_TEST(says(bobs.get("/admin/groups/editors"), "secret-place"));
}

BOOST_AUTO_TEST_SUITE_END()
