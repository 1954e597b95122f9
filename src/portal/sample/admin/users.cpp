#include "portal/admin/users/views.hpp"

#include "portal/admin/users/act_views.hpp"
#include "portal/sample/admin/stage.hpp"
#include "portal/sample/sample.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin;
using namespace admin::users;
using namespace std::chrono_literals;
using store::UserState;

AdminFrame users_frame(const Stage& s, std::string command = {}) {
    return console(s, AdminPage::Users, std::move(command));
}

std::string of_user(const std::string& command) { return command + ' ' + kUserId; }

std::vector<LanguageChoice> languages(const Stage& s) {
    std::vector<LanguageChoice> choices;
    for (const auto& code : s.pages.words().languages())
        choices.push_back({.code = code,
                           .name = s.pages.words().text(code, "language.name"),
                           .chosen = code == s.frame.language});
    return choices;
}

// --- the list

std::vector<ListRow> rows(const Stage& s) {
    std::vector<ListRow> rows{
        {.id = "rr5wXILifFBepijk2gp0GA",
         .email = "felix@example.org",
         .display_name = "Felix Trial",
         .state = UserState::Unconfirmed,
         .created = s.moment(5h)},
        {.id = "ohrMuN4-2Ky6AoRANmbQdA",
         .email = "emma@example.org",
         .display_name = "Emma Specimen",
         .state = UserState::Waiting,
         .created = s.moment(30h)},
        {.id = kUserId,
         .email = kUserEmail,
         .display_name = kUserName,
         .second_factor = true,
         .groups = "editors, staff",
         .last_sign_in = s.moment(20h),
         .created = s.moment(4000h)},
        {.id = "OLBiTnTUbkJQmBrWzPxmCg",
         .email = "carla@example.org",
         .display_name = "Carla Instance",
         .state = UserState::Disabled,
         .groups = "staff",
         .last_sign_in = s.moment(1500h),
         .created = s.moment(6000h)},
        {.id = "tCzeyvBQ6r7MFJZSSHjihg",
         .email = "dora@example.org",
         .display_name = "Dora Model",
         .state = UserState::Deleting,
         .last_sign_in = s.moment(50h),
         .created = s.moment(7000h)},
        {.id = "UMh6ZozshlposDLu5BR-Ig",
         .email = kEmail,
         .display_name = kName,
         .second_factor = true,
         .groups = "staff",
         .last_sign_in = s.moment(2h),
         .created = s.moment(9000h)},
    };
    for (auto& row : rows) row.number = static_cast<std::size_t>(&row - rows.data());
    return rows;
}

ListView list(const Stage& s) {
    const std::string page = s.frame.base_path + "/admin/users";
    ListView view{.frame = users_frame(s, "postern user list")};
    view.groups = {{.value = "editors"}, {.value = "staff"}};
    view.rows = rows(s);
    view.count = 214;
    view.csv_url = page + "?format=csv";
    view.pager.older = page + "?after=1764835200";
    return view;
}

ListView empty_list(const Stage& s) {
    ListView view{.frame = users_frame(s, "postern user list --search zoe")};
    view.filters = {.search = "zoe", .state = "active", .factor = "no"};
    view.groups = {{.value = "editors"}, {.value = "staff"}};
    return view;
}

// --- one user

DeviceView phone() { return {{"Safari", "iPhone"}, "198.51.100.4"}; }

void add_account(const Stage& s, UserView& view) {
    view.id = kUserId;
    view.email = kUserEmail;
    view.display_name = kUserName;
    view.username = "ben";
    view.given_name = "Benjamin";
    view.family_name = "Sample";
    view.language = "de";
    view.time_zone = "Europe/Berlin";
    view.confirmed = s.moment(3999h);
    view.created = s.moment(4000h);
    view.last_sign_in = s.moment(20h);
    view.app = true;
    view.app_since = s.moment(3900h);
    view.passkeys = {{.name = "Phone", .added = s.moment(3000h), .last_used = s.moment(20h)},
                     {.name = "Key ring", .security_key = true, .added = s.moment(900h)}};
    view.codes_left = 8;
}

void add_access(const Stage& s, UserView& view) {
    view.groups = {{.name = "editors",
                    .until = s.moment(-900h),
                    .since = s.moment(700h),
                    .by = {.email = kEmail}},
                   {.name = "staff", .since = s.moment(4000h), .by = {.system = "1000"}}};
    view.permissions = {{.name = "edit-pages",
                         .resource = "wiki/pages",
                         .action = "edit",
                         .role = "editor",
                         .group = "editors",
                         .until = s.moment(-900h)},
                        {.name = "read-files", .resource = "files/*", .action = "read"}};
    view.sessions = {{.id = "sircyO5O6LzKEpRQRnbghA",
                      .device = s.device(),
                      .signed_in = s.moment(20h),
                      .last_seen = s.moment(1h)},
                     {.id = "5FwO-iCAGu78RMaCeKgStg",
                      .device = phone(),
                      .signed_in = s.moment(300h),
                      .last_seen = s.moment(26h)}};
    view.tokens = {{.name = "Ben's phone",
                    .device = phone(),
                    .scopes = "account:read",
                    .made = s.moment(300h),
                    .last_used = s.moment(3h),
                    .ends = s.moment(-420h)},
                   {.name = "Nightly backup",
                    .personal = true,
                    .device = {{}, "192.0.2.7"},
                    .scopes = "account:read site:wiki",
                    .made = s.moment(500h),
                    .ends = s.moment(-1600h)}};
}

