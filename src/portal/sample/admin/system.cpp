#include "portal/admin/frame/factor_needed.hpp"
#include "portal/admin/look/views.hpp"
#include "portal/admin/system/views.hpp"
#include "portal/sample/admin/stage.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin::system;
using admin::AdminPage;
using namespace std::chrono_literals;

// --- the overview

WarningRow warning(const Stage& s, std::string text, AdminPage page, const char* name) {
    return {.text = std::move(text),
            .url = s.frame.base_path + std::string{path_of(page)},
            .link = s.word(std::string{"admin.menu."} + name)};
}

/// Thirty days: working days, weekends, and one night on which somebody guessed.
SignInsView sign_ins() {
    constexpr unsigned kDays = 30;
    constexpr std::size_t kDayBytes = 10;  // 2026-11-21
    std::vector<DayRow> days;
    for (unsigned ago = kDays; ago-- > 0;) {
        const bool is_weekend = ago % 7 == 5 || ago % 7 == 6;  // kNow is a Friday
        days.push_back({.day = to_rfc3339(kNow - ago * 24h).substr(0, kDayBytes),
                        .accepted = is_weekend ? 11 + ago % 5 : 58 + ago * 7 % 23,
                        .refused = ago == 9 ? 41U : ago % 4});
    }
    return SignInsView::drawn(std::move(days));
}

RefusalRow refusal(const Stage& s, const char* reason, const char* key, std::uint64_t count,
                   std::uint64_t most) {
    return {.reason = reason,
            .words = s.word(key),
            .count = count,
            .length = length_of(count, most, 100)};
}

ActRow act(const Stage& s, std::chrono::seconds ago, AuditEvent event, const char* detail,
           admin::ActorView actor) {
    return {.event = s.word("history.event." + std::string{to_text(event)}),
            .detail = detail,
            .at = s.moment(ago),
            .actor = std::move(actor)};
}

OverviewView overview(const Stage& s) {
    const auto& words = s.pages.words();
    OverviewView view{.frame = console(s, AdminPage::Overview)};
    view.warnings = {warning(s, words.counted(s.frame.language, "admin.warning.users_waiting", 2),
                             AdminPage::Approvals, "approvals"),
                     warning(s, words.counted(s.frame.language, "admin.warning.mail_given_up", 1),
                             AdminPage::Mails, "mails")};
    view.counted = true;
    view.counted_at = s.moment(3min);
    view.live_sessions = 87;
    view.users = 64;
    view.users_with_factor = 51;
    view.sign_ins = sign_ins();
    view.refusals = {refusal(s, "wrong_password", "history.detail.wrong_password", 58, 58),
                     refusal(s, "throttled", "history.throttled", 19, 58),
                     refusal(s, "unverified", "history.detail.unverified", 4, 58)};
    view.last_acts = {act(s, 4min, AuditEvent::RulesChanged, "wiki", {.email = kEmail}),
                      act(s, 21h, AuditEvent::Granted, "role editor", {.email = kEmail}),
                      act(s, 170h, AuditEvent::SigningKeyAdded,
                          "token oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", {.system = "1000"})};
    return view;
}

// --- keys

KeyRow key(const Stage& s, const char* kind, const char* id, const char* algorithm,
           const char* state, Moment since = {}) {
    return {.kind = kind,
            .id = id,
            .algorithm = algorithm,
            .state = state,
            .state_words = s.word(std::string{"admin.keys.state."} + state),
            .since = std::move(since)};
}

KeysView keys(const Stage& s) {
    KeysView view{.frame = console(s, AdminPage::Keys, "postern key list")};
    view.signing = {key(s, "token", "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "ES256",
                        "active", s.moment(170h)),
                    key(s, "token", "Zt4mQ7xB2sLkYh9cNfW0vRjD5uEiPa8gO1TzXb3KqMA", "ES256",
                        "revoked", s.moment(2300h)),
                    key(s, "assertion", "hV8eJr1nCwU6yGd3TpSa0QxMf5KbZo2lI7vXk9YtRNE", "ES256",
                        "active", s.moment(700h))};
    view.signing[1].is_good = false;
    view.sealing = {key(s, "key file", "7c41e09b", "AES-256-GCM", "seals"),
                    key(s, "key file", "1fa8d362", "AES-256-GCM", "opens")};
    return view;
}

// --- configuration

std::vector<SettingSection> sections() {
    using enum SettingRow::Source;
    return {{.name = "server",
             .settings = {{"server.public_url", "\"https://auth.example.org\"", File},
                          {"server.socket_mode", "\"0660\"", Default}}},
            {.name = "session",
             .settings = {{"session.cookie_domain", "\"example.org\"", File},
                          {"session.idle_ttl", "\"12h\"", File},
                          {"session.max_per_account", "50", Default}}},
            {.name = "mail",
             .settings = {{"mail.host", "\"mail.example.org\"", File},
                          {"mail.user", "\"postern\"", Environment}}}};
}

// --- health

HealthView health(const Stage& s) {
    using enum FindingRow::State;
    HealthView view{.frame = console(s, AdminPage::Health, "postern doctor")};
    view.looked_at = s.moment(0s);
    view.findings = {
        {.state = Bad,
         .what = "site files",
         .why = "the session cookie does not reach files.example.net, so nobody can get in",
         .next = "set session.cookie_domain"},
        {.state = Warning,
         .what = "e-mail",
         .why = "1 waiting, 1 failed",
         .next = "see postern mail list, postern mail test ADDRESS"},
        {.state = Good,
         .what = "daemon",
         .why = "answers at /run/postern/control.sock, and has read the latest revocations"},
        {.state = Good, .what = "clock", .why = "differs from the database's by 0 s"},
        {.state = Good,
         .what = "site wiki",
         .why = "https://wiki.example.org, signed_in; the session cookie reaches it"},
    };
    return view;
}

// --- look

/// Without the frame that shows a page: a sample has no other inside.
admin::look::LookView look(const Stage& s) {
    admin::look::LookView view{.frame = console(s, AdminPage::Look, "postern brand preview DIR")};
    for (const auto* name : {"sign_in", "register", "account"}) view.pages.push_back({name, name});
    for (const auto* kind : {"verify_email", "reset_password"})
        view.letters.push_back({std::string{"mail."} + kind, kind});
    for (const auto& code : s.pages.words().languages())
        view.languages.push_back(
            {code, s.pages.words().text(code, "language.name"), code == s.frame.language});
    view.language = s.frame.language;
    return view;
}

}  // namespace

std::vector<Sample> of_admin_overview() {
    return {
        sample([](const Stage& s) { return admin::FactorNeededView{s.frame}; }),
        sample(overview),
        sample(
            [](const Stage& s) { return OverviewView{.frame = console(s, AdminPage::Overview)}; },
            "empty"),
    };
}

std::vector<Sample> of_admin_system() {
    return {
        sample(keys),
        sample([](const Stage& s) {
            ConfigurationView view{.frame =
                                       console(s, AdminPage::Configuration, "postern config show")};
            view.sections = sections();
            return view;
        }),
        sample(health),
        sample(look),
    };
}

}  // namespace postern::portal::sample
