#include "portal/page/check_mail.hpp"
#include "portal/page/error_view.hpp"
#include "portal/page/framed.hpp"
#include "portal/page/unreached_view.hpp"
#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

namespace {

Sample error(http::PipelineError which, const std::string& variant) {
    return sample(
        [which](const Stage& s) {
            return ErrorView{
                .frame = s.frame, .error = which, .request_id = "5f0c3a9e7d2b4c1f8e6a0b9d3c7f1e2a"};
        },
        variant);
}

}  // namespace

std::vector<Sample> of_kit() {
    return {
        sample([](const Stage& s) {
            CheckMailView view{.frame = s.frame};
            view.why = CheckMailView::Why::Registered;
            view.what = MailKind::VerifyEmail;
            view.form_token = kFormToken;
            view.email = kEmail;
            return view;
        }),
        error(http::PipelineError::NotFound, "not_found"),
        error(http::PipelineError::Unavailable, "unavailable"),
        error(http::PipelineError::StaleForm, "stale_form"),
        sample([](const Stage& s) {
            return FramedView{s.frame, s.site()};
        }),
        sample([](const Stage& s) {
            UnreachedView view{.frame = s.frame, .return_to = s.site()};
            view.cookie_domain = "other.example";
            return view;
        }),
    };
}

}  // namespace postern::portal::sample
