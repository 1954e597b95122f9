// What the views of second factors promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/factor/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::test;
using namespace postern::portal::factor;

namespace {

ReturnTo hostile_return() {
    return {.link = kHostile, .host = kHostile, .name = kHostile, .title = kHostile};
}

AccountMenu hostile_menu() { return {AccountPage::Security, kHostile}; }

ProveView hostile_proof(ProveView::Ask ask, bool step_up, ProveView::Problem problem) {
    return {.frame = hostile_frame(),
            .return_to = hostile_return(),
            .form_token = kHostile,
            .ask = ask,
            .step_up = step_up,
            .recovery_codes = true,
            .email = kHostile,
            .problem = problem,
            .wait = kHostile};
}

SecurityPageView hostile_security() {
    return {.frame = hostile_frame(),
            .menu = hostile_menu(),
            .notice = SecurityPageView::Notice::Added,
            .can_set_up = true,
            .password_changed = {kHostile, kHostile},
            .has_totp = true,
            .totp_since = {kHostile, kHostile},
            .totp_used = {kHostile, kHostile},
            .has_codes = true,
            .codes_left = 1,
            .codes_made = {kHostile, kHostile}};
}

TotpSetupView setup(TotpSetupView::Problem problem) {
    TotpSetupView view;
    view.frame = hostile_frame();
    view.menu = hostile_menu();
    view.return_to = hostile_return();
    view.qr_path = kHostile;
    view.qr_size = 45;
    view.key = kHostile;
    view.uri = "otpauth://totp/" + kHostile;
    view.account = kHostile;
    view.problem = problem;
    view.clock_off = kHostile;
    return view;
}

/// check_view() for a view that can't be copied.
template <class View>
void check_moved(View view) {
    check_names(View::kTemplate, [&view](text::Fields& fields) { view.fill(fields); });
    for (const auto& language : source_pages().words().languages()) {
        view.frame.language = language;
        check_escaped(View::kTemplate, language, drawn(view));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(factor_views_tests)

BOOST_AUTO_TEST_CASE(every_view_shows_hostile_values_as_text) {
    using enum ProveView::Ask;
    for (const auto ask : {Password, Totp, RecoveryCode})
        for (const bool step_up : {true, false})
            for (int problem = 0; problem <= static_cast<int>(ProveView::Problem::Unavailable);
                 ++problem)
                check_view(hostile_proof(ask, step_up, static_cast<ProveView::Problem>(problem)));
    check_view(ProvenView{hostile_frame(), hostile_return()});
    for (const bool can : {true, false})
        check_view(FactorNeededView{hostile_frame(), hostile_return(), can});
    check_view(hostile_security());
    check_view(TotpView{.frame = hostile_frame(),
                        .menu = hostile_menu(),
                        .return_to = hostile_return(),
                        .replaces = true,
                        .expired = true});
    for (int problem = 0; problem <= static_cast<int>(TotpSetupView::Problem::Busy); ++problem)
        check_moved(setup(static_cast<TotpSetupView::Problem>(problem)));
    check_view(RemoveTotpView{hostile_frame(), hostile_menu()});
    check_view(RenewCodesView{hostile_frame(), hostile_menu(), 3, true});
    RecoveryCodesView codes;
    codes.frame = hostile_frame();
    codes.menu = hostile_menu();
    codes.return_to = hostile_return();
    codes.app_added = true;
    codes.account = kHostile;
    codes.codes = {kHostile, kHostile};
    check_moved(std::move(codes));
}

BOOST_AUTO_TEST_CASE(a_wrong_code_is_tied_to_its_field_and_not_kept) {
    using enum ProveView::Problem;
    for (const auto ask : {ProveView::Ask::Totp, ProveView::Ask::RecoveryCode})
        for (const auto problem : {Incomplete, MalformedCode, WrongCode}) {
            const auto html = drawn(ProveView{.frame = {""}, .ask = ask, .problem = problem});
            check_problem(html, {"code"});
            BOOST_TEST(value_of(html, "code").empty());
        }
    for (const auto problem : {Incomplete, WrongPassword})
        check_problem(drawn(ProveView{.frame = {""},
                                      .ask = ProveView::Ask::Password,
                                      .step_up = true,
                                      .problem = problem}),
                      {"current_password"});
    for (const auto problem : {Stale, TooManyAttempts, Blocked, Busy, Unavailable})
        check_problem(drawn(ProveView{.frame = {""}, .problem = problem}), {});
    check_no_problem(drawn(ProveView{.frame = {""}}));
}

BOOST_AUTO_TEST_CASE(a_setup_says_what_is_wrong_at_its_field) {
    using enum TotpSetupView::Problem;
    for (const auto problem : {Incomplete, MalformedCode, WrongCode, ClockAhead, ClockBehind})
        check_problem(drawn(setup(problem)), {"code"});
    check_problem(drawn(setup(Busy)), {});
    check_no_problem(drawn(setup(None)));
}

BOOST_AUTO_TEST_CASE(a_setup_shows_the_key_the_code_and_a_link_for_phones) {
    TotpSetupView view;
    view.frame = {""};
    view.qr_path = "M4 4h7v1h-7z";
    view.qr_size = 45;
    view.key = "GEZD GNBV";
    view.uri = "otpauth://totp/auth.example.org:ann%40example.org?secret=GEZDGNBV&issuer=a.example";
    const auto html = drawn(view);
    BOOST_TEST(html.find("d=\"M4 4h7v1h-7z\"") != std::string::npos);
    BOOST_TEST(html.find("viewBox=\"0 0 45 45\"") != std::string::npos);
    BOOST_TEST(html.find("GEZD GNBV") != std::string::npos);
    BOOST_TEST(html.find("href=\"otpauth://totp/auth.example.org:ann%40example.org?secret="
                         "GEZDGNBV&amp;issuer=a.example\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_a_way_that_is_there_is_offered) {
    BOOST_TEST(drawn(ProveView{.frame = {""}, .recovery_codes = true}).find("/recovery") !=
               std::string::npos);
    BOOST_TEST(drawn(ProveView{.frame = {""}, .recovery_codes = false}).find("/recovery") ==
               std::string::npos);
    BOOST_TEST(drawn(FactorNeededView{.frame = {""}, .can_set_up = false}).find("totp") ==
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
