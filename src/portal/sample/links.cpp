#include "portal/links/views.hpp"

#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

using namespace links;

std::vector<Sample> of_links() {
    return {
        sample([](const Stage& s) {
            AskMailView view{.frame = s.frame};
            view.form_token = kFormToken;
            return view;
        }),
        sample([](const Stage& s) { return NoMailView{s.frame}; }),
        sample([](const Stage& s) {
            ResetPasswordView view{.frame = s.frame};
            view.form_token = kFormToken;
            view.token = "sample";
            view.email = kEmail;
            return view;
        }),
        sample([](const Stage& s) {
            LinkView view{.frame = s.frame};
            view.form_token = kFormToken;
            view.token = "sample";
            view.display_name = kName;
            view.email = kEmail;
            return view;
        }),
        sample([](const Stage& s) {
            LinkDoneView view{.frame = s.frame};
            view.return_to = s.site();
            return view;
        }),
        sample([](const Stage& s) { return LinkGoneView{.frame = s.frame}; }),
    };
}

}  // namespace postern::portal::sample
