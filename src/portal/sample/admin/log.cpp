#include "portal/admin/log/session_views.hpp"
#include "portal/admin/log/views.hpp"
#include "portal/sample/admin/stage.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin::log;
using admin::ActorView;
using admin::AdminPage;
using namespace std::chrono_literals;

constexpr const char* kAnnId = "Rk3vX0qTzN8mWc5bJ2yLdA";
constexpr const char* kSessionId = "u7HcP1sEoVq9fKx4TgZ0iQ";
constexpr const char* kOtherSessionId = "B6nYw2RjLm5DtAe8Xv3GhA";
constexpr const char* kUserAgent =
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

DeviceView phone() { return {{"Safari", "iPhone"}, "198.51.100.4"}; }

// --- sessions

SessionsView sessions(const Stage& s) {
    SessionsView view{.frame = console(s, AdminPage::Sessions, "postern session list")};
    view.sees_users = true;
    view.rows = {{.id = kSessionId,
                  .user_id = kAnnId,
                  .email = kEmail,
                  .device = s.device(),
                  .signed_in = s.moment(2h),
                  .last_seen = s.moment(1min),
                  .two_factors = true,
                  .current = true},
                 {.id = kOtherSessionId,
                  .user_id = kUserId,
                  .email = kUserEmail,
                  .device = phone(),
                  .signed_in = s.moment(75h),
                  .last_seen = s.moment(20h)}};
    view.pager.older = s.frame.base_path + "/admin/sessions?after=" + kOtherSessionId;
    return view;
}

EndSessionView end_session(const Stage& s) {
    EndSessionView view{.frame = console(s, AdminPage::Sessions,
                                         std::string{"postern session revoke "} + kOtherSessionId)};
    view.id = kOtherSessionId;
    view.user_id = kUserId;
    view.email = kUserEmail;
    view.device = phone();
    return view;
}

// --- the audit log

AuditRow entry(const Stage& s, std::chrono::seconds ago, AuditEvent event, std::string detail = {},
               AuditResult result = AuditResult::Ok) {
    AuditRow row{.event = std::string{to_text(event)}, .result = result};
    row.event_name = s.word("history.event." + row.event);
    const auto key = "history.detail." + detail;
    if (s.pages.words().has_key(key)) row.detail_words = s.word(key);
    row.detail = std::move(detail);
    row.at = s.moment(ago);
    return row;
}

AuditRow about(AuditRow row, const char* user_id, const char* email) {
    row.user_id = user_id;
    row.email = email;
    row.links_user = true;
    return row;
}

AuditRow from(AuditRow row, ActorView actor, DeviceView device, const char* request_id) {
    row.actor = std::move(actor);
    row.device = std::move(device);
    row.user_agent = kUserAgent;
    row.request_id = request_id;
    return row;
}

std::vector<AuditRow> entries(const Stage& s) {
    using enum AuditEvent;
    const ActorView ann{.email = kEmail};
    const ActorView oneself{.other = "user"};
    return {
        from(entry(s, 4min, RulesChanged, "wiki"), ann, s.device(),
             "8d1f6b0c4e2a97d35b7c0f9e6a1d4832"),
        from(about(entry(s, 31min, SignIn, "wrong_password", AuditResult::Refused), kUserId,
                   kUserEmail),
             oneself, phone(), "c0a4e9127f5d3b86e1f2704d9b8a6c53"),
        from(entry(s, 32min, SignIn, "", AuditResult::Throttled), {.other = "visitor"},
             {{}, "203.0.113.80"}, "3e7b5d90a8c14f26b0d9e3a17f6c5284"),
        from(about(entry(s, 2h, SignIn, "passkey"), kAnnId, kEmail), oneself, s.device(),
             "5f0c3a9e7d2b4c1f8e6a0b9d3c7f1e2a"),
        [&s] {
            auto row = about(entry(s, 26h, GroupJoined, "group editors"), kUserId, kUserEmail);
            row.actor.system = "1000";
            return row;
        }(),
    };
}

AuditView audit_with(const Stage& s, std::string command) {
    AuditView view{.frame = console(s, AdminPage::Audit, std::move(command))};
    for (const auto event : all_audit_events()) {
        const std::string word{to_text(event)};
        view.events.push_back({.value = word, .name = s.word("history.event." + word)});
    }
    for (const auto result : all_audit_results()) {
        const std::string word{to_text(result)};
        view.results.push_back({.value = word, .name = s.word("history." + word)});
    }
    view.most_in_file =
        "10\xC2\xA0"
        "000";
    return view;
}

AuditView audit(const Stage& s) {
    auto view = audit_with(s, "postern audit");
    const auto page = s.frame.base_path + "/admin/audit";
    view.entries = entries(s);
    view.pager.older = page + "?after=48211";
    view.follow = {.state = FollowView::State::Offered,
                   .start_url = page + "?live=30&turn=0",
                   .stop_url = page};
    view.csv_url = page + "?format=csv";
    view.json_url = page + "?format=json";
    return view;
}

AuditView refused_filter(const Stage& s) {
    auto view = audit_with(s, "postern audit --user nobody@example.org");
    view.form.user = "nobody@example.org";
    view.problems = {.no_such_user = true};
    view.filtered = true;
    return view;
}

// --- e-mails

MailRow mail(const Stage& s, const char* id, const char* kind, std::chrono::seconds ago) {
    MailRow row{.id = id};
    row.kind = kind;
    row.subject = s.word("mail." + row.kind + ".subject");
    row.created = s.moment(ago);
    return row;
}

MailsView mails(const Stage& s) {
    auto waiting = mail(s, "1207", "reset_password", 6min);
    waiting.to = kUserEmail;
    waiting.attempts = 2;
    waiting.next = s.moment(-4min);
    waiting.error = "451 4.7.1 Greylisted, please try again later";
    auto given_up = mail(s, "1184", "verify_email", 52h);
    given_up.to = "eve@example.com";
    given_up.attempts = 9;
    given_up.failed = s.moment(4h);
    given_up.error = "550 5.1.1 No such user here";
    MailsView view{.frame = console(s, AdminPage::Mails, "postern mail list")};
    view.waiting = 1;
    view.given_up = 1;
    view.mails = {waiting, given_up};
    return view;
}

}  // namespace

std::vector<Sample> of_admin_log() {
    return {
        sample(sessions),
        sample(end_session),
        sample(audit),
        sample(refused_filter, "wrong"),
        sample(mails),
        sample(
            [](const Stage& s) {
                MailsView view{.frame = console(s, AdminPage::Mails, "postern mail list")};
                view.mail_enabled = false;
                return view;
            },
            "empty"),
    };
}

}  // namespace postern::portal::sample
