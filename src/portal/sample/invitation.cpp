#include "portal/duty/views.hpp"
#include "portal/invitation/views.hpp"
#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

namespace {

using namespace duty;
using namespace invitation;

/// The server's own: nobody translates them.
TermsText terms() {
    return {.version = "2026-11",
            .language = "en",
            .paragraphs = {"Use the account for yourself, and keep your password to yourself.",
                           "We keep what is needed to sign you in, and nothing else."}};
}

ProfileFieldsView phone() {
    ProfileFieldView field{.name = "phone", .label = "Telephone"};
    field.kind = ProfileFieldKind::Phone;
    field.required = true;
    field.shown_to = "Wiki";
    return {.list = {field}};
}

InvitationAcceptView accept(const Stage& s) {
    InvitationAcceptView view{.frame = s.frame};
    view.form_token = kFormToken;
    view.token = "sample";
    view.email = kEmail;
    view.signed_in = kEmail;
    view.gifts = {"editors"};
    view.state = InvitationAcceptView::State::Accept;
    return view;
}

}  // namespace

std::vector<Sample> of_invitations() {
    return {
        sample([](const Stage& s) {
            InvitationView view{.frame = s.frame};
            view.form_token = kFormToken;
            view.token = "sample";
            view.email = kEmail;
            view.profile = phone();
            view.terms.version = terms().version;
            return view;
        }),
        sample(accept),
        sample([](const Stage& s) { return InvitationAcceptedView{s.frame}; }),
        sample([](const Stage& s) { return InvitationGoneView{s.frame}; }),
        sample([](const Stage& s) {
            return TermsView{s.frame, terms()};
        }),
        sample([](const Stage& s) {
            AcceptTermsView view{.frame = s.frame, .menu = s.menu(AccountPage::Profile)};
            view.text = terms();
            return view;
        }),
        sample([](const Stage& s) {
            CompleteView view{.frame = s.frame, .menu = s.menu(AccountPage::Profile)};
            view.profile = phone();
            view.due = true;
            return view;
        }),
    };
}

}  // namespace postern::portal::sample
