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
            .ways = {.app = true, .passkey = true, .recovery_code = true},
            .can_say_lost = true,
            .trust_time = kHostile,
            .trust_device = true,
            .email = kHostile,
            .problem = problem,
            .wait = kHostile};
}

LostFactorView hostile_loss(LostFactorView::Problem problem) {
    return {.frame = hostile_frame(),
            .return_to = hostile_return(),
            .form_token = kHostile,
            .email = kHostile,
            .delay = kHostile,
            .problem = problem,
            .wait = kHostile};
}

MailedCodeView hostile_mailed_code(bool sent, MailedCodeView::Problem problem) {
    return {.frame = hostile_frame(),
            .menu = hostile_menu(),
            .return_to = hostile_return(),
            .email = kHostile,
            .sent = sent,
            .problem = problem,
            .wait = kHostile};
}

PasskeyRow hostile_passkey(PasskeyKind kind, PasskeyRow::Reach reach) {
    return {.id = kHostile,
            .name = kHostile,
            .kind = kind,
            .reach = reach,
            .added = {kHostile, kHostile},
            .used = {kHostile, kHostile}};
}

SecurityPageView hostile_security(SecurityPageView::Next next) {
    return {.frame = hostile_frame(),
            .menu = hostile_menu(),
            .notice = SecurityPageView::Notice::TrustEnded,
            .requirement = {.state = RequirementView::State::Coming,
                            .since = {kHostile, kHostile},
                            .links = true},
            .next = next,
            .can_set_up = true,
            .can_add_passkey = true,
            .password_changed = {kHostile, kHostile},
            .has_totp = true,
            .totp_since = {kHostile, kHostile},
            .totp_used = {kHostile, kHostile},
            .passkeys = {hostile_passkey(PasskeyKind::Passkey, PasskeyRow::Reach::Synced),
                         hostile_passkey(PasskeyKind::SecurityKey, PasskeyRow::Reach::OneDevice)},
            .has_codes = true,
            .codes_left = 1,
            .codes_made = {kHostile, kHostile},
            .trusted_devices = 2};
}

AddPasskeyView hostile_addition(PasskeyKind kind, AddPasskeyView::Problem problem) {
    return {.frame = hostile_frame(),
            .menu = hostile_menu(),
            .return_to = hostile_return(),
            .kind = kind,
            .name = kHostile,
            .problem = problem};
}

RecoveryCodesView hostile_codes(RecoveryCodesView::Added added) {
    RecoveryCodesView codes;
    codes.frame = hostile_frame();
    codes.menu = hostile_menu();
    codes.return_to = hostile_return();
    codes.added = added;
    codes.account = kHostile;
    codes.codes = {kHostile, kHostile};
    return codes;
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
    for (const auto ask : {Password, Totp, RecoveryCode, Passkey})
        for (const bool step_up : {true, false})
            for (int problem = 0; problem <= static_cast<int>(ProveView::Problem::Unavailable);
                 ++problem)
                check_view(hostile_proof(ask, step_up, static_cast<ProveView::Problem>(problem)));
    using enum LostFactorView::Problem;
    for (const auto problem : {None, Stale, TooMany, Off}) check_view(hostile_loss(problem));
    check_view(LostFactorSentView{hostile_frame(), hostile_return(), kHostile, kHostile});
    for (int problem = 0; problem <= static_cast<int>(MailedCodeView::Problem::TooManyMails);
         ++problem)
        for (const bool sent : {true, false})
            check_view(hostile_mailed_code(sent, static_cast<MailedCodeView::Problem>(problem)));
    check_view(ProvenView{hostile_frame(), hostile_return()});
    for (const bool passkey : {true, false})
        for (const bool can : {true, false})
            check_view(FactorNeededView{hostile_frame(), hostile_return(), passkey, can, can});
    for (int next = 0; next <= static_cast<int>(SecurityPageView::Next::AllWell); ++next)
        check_view(hostile_security(static_cast<SecurityPageView::Next>(next)));
    check_view(TotpView{.frame = hostile_frame(),
                        .menu = hostile_menu(),
                        .return_to = hostile_return(),
                        .replaces = true,
                        .expired = true});
    for (int problem = 0; problem <= static_cast<int>(TotpSetupView::Problem::Busy); ++problem)
        check_moved(setup(static_cast<TotpSetupView::Problem>(problem)));
    for (const bool is_last : {true, false})
        check_view(RemoveTotpView{hostile_frame(), hostile_menu(), is_last});
    for (int problem = 0; problem <= static_cast<int>(RemovePasswordView::Problem::Unproven);
         ++problem)
        check_view(RemovePasswordView{hostile_frame(), hostile_menu(),
                                      static_cast<RemovePasswordView::Problem>(problem)});
    check_view(RenewCodesView{hostile_frame(), hostile_menu(), 3, true});
}

