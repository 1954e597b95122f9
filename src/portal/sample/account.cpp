#include "portal/account/change_views.hpp"
#include "portal/account/views.hpp"
#include "portal/brand/tile.hpp"
#include "portal/sample/sample.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::sample {

namespace {

using namespace account;
using namespace std::chrono_literals;

std::vector<SiteRow> sites() {
    std::vector<SiteRow> rows{
        {.name = "Wiki",
         .url = "https://wiki.example.org",
         .host = "wiki.example.org",
         .description = "What everybody should know, and how things are done"},
        {.name = "Files", .url = "https://files.example.org", .host = "files.example.org"},
        {.name = "Calendar",
         .url = "https://calendar.example.org",
         .host = "calendar.example.org",
         .description = "Meetings and holidays"}};
    for (auto& row : rows) {
        row.letter = tile_letter(row.name);
        row.colour = to_text(tile_colour(row.host));
    }
    return rows;
}

SessionRow session(const Stage& s, const char* id, DeviceView device, bool current) {
    SessionRow row{.id = id};
    row.device = std::move(device);
    row.signed_in = s.moment(current ? 2h : 75h);
    row.last_seen = s.moment(current ? 1min : 20h);
    row.current = current;
    return row;
}

HistoryRow entry(const Stage& s, const char* event, std::chrono::seconds ago) {
    HistoryRow row{.event = s.word(std::string{"history.event."} + event)};
    row.at = s.moment(ago);
    row.device = s.device();
    return row;
}

std::vector<LanguageOption> languages(const Stage& s) {
    std::vector<LanguageOption> options;
    for (const auto& code : s.pages.words().languages())
        options.push_back({.code = code,
                           .name = s.pages.words().text(code, "language.name"),
                           .chosen = code == s.frame.language});
    return options;
}

AccountView overview(const Stage& s) {
    AccountView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Overview);
    view.display_name = kName;
    view.email = kEmail;
    view.email_confirmed = true;
    view.user_id = "u_4nQ8wZr2Lk7";
    view.username = "ann";
    view.created = s.moment(9000h);
    view.security.password_changed = s.moment(2000h);
    view.security.devices = 2;
    view.security.factors = {.totp = true, .passkeys = 1, .recovery_codes = 9};
    view.security.latest = SignInRow{.device = s.device(),
                                     .signed_in = s.moment(2h),
                                     .last_seen = s.moment(0h),
                                     .current = true};
    view.security.recent = {*view.security.latest,
                            {.device = {{"Safari", "iPhone"}, "198.51.100.4"},
                             .signed_in = s.moment(300h),
                             .last_seen = s.moment(20h)}};
    view.sites = sites();
    return view;
}

SessionsView devices(const Stage& s) {
    SessionsView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Sessions);
    view.sessions = {session(s, "s_1", s.device(), true),
                     session(s, "s_2", {{"Safari", "iPhone"}, "198.51.100.4"}, false)};
    return view;
}

HistoryView history(const Stage& s) {
    HistoryView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::History);
    view.entries = {entry(s, "sign_in", 2h), entry(s, "password_change", 2000h),
                    entry(s, "registration", 9000h)};
    return view;
}

ProfileView profile(const Stage& s) {
    ProfileView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Profile);
    view.display_name = kName;
    view.username = "ann";
    view.username_grace = "90 days";
    view.languages = languages(s);
    view.areas = {{.name = "Europe",
                   .zones = {{.zone = "Europe/Berlin", .place = "Berlin", .chosen = true},
                             {.zone = "Europe/Paris", .place = "Paris"}}}};
    return view;
}

}  // namespace

std::vector<Sample> of_account() {
    return {
        sample(overview),
        sample(profile),
        sample([](const Stage& s) {
            ChangeEmailView view{.frame = s.frame};
            view.menu = s.menu(AccountPage::Email);
            view.email = kEmail;
            return view;
        }),
        sample([](const Stage& s) {
            ChangePasswordView view{.frame = s.frame};
            view.menu = s.menu(AccountPage::Password);
            view.email = kEmail;
            return view;
        }),
        sample(devices),
        sample([](const Stage& s) {
            EndSessionsView view{.frame = s.frame};
            view.menu = s.menu(AccountPage::Sessions);
            view.scope = service::SessionsToEnd::Scope::Others;
            view.email = kEmail;
            view.which = "others";
            return view;
        }),
        sample(history),
        sample([](const Stage& s) {
            DeleteAccountView view{.frame = s.frame};
            view.menu = s.menu(AccountPage::Deletion);
            view.email = kEmail;
            view.grace = text::duration_text(s.pages.words(), s.frame.language, 168h);
            return view;
        }),
        sample([](const Stage& s) {
            AccountDeletedView view{.frame = s.frame};
            view.gone = s.moment(-168h);
            return view;
        }),
    };
}

}  // namespace postern::portal::sample
