#include "portal/admin/invitations/views.hpp"

#include "portal/sample/admin/stage.hpp"
#include "portal/sample/sample.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin;
using namespace admin::invitations;
using namespace std::chrono_literals;

constexpr const char* kInvitation = "ti7gzPJS7MDOFphUSnrkiA";
constexpr const char* kWaitingId = "ohrMuN4-2Ky6AoRANmbQdA";

InvitationsView invitations(const Stage& s) {
    InvitationsView view{.frame = console(s, AdminPage::Invitations, "postern invite list")};
    view.invitations = {{.id = kInvitation,
                         .email = "gina@example.org",
                         .gifts = "editors, staff",
                         .by = {.email = kEmail},
                         .created = s.moment(20h),
                         .ends = s.moment(-148h)},
                        {.id = "PrZoVHradEhWniDc0gJsEA",
                         .email = "hugo@example.org",
                         .state = InvitationState::Expired,
                         .by = {.system = "1000"},
                         .created = s.moment(400h),
                         .ends = s.moment(232h)},
                        {.id = "6GAS_iSEHvIASMqGfKwWug",
                         .email = kUserEmail,
                         .gifts = "staff",
                         .state = InvitationState::Used,
                         .by = {.email = kEmail},
                         .created = s.moment(4010h),
                         .ends = s.moment(4000h)}};
    return view;
}

InviteView invite(const Stage& s) {
    InviteView view{.frame = console(s, AdminPage::Invitations, "postern invite add")};
    view.lifetime = text::duration_text(s.pages.words(), s.frame.language, 168h);
    for (const auto& code : s.pages.words().languages())
        view.languages.push_back({.code = code,
                                  .name = s.pages.words().text(code, "language.name"),
                                  .chosen = code == s.frame.language});
    return view;
}

InviteView wrong_invite(const Stage& s) {
    auto view = invite(s);
    view.frame.command = "postern invite add --group 'staff translaters'";
    view.email = "gina@example";
    view.display_name = "Gina Case";
    view.groups = "staff translaters";
    view.roles = "editor";
    view.problems = {.bad_email = true, .no_such_group = true, .names = "group translaters"};
    return view;
}

ApprovalsView approvals(const Stage& s) {
    ApprovalsView view{.frame = console(s, AdminPage::Approvals, "postern user waiting")};
    view.waiting = {{.id = kWaitingId,
                     .email = "emma@example.org",
                     .name = "Emma Specimen",
                     .confirmed = true,
                     .since = s.moment(30h)},
                    {.id = "AHgqFjycNgoYYOKelMQu0g",
                     .email = "igor@example.org",
                     .name = "Igor Pattern",
                     .since = s.moment(4h)}};
    return view;
}

DeclineView decline(const Stage& s) {
    DeclineView view{.frame =
                         console(s, AdminPage::Approvals, "postern user decline emma@example.org")};
    view.id = kWaitingId;
    view.email = "emma@example.org";
    view.name = "Emma Specimen";
    view.message = "Please register with the address of your university.";
    return view;
}

}  // namespace

std::vector<Sample> of_admin_invitations() {
    return {
        sample(invitations),
        sample(
            [](const Stage& s) {
                return InvitationsView{
                    .frame = console(s, AdminPage::Invitations, "postern invite list")};
            },
            "empty"),
        sample(invite),
        sample(wrong_invite, "wrong"),
        sample([](const Stage& s) {
            WithdrawView view{.frame =
                                  console(s, AdminPage::Invitations,
                                          std::string{"postern invite remove "} + kInvitation)};
            view.id = kInvitation;
            view.email = "gina@example.org";
            return view;
        }),
        sample(approvals),
        sample(
            [](const Stage& s) {
                ApprovalsView view{.frame =
                                       console(s, AdminPage::Approvals, "postern user waiting")};
                view.is_on = false;
                return view;
            },
            "empty"),
        sample(decline),
    };
}

}  // namespace postern::portal::sample
