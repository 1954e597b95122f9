// Every template with a hostile view: nothing gets out of its place, and templates and views agree.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <ctemplate/template_dictionary.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "portal/account/change_views.hpp"
#include "portal/links/views.hpp"
#include "portal/page/check_mail.hpp"
#include "portal/page/error_view.hpp"
#include "portal/sign_in/views.hpp"
#include "postern/http/content_security_policy.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::account;
using namespace postern::portal::links;
using namespace postern::portal::sign_in;

namespace {

// What stands behind the word must never reach a page as it is.
const std::string kHostile =
    "HOSTILE\"'<>&{{FORM_TOKEN}}{{#X}}</title><script>alert(1)</script>\xE2\x80\xA8\r\n]]>-->";

const std::vector<http::PipelineError> kErrors{http::PipelineError::BadRequest,
                                               http::PipelineError::NotFound,
                                               http::PipelineError::MethodNotAllowed,
                                               http::PipelineError::PayloadTooLarge,
                                               http::PipelineError::UnsupportedMediaType,
                                               http::PipelineError::CrossSite,
                                               http::PipelineError::StaleForm,
                                               http::PipelineError::Unavailable,
                                               http::PipelineError::Internal};

Frame hostile_frame() {
    return {.base_path = kHostile,
            .time_zone = kHostile,
            .languages = {{kHostile, kHostile, kHostile, true}, {"x", "y", "javascript:alert(1)"}}};
}

ReturnTo hostile_return() { return {.link = kHostile, .host = kHostile, .name = kHostile, .title = kHostile}; }

const std::vector<SignInView::Problem> kSignInProblems{
    SignInView::Problem::BadCredentials, SignInView::Problem::TooManyAttempts,
    SignInView::Problem::Blocked, SignInView::Problem::EmailNotVerified,
    SignInView::Problem::DeletionScheduled};

SignInView hostile_sign_in(SignInView::Problem problem = SignInView::Problem::BadCredentials) {
    return {.frame = hostile_frame(),
            .return_to = hostile_return(),
            .form_token = kHostile,
            .email = kHostile,
            .remember = true,
            .registration_open = true,
            .mail_enabled = true,
            .notice = SignInView::Notice::Registered,
            .problem = problem,
            .wait = kHostile,
            .email_missing = true,
            .password_missing = true};
}

RegisterView hostile_register() {
    return {.frame = hostile_frame(),
            .return_to = hostile_return(),
            .form_token = kHostile,
            .email = kHostile,
            .display_name = kHostile,
            .new_password = {.needs = {},
                             .problems = {service::PasswordProblem::TooShort},
                             .texts = {kHostile}},
            .bad_email = true,
            .email_taken = true,
            .bad_display_name = true,
            .busy = true,
            .wait = kHostile};
}

DeviceView hostile_device(std::string_view browser, std::string_view system) {
    return {.device = {browser, system}, .address = kHostile};
}

Moment hostile_moment() { return {kHostile, kHostile}; }

AccountView hostile_account() {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Overview, kHostile},
            .display_name = kHostile,
            .email = kHostile,
            .email_confirmed = true,
            .mail_enabled = true,
            .mail_sent = true,
            .wait = kHostile,
            .user_id = kHostile,
            .created = hostile_moment(),
            .security = {.password_changed = hostile_moment(),
                         .devices = 2,
                         .signed_in = hostile_moment(),
                         .device = hostile_device(kHostile, kHostile)},
            .sites = {{kHostile, kHostile, kHostile, kHostile}, {"x", "javascript:alert(1)", "x"}}};
}

SessionRow hostile_session(std::string_view browser, std::string_view system, bool current) {
    return {.id = kHostile,
            .device = hostile_device(browser, system),
            .signed_in = hostile_moment(),
            .last_seen = hostile_moment(),
            .current = current};
}

SessionsView hostile_sessions() {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Sessions, kHostile},
            .sessions = {hostile_session(kHostile, kHostile, true),
                         hostile_session(kHostile, "", false), hostile_session("", kHostile, false),
                         hostile_session("", "", false)},
            .notice = SessionsView::Notice::SessionEnded};
}

HistoryView hostile_history() {
    const HistoryRow row{.event = kHostile,
                         .result = AuditResult::Refused,
                         .detail = kHostile,
                         .at = hostile_moment(),
                         .device = hostile_device(kHostile, kHostile)};
    return {.frame = hostile_frame(),
            .menu = {AccountPage::History, kHostile},
            .entries = {row},
            .older = kHostile,
            .newest = false};
}

