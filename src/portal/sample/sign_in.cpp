#include "portal/sample/sample.hpp"
#include "portal/sign_in/views.hpp"

namespace postern::portal::sample {

namespace {

using namespace sign_in;

SignInView sign_in_view(const Stage& s) {
    SignInView view{.frame = s.frame};
    view.return_to = s.site();
    view.form_token = kFormToken;
    view.registration_open = true;
    view.mail_enabled = true;
    view.passkeys = true;
    return view;
}

RegisterView register_view(const Stage& s) {
    RegisterView view{.frame = s.frame};
    view.return_to = s.site();
    view.form_token = kFormToken;
    return view;
}

}  // namespace

std::vector<Sample> of_sign_in() {
    return {
        sample(sign_in_view),
        sample(
            [](const Stage& s) {
                auto view = sign_in_view(s);
                view.email = kEmail;
                view.problem = SignInView::Problem::BadCredentials;
                return view;
            },
            "wrong"),
        sample(
            [](const Stage& s) {
                auto view = sign_in_view(s);
                view.notice = SignInView::Notice::SignedOut;
                return view;
            },
            "signed_out"),
        sample(register_view),
        sample(
            [](const Stage& s) {
                auto view = register_view(s);
                view.email = kEmail;
                view.display_name = kName;
                view.email_taken = true;
                return view;
            },
            "taken"),
        sample([](const Stage& s) { return RegisterClosedView{s.frame}; }),
        sample([](const Stage& s) {
            return SignOutView{s.frame, kFormToken, kName, kEmail, ReturnTo{}};
        }),
    };
}

}  // namespace postern::portal::sample
