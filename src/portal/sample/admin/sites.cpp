#include "portal/admin/sites/views.hpp"
#include "portal/sample/admin/stage.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin::sites;
using admin::AdminPage;
using namespace std::chrono_literals;

constexpr const char* kBlock =
    R"(# nginx server block of the site wiki, an application behind Postern. Made by `postern nginx`.

upstream postern_wiki {
    server 127.0.0.1:3000;
    keepalive 16;
}

server {
    listen 443 ssl;
    server_name wiki.example.org;
    ssl_certificate     /etc/ssl/certs/wiki.example.org.pem;
    ssl_certificate_key /etc/ssl/private/wiki.example.org.key;

    set $postern_site wiki;
    set $postern_origin "https://wiki.example.org";
    include /etc/nginx/postern/gate.conf;

    location / {
        include /etc/nginx/postern/protect.conf;
        include /etc/nginx/postern/proxy.conf;
        proxy_pass http://${postern_shut}postern_wiki;
    }
}
)";

SitesView sites(const Stage& s) {
    SitesView view{.frame = console(s, AdminPage::Sites, "postern site list")};
    view.sites = {{.name = "files", .origin = "https://files.example.org"},
                  {.name = "status",
                   .title = "Status",
                   .description = "Whether everything works",
                   .origin = "https://status.example.org",
                   .is_public = true},
                  {.name = "wiki",
                   .title = "Wiki",
                   .description = "What everybody should know, and how things are done",
                   .origin = "https://wiki.example.org",
                   .has_draft = true}};
    view.may_add = true;
    return view;
}

SiteView site(const Stage& s) {
    SiteView view{.frame = console(s, AdminPage::Sites, "postern site show wiki")};
    view.frame.notice = s.word("admin.done.site_changed");
    view.name = "wiki";
    view.title = "Wiki";
    view.description = "What everybody should know, and how things are done";
    view.origin = "https://wiki.example.org";
    view.contact = "wiki-team@example.org";
    view.level = "2";
    view.max_age = text::duration_text(s.pages.words(), s.frame.language, 8h);
    view.cookie = view.token = view.basic_token = true;
    view.assertion = true;
    view.identity = "email";
    view.sees_rules = view.has_draft = true;
    return view;
}

/// As the settings of a new site are.
SiteForm usual_form() {
    return {.policy = "signed_in",
            .level = "1",
            .cookie = true,
            .token = true,
            .basic_header = true,
            .basic = "token",
            .audience = "issuer",
            .identity = "email"};
}

SiteFormView edit_site(const Stage& s) {
    SiteFormView view{.frame = console(s, AdminPage::Sites), .is_new = false};
    view.form = usual_form();
    view.form.name = "wiki";
    view.form.origin = "https://wiki.example.org";
    view.form.title = "Wiki";
    view.form.description = "What everybody should know, and how things are done";
    view.form.contact = "wiki-team@example.org";
    view.form.level = "2";
    view.form.max_age = "480";
    view.form.version = "9512207754189003316";
    return view;
}

SiteFormView refused_site(const Stage& s) {
    SiteFormView view{.frame = console(s, AdminPage::Sites)};
    view.form = usual_form();
    view.form.name = "wiki";
    view.form.origin = "wiki.example.org/start";
    view.form.policy = "public";
    view.problems = {.name_taken = true, .bad_origin = true, .not_sure = true};
    return view;
}

NginxView nginx(const Stage& s) {
    NginxView view{.frame = console(s, AdminPage::Sites,
                                    "postern nginx wiki --upstream http://127.0.0.1:3000")};
    view.site = "wiki";
    view.target = "http://127.0.0.1:3000";
    view.block = kBlock;
    return view;
}

}  // namespace

std::vector<Sample> of_admin_sites() {
    return {
        sample(sites),
        sample(
            [](const Stage& s) {
                return SitesView{.frame = console(s, AdminPage::Sites, "postern site list"),
                                 .may_add = true};
            },
            "empty"),
        sample(site),
        sample(edit_site),
        sample(refused_site, "wrong"),
        sample(nginx),
        sample([](const Stage& s) {
            return RemoveSiteView{.frame = console(s, AdminPage::Sites),
                                  .name = "wiki",
                                  .origin = "https://wiki.example.org"};
        }),
    };
}

}  // namespace postern::portal::sample
