#include "portal/access/views.hpp"
#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

using namespace access;

std::vector<Sample> of_access() {
    return {
        sample([](const Stage& s) {
            DeniedView view{.frame = s.frame};
            view.signed_in = true;
            view.display_name = kName;
            view.email = kEmail;
            view.site = "Wiki";
            view.path = "/projects";
            view.why = DeniedView::Why::Default;
            view.ask_link = s.frame.base_path + "/access";
            view.sign_in_link = s.frame.base_path + "/logout";
            view.request_id = "5f0c3a9e7d2b4c1f8e6a0b9d3c7f1e2a";
            return view;
        }),
        sample([](const Stage& s) {
            AskAccessView view{.frame = s.frame};
            view.form_token = kFormToken;
            view.display_name = kName;
            view.email = kEmail;
            view.site_name = "wiki";
            view.site = "Wiki";
            view.path = "/projects";
            return view;
        }),
        sample([](const Stage& s) { return AccessAskedView{.frame = s.frame, .site = "Wiki"}; }),
    };
}

}  // namespace postern::portal::sample