AccountProblems all_problems() {
    return {.wrong_password = true,
            .no_current_password = true,
            .no_new_password = true,
            .wait = kHostile,
            .blocked = true,
            .busy = true,
            .changed_meanwhile = true,
            .new_password = {service::PasswordProblem::Common},
            .same_password = true,
            .bad_email = true,
            .same_email = true,
            .bad_display_name = true,
            .bad_language = true,
            .bad_time_zone = true,
            .not_confirmed = true};
}

ProfileView hostile_profile() {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Profile, kHostile},
            .display_name = kHostile,
            .languages = {{kHostile, kHostile, true}},
            .areas = {{kHostile, {{kHostile, kHostile, true}}}},
            .problems = all_problems(),
            .saved = true};
}

ChangePasswordView hostile_change_password(std::uint64_t ended) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Password, kHostile},
            .email = kHostile,
            .new_password = {.problems = {service::PasswordProblem::Common}, .texts = {kHostile}},
            .problems = all_problems(),
            .saved = true,
            .ended = ended};
}

ChangeEmailView hostile_change_email(bool asked) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Email, kHostile},
            .email = kHostile,
            .new_email = kHostile,
            .asked = asked,
            .problems = all_problems()};
}

EndSessionsView hostile_end_sessions(service::SessionsToEnd::Scope scope) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Sessions, kHostile},
            .scope = scope,
            .email = kHostile,
            .which = kHostile,
            .device = hostile_device(kHostile, kHostile),
            .problems = all_problems()};
}

DeleteAccountView hostile_delete_account(bool mail_enabled) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Deletion, kHostile},
            .email = kHostile,
            .grace = kHostile,
            .mail_enabled = mail_enabled,
            .problems = all_problems()};
}

AccountDeletedView hostile_deleted(bool mail_enabled) {
    return {.frame = hostile_frame(), .gone = hostile_moment(), .mail_enabled = mail_enabled};
}

AskMailView hostile_ask_mail(MailKind what) {
    return {.frame = hostile_frame(),
            .what = what,
            .form_token = kHostile,
            .email = kHostile,
            .bad_email = true,
            .wait = kHostile};
}

CheckMailView hostile_check_mail(CheckMailView::Why why, MailKind what) {
    return {
        .frame = hostile_frame(), .what = what, .why = why, .form_token = kHostile, .email = kHostile};
}

ResetPasswordView hostile_reset() {
    return {.frame = hostile_frame(),
            .form_token = kHostile,
            .token = kHostile,
            .email = kHostile,
            .new_password = {.problems = {service::PasswordProblem::Breached}, .texts = {kHostile}},
            .busy = true};
}

LinkView hostile_link(MailTokenKind kind) {
    return {.frame = hostile_frame(),
            .kind = kind,
            .form_token = kHostile,
            .token = kHostile,
            .display_name = kHostile,
            .email = kHostile};
}

ErrorView hostile_error(http::PipelineError error) {
    return {.frame = hostile_frame(), .error = error, .request_id = kHostile};
}

template <class View>
std::set<std::string> fields_of(const View& view) {
    std::set<std::string> names{"STYLE_VERSION", "ICON_VERSION", "SCRIPT_VERSION", "ADVICE_VERSION",
                                "FRAGMENT_VERSION", "TIMES_VERSION", "MENDED_VERSION", "TOUCH_ICON_VERSION"};
    ctemplate::TemplateDictionary dictionary{"test"};
    Fields fields{dictionary, "en", &names};
    view.fill(fields);
    return names;
}

// {{NAME}} and {{#NAME}}; the ends of sections and {{%AUTOESCAPE ...}} name nothing new.
std::set<std::string> placeholders_of(std::string_view template_name) {
    std::string_view text = test::source_pages().text_of(template_name);
    std::set<std::string> names;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
        const auto end = text.find("}}", at);
        auto marker = text.substr(at + 2, end - at - 2);
        if (marker.starts_with('#')) marker.remove_prefix(1);
        // The forms of a sentence with a number: Fields::count shows one of them.
        const bool is_form = marker.starts_with("COUNT_IS_");
        if (!is_form && marker.front() >= 'A' && marker.front() <= 'Z') names.emplace(marker);
        text.remove_prefix(end + 2);
    }
    return names;
}

