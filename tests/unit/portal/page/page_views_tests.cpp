// What the views of the page kit promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/page/check_mail.hpp"
#include "portal/page/error_view.hpp"
#include "portal/page/framed.hpp"
#include "portal/page/unreached_view.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::test;

namespace {

const std::vector<http::PipelineError> kErrors{http::PipelineError::BadRequest,
                                               http::PipelineError::NotFound,
                                               http::PipelineError::MethodNotAllowed,
                                               http::PipelineError::PayloadTooLarge,
                                               http::PipelineError::UnsupportedMediaType,
                                               http::PipelineError::CrossSite,
                                               http::PipelineError::StaleForm,
                                               http::PipelineError::Unavailable,
                                               http::PipelineError::Internal};

ReturnTo hostile_return() {
    return {.link = kHostile, .host = kHostile, .name = kHostile, .title = kHostile};
}

CheckMailView hostile_check_mail(CheckMailView::Why why, MailKind what) {
    return {.frame = hostile_frame(),
            .what = what,
            .why = why,
            .form_token = kHostile,
            .email = kHostile,
            .return_to = hostile_return()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(page_views_tests)

BOOST_AUTO_TEST_CASE(error_view_shows_hostile_values_as_text) {
    for (const auto error : kErrors) check_view(ErrorView{hostile_frame(), error, kHostile});
}

BOOST_AUTO_TEST_CASE(check_mail_view_shows_hostile_values_as_text) {
    using enum MailKind;
    using Why = CheckMailView::Why;
    for (const auto what : {VerifyEmail, ResetPassword, DeletionScheduled})
        check_view(hostile_check_mail(Why::Asked, what));
    check_view(hostile_check_mail(Why::Registered, VerifyEmail));
}

BOOST_AUTO_TEST_CASE(check_mail_view_keeps_the_address_for_another_try) {
    const auto html =
        drawn(CheckMailView{.frame = {""}, .email = kTyped, .return_to = {.link = kTyped}});
    BOOST_TEST(value_of(html, "email") == kTyped);
    BOOST_TEST(value_of(html, "rd") == kTyped);
    BOOST_TEST(value_of(html, "what") == "reset_password");
}

BOOST_AUTO_TEST_CASE(unreached_view_shows_hostile_values_as_text) {
    using Why = UnreachedView::Why;
    for (const auto why : {Why::Domain, Why::Lost})
        check_view(UnreachedView{hostile_frame(), hostile_return(), why, kHostile});
    check_view(UnreachedView{hostile_frame(), hostile_return(), Why::Domain});
    check_view(FramedView{hostile_frame(), hostile_return()});
}

BOOST_AUTO_TEST_SUITE_END()