EntryRow entry(const Stage& s, const char* event, std::chrono::seconds ago,
               std::string detail = {}) {
    return {.event = s.word(std::string{"history.event."} + event),
            .detail = std::move(detail),
            .at = s.moment(ago),
            .address = "192.0.2.7",
            .actor = "user"};
}

void add_history(const Stage& s, UserView& view) {
    view.entries = {entry(s, "sign_in", 20h, "totp"), entry(s, "sign_in", 20h + 1min),
                    entry(s, "group_joined", 700h, "group editors"),
                    entry(s, "registration", 4000h)};
    view.entries.at(1).result = AuditResult::Refused;
    view.entries.at(2).actor = kEmail;
    view.mails = {{.kind = "new_sign_in", .created = s.moment(20h), .given_up = true}};
}

UserView user(const Stage& s) {
    UserView view{.frame = users_frame(s, of_user("postern user show"))};
    view.seen = {
        .groups = true, .permissions = true, .sessions = true, .audit = true, .mails = true};
    view.may_change_groups = true;
    view.may_end_sessions = true;
    add_account(s, view);
    add_access(s, view);
    add_history(s, view);
    return view;
}

/// New, and with nothing yet.
UserView new_user(const Stage& s) {
    UserView view{.frame = users_frame(s, "postern user show rr5wXILifFBepijk2gp0GA")};
    view.seen = {
        .groups = true, .permissions = true, .sessions = true, .audit = true, .mails = true};
    view.may_change_groups = true;
    view.may_end_sessions = true;
    view.id = "rr5wXILifFBepijk2gp0GA";
    view.email = "felix@example.org";
    view.display_name = "Felix Trial";
    view.state = UserState::Unconfirmed;
    view.created = s.moment(5h);
    return view;
}

// --- what an administrator does to one, or to several

ActView act(const Stage& s, Act which) {
    std::string command{command_of(which)};
    if (!command.empty()) command = of_user(command);
    ActView view{.frame = users_frame(s, std::move(command))};
    view.act = which;
    view.id = kUserId;
    view.email = kUserEmail;
    view.display_name = kUserName;
    view.grace = text::duration_text(s.pages.words(), s.frame.language, 168h);
    return view;
}

/// The reason and the user's address are missing.
ActView refused_act(const Stage& s) {
    auto view = act(s, Act::DeleteNow);
    view.problems = {.no_reason = true, .wrong_address = true};
    return view;
}

EditView edit(const Stage& s) {
    EditView view{.frame = users_frame(s, of_user("postern user edit"))};
    view.id = kUserId;
    view.shown_email = kUserEmail;
    view.version = "9463177305246531724";
    view.person = {.email = kUserEmail,
                   .display_name = kUserName,
                   .username = "ben",
                   .given_name = "Benjamin",
                   .family_name = "Sample",
                   .language = s.frame.language,
                   .time_zone = "Europe/Berlin"};
    view.languages = languages(s);
    return view;
}

EditView wrong_edit(const Stage& s) {
    auto view = edit(s);
    view.person.email = kEmail;
    view.person.username = "admin";
    view.person.time_zone = "Berlin";
    view.problems = {
        .email_taken = true, .username_reserved = true, .bad_time_zone = true, .no_reason = true};
    return view;
}

JoinView join(const Stage& s) {
    JoinView view{.frame = users_frame(s, "postern group join")};
    view.id = kUserId;
    view.email = kUserEmail;
    view.groups = {{.value = "board"}, {.value = "translators"}};
    return view;
}

BulkView bulk(const Stage& s) {
    BulkView view{.frame = users_frame(s, "postern user disable")};
    view.count = 3;
    view.emails = {kUserEmail, "emma@example.org", "felix@example.org"};
    view.ids.front() = std::string{kUserId} + " ohrMuN4-2Ky6AoRANmbQdA rr5wXILifFBepijk2gp0GA ";
    view.reason = "Left the company";
    return view;
}

std::vector<Sample> of_lists() {
    return {
        sample(list),
        sample(empty_list, "empty"),
        sample([](const Stage& s) {
            NewUserView view{.frame = users_frame(s, "postern user add")};
            view.languages = languages(s);
            return view;
        }),
        sample(user),
        sample(new_user, "empty"),
    };
}

std::vector<Sample> of_acts() {
    return {
        sample(edit),
        sample(wrong_edit, "wrong"),
        sample([](const Stage& s) { return act(s, Act::Disable); }),
        sample([](const Stage& s) { return act(s, Act::MailReset); }, "reset"),
        sample([](const Stage& s) { return act(s, Act::ResetFactors); }, "factors"),
        sample(refused_act, "wrong"),
        sample(join),
        sample([](const Stage& s) {
            LeaveView view{.frame = users_frame(s, "postern group leave")};
            view.id = kUserId;
            view.email = kUserEmail;
            view.group = "editors";
            return view;
        }),
        sample(bulk),
        sample(
            [](const Stage& s) {
                BulkView view{.frame = users_frame(s, "postern user disable")};
                view.nobody = true;
                return view;
            },
            "empty"),
    };
}

}  // namespace

std::vector<Sample> of_admin_users() {
    auto samples = of_lists();
    for (auto& one : of_acts()) samples.push_back(std::move(one));
    return samples;
}

}  // namespace postern::portal::sample