template <class View>
void check_names(const View& view) {
    BOOST_TEST_CONTEXT(View::kTemplate) {
        BOOST_TEST(fields_of(view) == placeholders_of(View::kTemplate),
                   boost::test_tools::per_element());
    }
}

std::string without(std::string text, std::string_view part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part))
        text.erase(at, part.size());
    return text;
}

// Wherever the hostile value stands, what follows its first word is escaped; and no marker is left.
template <class View>
void check_escaped_in(const std::string& language, View view) {
    view.frame.language = language;
    const std::string html = test::source_pages().draw(http::Status::Ok, view).body();
    BOOST_TEST_CONTEXT(View::kTemplate << " in " << language) {
        BOOST_TEST(html.find("<html lang=\"" + language + "\">") != std::string::npos);
        BOOST_TEST(html.find("[[") == std::string::npos);
        BOOST_TEST(without(html, "{{FORM_TOKEN}}{{#X}}").find("{{") == std::string::npos);
        BOOST_TEST(html.find("<script>alert") == std::string::npos);
        BOOST_TEST(html.find("=\"javascript:") == std::string::npos);
        for (auto at = html.find("HOSTILE"); at != std::string::npos;
             at = html.find("HOSTILE", at + 1)) {
            const auto behind = std::string_view{html}.substr(at + 7, 24);
            const bool escaped = behind.starts_with("&quot;&#39;&lt;&gt;&amp;") ||
                                 behind.starts_with("%22%27%3C%3E%26");
            BOOST_TEST(escaped, "found " << behind);
        }
    }
}

template <class View>
void check_escaped(const View& view) {
    for (const auto& language : test::source_pages().words().languages())
        check_escaped_in(language, view);
}

/// A copy of the portal's files, for breaking.
class Copy {
public:
    Copy() : folder_{std::filesystem::temp_directory_path() / "postern-pages-XXXXXX"} {
        std::string name = folder_.string();
        BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        std::filesystem::copy("src/portal/templates", folder_ / "templates");
        std::filesystem::copy("src/portal/static", folder_ / "static");
    }
    ~Copy() { std::filesystem::remove_all(folder_); }

    std::string folder() const { return folder_.string(); }
    void remove(const char* name) { std::filesystem::remove(folder_ / name); }
    void write(const char* name, std::string_view text) {
        std::ofstream{folder_ / name, std::ios::binary} << text;
    }

private:
    std::filesystem::path folder_;
};

constexpr const char* kMarker = "{{%AUTOESCAPE context=\"HTML\"}}";

}  // namespace

BOOST_AUTO_TEST_SUITE(pages_tests)

BOOST_AUTO_TEST_CASE(every_placeholder_has_a_field_and_every_field_a_placeholder) {
    check_names(hostile_sign_in());
    check_names(hostile_register());
    check_names(RegisterClosedView{hostile_frame()});
    check_names(SignOutView{hostile_frame(), kHostile, kHostile, kHostile});
    check_names(hostile_account());
    check_names(hostile_sessions());
    check_names(hostile_history());
    check_names(hostile_profile());
    check_names(hostile_change_password(2));
    check_names(hostile_change_email(false));
    check_names(hostile_end_sessions(service::SessionsToEnd::Scope::One));
    check_names(hostile_delete_account(true));
    check_names(hostile_deleted(true));
    check_names(hostile_error(http::PipelineError::Internal));
    check_names(hostile_ask_mail(MailKind::ResetPassword));
    check_names(hostile_check_mail(CheckMailView::Why::Asked, MailKind::VerifyEmail));
    check_names(NoMailView{hostile_frame()});
    check_names(hostile_reset());
    check_names(hostile_link(MailTokenKind::VerifyEmail));
    check_names(LinkDoneView{hostile_frame(), MailTokenKind::VerifyEmail});
    check_names(LinkGoneView{.frame = hostile_frame()});
}

BOOST_AUTO_TEST_CASE(draw_escapes_every_value_for_its_place) {
    for (const auto problem : kSignInProblems) check_escaped(hostile_sign_in(problem));
    check_escaped(hostile_register());
    check_escaped(RegisterClosedView{hostile_frame()});
    check_escaped(SignOutView{hostile_frame(), kHostile, kHostile, kHostile});
    check_escaped(hostile_account());
    check_escaped(hostile_sessions());
    check_escaped(hostile_history());
    check_escaped(hostile_profile());
    check_escaped(hostile_change_password(2));
    check_escaped(hostile_change_email(false));
    check_escaped(hostile_end_sessions(service::SessionsToEnd::Scope::One));
    check_escaped(hostile_delete_account(true));
    check_escaped(hostile_deleted(true));
    check_escaped(hostile_change_password(0));
    check_escaped(hostile_change_email(true));
    check_escaped(hostile_end_sessions(service::SessionsToEnd::Scope::Others));
    check_escaped(hostile_delete_account(false));
    check_escaped(hostile_deleted(false));
    for (const auto error : kErrors) check_escaped(hostile_error(error));
}