BOOST_AUTO_TEST_CASE(every_view_of_passkeys_and_codes_shows_hostile_values_as_text) {
    for (const auto kind : {PasskeyKind::Passkey, PasskeyKind::SecurityKey}) {
        for (int problem = 0; problem <= static_cast<int>(AddPasskeyView::Problem::Unavailable);
             ++problem)
            check_view(hostile_addition(kind, static_cast<AddPasskeyView::Problem>(problem)));
        for (const bool yes : {true, false})
            check_view(
                PasskeyPageView{.frame = hostile_frame(),
                                .menu = hostile_menu(),
                                .passkey = hostile_passkey(kind, PasskeyRow::Reach::CanBeSynced),
                                .new_name = kHostile,
                                .bad_name = yes,
                                .is_last = yes});
    }
    using enum RecoveryCodesView::Added;
    for (const auto added : {Nothing, App, Passkey}) check_moved(hostile_codes(added));
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
    for (const auto problem :
         {Stale, MalformedCode, WrongCode, Expired, NotVerified, Busy, Unavailable})
        check_problem(
            drawn(ProveView{.frame = {""}, .ask = ProveView::Ask::Passkey, .problem = problem}),
            {});
    check_no_problem(drawn(ProveView{.frame = {""}}));
    check_no_problem(drawn(ProveView{.frame = {""}, .ask = ProveView::Ask::Passkey}));
}

BOOST_AUTO_TEST_CASE(a_refused_loss_says_why_and_has_no_form_where_it_is_off) {
    using enum LostFactorView::Problem;
    const auto loss = [](LostFactorView::Problem problem) {
        return drawn(LostFactorView{.frame = {""}, .problem = problem});
    };
    for (const auto problem : {Stale, TooMany, Off}) check_problem(loss(problem), {});
    check_no_problem(loss(None));
    BOOST_TEST(loss(None).find("action=\"/login/second/lost\"") != std::string::npos);
    BOOST_TEST(loss(Off).find("<form method=\"post\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_mailed_code_says_why_and_the_page_has_its_form) {
    using enum MailedCodeView::Problem;
    const auto page = [](MailedCodeView::Problem problem) {
        return drawn(MailedCodeView{.frame = {""}, .sent = true, .problem = problem});
    };
    for (const auto problem : {Incomplete, Malformed, Wrong})
        check_problem(page(problem), {"code"});
    for (const auto problem : {TooManyAttempts, Blocked, TooManyMails})
        check_problem(page(problem), {});
    check_no_problem(page(None));
    BOOST_TEST(page(None).find("action=\"/account/security/confirm\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_box_for_trust_is_there_where_devices_can_be_trusted) {
    for (const auto ask : {ProveView::Ask::Totp, ProveView::Ask::Passkey}) {
        const auto page = [ask](std::string time, bool ticked) {
            return drawn(ProveView{
                .frame = {""}, .ask = ask, .trust_time = std::move(time), .trust_device = ticked});
        };
        BOOST_TEST(!is_checked(page("30 days", false), "trust_device"));
        BOOST_TEST(is_checked(page("30 days", true), "trust_device"));
        BOOST_TEST(page("30 days", false).find("for 30 days") != std::string::npos);
        BOOST_TEST(page("", false).find("trust_device") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(two_numbers_on_the_page_are_counted_each_for_itself) {
    for (const auto& [codes, devices] : {std::pair{1u, 2u}, {2u, 1u}}) {
        const auto html = drawn(SecurityPageView{.frame = {.base_path = "", .language = "en"},
                                                 .has_totp = true,
                                                 .has_codes = true,
                                                 .codes_left = codes,
                                                 .trusted_devices = devices});
        const bool one_code = codes == 1;
        BOOST_TEST((html.find("1 code is left.") != std::string::npos) == one_code);
        BOOST_TEST((html.find("2 codes are left.") != std::string::npos) == !one_code);
        BOOST_TEST((html.find("1 device is trusted:") != std::string::npos) == !one_code);
        BOOST_TEST((html.find("2 devices are trusted:") != std::string::npos) == one_code);
    }
}

BOOST_AUTO_TEST_CASE(a_page_for_passkeys_says_what_is_wrong_at_its_field) {
    using enum AddPasskeyView::Problem;
    const auto addition = [](AddPasskeyView::Problem problem) {
        return drawn(AddPasskeyView{.frame = {""}, .name = kTyped, .problem = problem});
    };
    check_problem(addition(BadName), {"name"});
    BOOST_TEST(value_of(addition(BadName), "name") == kTyped);
    for (const auto problem : {Refused, Expired, Taken, TooMany, Busy, Unavailable})
        check_problem(addition(problem), {});
    check_no_problem(addition(None));
    const auto renaming = [](bool bad) {
        return drawn(PasskeyPageView{.frame = {""}, .new_name = kTyped, .bad_name = bad});
    };
    check_problem(renaming(true), {"name"});
    BOOST_TEST(value_of(renaming(true), "name") == kTyped);
    check_no_problem(renaming(false));
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
    const auto offers = [](const Ways& ways, const char* link) {
        return drawn(ProveView{.frame = {""}, .ways = ways}).find(link) != std::string::npos;
    };
    BOOST_TEST(offers({.recovery_code = true}, "/login/second/recovery"));
    BOOST_TEST(!offers({}, "/login/second/recovery"));
    BOOST_TEST(offers({.passkey = true}, "/login/second/passkey"));
    BOOST_TEST(!offers({}, "/login/second/passkey"));
    BOOST_TEST(!offers({}, "/login/second/lost"));
    BOOST_TEST(drawn(ProveView{.frame = {""}, .can_say_lost = true}).find("/login/second/lost") !=
               std::string::npos);
    BOOST_TEST(drawn(FactorNeededView{.frame = {""}, .can_set_up = false}).find("totp") ==
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