BOOST_AUTO_TEST_CASE(draw_escapes_every_value_of_the_pages_for_links) {
    using enum MailKind;
    for (const auto what : {VerifyEmail, ResetPassword, DeletionScheduled}) {
        check_escaped(hostile_ask_mail(what));
        check_escaped(hostile_check_mail(CheckMailView::Why::Asked, what));
    }
    check_escaped(hostile_check_mail(CheckMailView::Why::Registered, VerifyEmail));
    check_escaped(NoMailView{hostile_frame()});
    check_escaped(hostile_reset());
    using Kind = MailTokenKind;
    for (const auto kind : {Kind::VerifyEmail, Kind::ChangeEmail, Kind::UndoEmailChange,
                            Kind::KeepAccount, Kind::ResetPassword}) {
        check_escaped(hostile_link(kind));
        check_escaped(LinkDoneView{hostile_frame(), kind});
        check_escaped(LinkDoneView{hostile_frame(), kind, hostile_return()});
        check_escaped(LinkGoneView{.frame = hostile_frame(), .kind = kind});
        check_escaped(LinkGoneView{.frame = hostile_frame(), .kind = kind, .email_taken = true});
    }
}

BOOST_AUTO_TEST_CASE(draw_keeps_a_text_of_any_script_as_it_is) {
    const SignOutView view{{""}, "t", "Ζωή 王 \xF0\x9F\x98\x80", "ann@example.org"};
    const auto page = test::source_pages().draw(http::Status::Ok, view);
    BOOST_TEST(test::says(page, "Ζωή 王 \xF0\x9F\x98\x80"));
    BOOST_TEST(page.header("Content-Type") == "text/html; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(no_page_needs_what_the_policy_forbids) {
    for (const auto& [name, text] : test::template_files())
        for (const auto* forbidden : {"<style", " style=", "<script>", "http://", "https://",
                                      " onclick", " onload", " onsubmit", " onerror"})
            BOOST_TEST(text.find(forbidden) == std::string::npos, name << " has " << forbidden);
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_missing_template) {
    Copy copy;
    copy.remove("templates/account.html");
    BOOST_CHECK_EXCEPTION(Pages::load(copy.folder(), test::source_words()), std::runtime_error,
                          [](const auto& error) {
                              return std::string{error.what()}.find("account.html") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_template_that_no_room_names) {
    Copy copy;
    copy.write("templates/forgotten.html", std::string{kMarker} + "<p>x</p>");
    BOOST_CHECK_EXCEPTION(Pages::load(copy.folder(), test::source_words()), std::runtime_error,
                          [](const auto& error) {
                              return std::string{error.what()}.find("forgotten.html") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_missing_static_file) {
    Copy copy;
    copy.remove("static/postern.css");
    BOOST_CHECK_THROW(Pages::load(copy.folder(), test::source_words()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(load_refuses_a_broken_template) {
    const std::string head{kMarker};
    const std::string broken[] = {
        "<p>no marker of escaping</p>", head + "{{#OPEN}}<p>never closed</p>",
        head + "<p>{{NAME:none}}</p>",  head + "<p>{{NAME:h}}</p>",
        head + "<p>{{>unknown}}</p>",   head + "<p>{{NAME</p>",
        head + "{{=<% %>=}}",           ""};
    for (const auto& text : broken) {
        Copy copy;
        copy.write("templates/sign_out.html", text);
        BOOST_TEST_CONTEXT(text)
        BOOST_CHECK_THROW(Pages::load(copy.folder(), test::source_words()), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(static_file_has_a_version_that_changes_with_its_content) {
    Copy copy;
    copy.write("static/postern.css", "body { color: red }");
    const auto changed = Pages::load(copy.folder(), test::source_words());
    const auto& original = test::source_pages().static_file("postern.css");
    BOOST_TEST(original.version.size() == 16u);
    BOOST_TEST(changed.static_file("postern.css").version != original.version);
}

BOOST_AUTO_TEST_SUITE_END()
