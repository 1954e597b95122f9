#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/mail/letters.hpp"
#include "postern/mail/sample_mails.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::mail;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow{1'795'251'000s};  // 2026-11-21 08:50:00 UTC
constexpr const char* kUrl = "https://auth.example.org/portal";
constexpr auto kLastKind = static_cast<int>(MailKind::AccessChanged);

/// Those have tests of their own: the one has a code, and the other goes to somebody else.
bool is_special(MailKind kind) {
    return kind == MailKind::EnrolmentCode || kind == MailKind::AccessRequested;
}

const Letters& letters() {
    static const Letters loaded = Letters::load(
        "src/mail/templates", text::Catalogue::load("src/text/messages"), {kUrl, "en"});
    return loaded;
}

service::ReadyMail ready(MailKind kind, const std::string& language = "en") {
    const bool has_token = token_of(kind) || kind == MailKind::Invitation;
    return {
        .kind = kind,
        .to = *EmailAddress::parse("ann@example.org"),
        .language = language,
        .display_name = "Ann",
        .time_zone = "Europe/Berlin",
        .written_at = kNow,
        .token = has_token ? std::string(43, 'k') : "",
        .token_expires_at = has_token ? std::optional{kNow + 30min} : std::nullopt,
        .details = {
            {"inviter", "Bea Example"}, {"device", "Firefox on Linux"}, {"address", "192.0.2.7"}}};
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Every address in the text.
std::vector<std::string> links_in(const std::string& text) {
    std::vector<std::string> links;
    for (auto at = text.find("http"); at != std::string::npos; at = text.find("http", at + 1))
        links.push_back(text.substr(at, text.find_first_of(" \n\"<", at) - at));
    return links;
}

std::string link_of(MailKind kind) {
    const auto links = links_in(letters().write(ready(kind)).text);
    BOOST_REQUIRE(links.size() == 1u);
    return links.front();
}

template <class Check>
void for_every_letter(Check check) {
    for (const char* language : {"en", "de", "fr"})
        for (int i = 0; i <= kLastKind; ++i) {
            if (is_special(static_cast<MailKind>(i))) continue;
            const auto mail = ready(static_cast<MailKind>(i), language);
            BOOST_TEST_CONTEXT(language << ' ' << to_text(mail.kind))
            check(mail, letters().write(mail));
        }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(letters_tests)

BOOST_AUTO_TEST_CASE(every_letter_says_everything_in_both_parts) {
    for_every_letter([](const service::ReadyMail& mail, const Letter& letter) {
        for (const auto& part : {letter.text, letter.html}) {
            BOOST_TEST(has(part, "Ann,"));
            BOOST_TEST(has(part, "auth.example.org/portal"));
            BOOST_TEST(has(part, "2026"));
            BOOST_TEST(has(part, "Firefox on Linux"));
            BOOST_TEST(has(part, "192.0.2.7"));
            BOOST_TEST(!has(part, "{{"));
            BOOST_TEST(!has(part, "[["));
        }
        BOOST_TEST(has(letter.html, letter.subject));
        BOOST_TEST(!compose({"auth@example.com", "Postern"}, mail.to, letter, "id", kNow).empty());
    });
}

BOOST_AUTO_TEST_CASE(a_code_is_shown_with_its_end_and_has_no_link) {
    for (const char* language : {"en", "de", "fr"}) {
        auto mail = ready(MailKind::EnrolmentCode, language);
        mail.token.clear();
        mail.code = "04hm-asw9";
        const auto letter = letters().write(mail);
        BOOST_TEST_CONTEXT(language)
        for (const auto& part : {letter.text, letter.html}) {
            BOOST_TEST(has(part, "04hm-asw9"));
            BOOST_TEST(has(part, "auth.example.org/portal"));
            BOOST_TEST(has(part, "10:20"));  // 30 minutes later, in Berlin
            BOOST_TEST(has(part, "Firefox on Linux"));
            BOOST_TEST(has(part, "192.0.2.7"));
            BOOST_TEST(!has(part, "{{"));
            BOOST_TEST(!has(part, "[["));
        }
        BOOST_TEST(links_in(letter.text).empty());
        BOOST_TEST(!has(letter.subject, "04hm"));
    }
}

BOOST_AUTO_TEST_CASE(links_are_built_from_the_configured_address) {
    const std::string token = "?token=" + std::string(43, 'k');
    const std::string base = kUrl;
    BOOST_TEST(link_of(MailKind::VerifyEmail) == base + "/verify-email" + token);
    BOOST_TEST(link_of(MailKind::ResetPassword) == base + "/reset-password" + token);
    BOOST_TEST(link_of(MailKind::AccountAdded) == base + "/reset-password" + token);
    BOOST_TEST(link_of(MailKind::EmailSet) == base + "/account");
    BOOST_TEST(link_of(MailKind::AccessChanged) == base + "/account");
    BOOST_TEST(link_of(MailKind::UsernameChanged) == base + "/account/profile");
    BOOST_TEST(link_of(MailKind::ConfirmNewEmail) == base + "/confirm-email" + token);
    BOOST_TEST(link_of(MailKind::EmailChanged) == base + "/undo-email" + token);
    BOOST_TEST(link_of(MailKind::DeletionScheduled) == base + "/keep-account" + token);
    BOOST_TEST(link_of(MailKind::AlreadyRegistered) == base + "/forgot-password");
    BOOST_TEST(link_of(MailKind::PasswordChanged) == base + "/forgot-password");
    BOOST_TEST(link_of(MailKind::SignInBlocked) == base + "/forgot-password");
    BOOST_TEST(link_of(MailKind::NewSignIn) == base + "/account/sessions");
    BOOST_TEST(link_of(MailKind::SessionLimit) == base + "/account/sessions");
    BOOST_TEST(link_of(MailKind::FactorResetAsked) == base + "/reset-factors" + token);
    BOOST_TEST(link_of(MailKind::FactorResetPending) == base + "/keep-factors" + token);
    BOOST_TEST(link_of(MailKind::FactorResetOff) == base + "/account/security");
    BOOST_TEST(link_of(MailKind::PersonalTokenMade) == base + "/account/tokens");
    BOOST_TEST(link_of(MailKind::TokenReused) == base + "/account/tokens");
    BOOST_TEST(links_in(letters().write(ready(MailKind::AccountDeleted)).text).empty());
    BOOST_TEST(links_in(letters().write(ready(MailKind::AccountDisabled)).text).empty());
}

BOOST_AUTO_TEST_CASE(the_html_part_has_the_same_link_and_no_other) {
    for_every_letter([](const service::ReadyMail&, const Letter& letter) {
        const auto links = links_in(letter.text);
        for (const auto& link : links_in(letter.html)) BOOST_TEST(link == links.at(0));
    });
}

BOOST_AUTO_TEST_CASE(only_a_letter_with_a_token_says_until_when_its_link_works) {
    for_every_letter([](const service::ReadyMail& mail, const Letter& letter) {
        BOOST_TEST(has(letter.text, "10:20") != mail.token.empty());
        BOOST_TEST(has(letter.text, std::string(43, 'k')) != mail.token.empty());
    });
}

BOOST_AUTO_TEST_CASE(times_are_those_of_the_readers_time_zone) {
    auto mail = ready(MailKind::NewSignIn);
    BOOST_TEST(has(letters().write(mail).text, "When: 21 November 2026, 09:50 CET\n"));
    mail.time_zone = "America/New_York";
    BOOST_TEST(has(letters().write(mail).text, "03:50 EST"));
    mail.time_zone.clear();
    BOOST_TEST(has(letters().write(mail).html, "08:50 UTC"));
}

BOOST_AUTO_TEST_CASE(the_language_is_the_readers_or_the_configured_one) {
    BOOST_TEST(letters().write(ready(MailKind::ResetPassword, "de")).subject ==
               "Wählen Sie ein neues Passwort");
    for (const char* language : {"en", "", "xx"})
        BOOST_TEST(letters().write(ready(MailKind::ResetPassword, language)).subject ==
                   "Choose a new password");
    const auto german = Letters::load("src/mail/templates",
                                      text::Catalogue::load("src/text/messages"), {kUrl, "de"});
    BOOST_TEST(german.write(ready(MailKind::ResetPassword, "")).subject ==
               "Wählen Sie ein neues Passwort");
    BOOST_TEST(has(german.write(ready(MailKind::ResetPassword, "")).html, "<html lang=\"de\">"));
    BOOST_TEST(german.write_test(kNow).subject == "Test-E-Mail");
}

BOOST_AUTO_TEST_CASE(what_a_person_wrote_stands_in_a_quotation) {
    auto mail = ready(MailKind::AccessRequested);
    mail.display_name.clear();
    mail.details = {{"site", "Wiki"},
                    {"account", "eve@example.com"},
                    {"name", "Eve <b>"},
                    {"path", "/admin"},
                    {"message", "Click here:\n\n<a href=\"https://evil.example\">x</a>"}};
    const auto letter = letters().write(mail);
    BOOST_TEST(has(letter.text, "Site: Wiki\nE-mail address: eve@example.com\n"));
    BOOST_TEST(
        has(letter.text, "> Name: Eve <b>\n> Page: /admin\n> \n> Click here:\n> \n> <a href"));
    BOOST_TEST(!has(letter.html, "<b>"));
    BOOST_TEST(!has(letter.html, "<a "));
    BOOST_TEST(has(letter.html, "<blockquote"));
    for (const char* language : {"en", "de", "fr"}) {
        mail.language = language;
        const auto other = letters().write(mail);
        BOOST_TEST(!has(other.subject, "Eve"));
        BOOST_TEST(!has(other.text, "{{"));
        BOOST_TEST(has(other.text, "auth.example.org/portal"));
    }
    mail.details.erase("message");
    mail.language = "en";
    BOOST_TEST(has(letters().write(mail).text, "> Name: Eve <b>\n> Page: /admin\n"));
    mail.kind = MailKind::NewSignIn;
    BOOST_TEST(!has(letters().write(mail).html, "<blockquote"));
}

BOOST_AUTO_TEST_CASE(a_letter_about_a_token_has_its_name_as_text) {
    for (const auto kind : {MailKind::PersonalTokenMade, MailKind::TokenReused})
        for (const char* language : {"en", "de", "fr"}) {
            auto mail = ready(kind, language);
            mail.details["token"] = "Backup <b>of</b> {{LINK}}";
            const auto letter = letters().write(mail);
            BOOST_TEST_CONTEXT(language << ' ' << to_text(kind)) {
                BOOST_TEST(has(letter.text, ": Backup <b>of</b> {{LINK}}\n"));
                BOOST_TEST(has(letter.html, "Backup &lt;b&gt;of&lt;/b&gt; {{LINK}}"));
                BOOST_TEST(!has(letter.subject, "Backup"));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_letter_about_a_username_names_both_and_until_when_the_old_one_is_kept) {
    auto mail = ready(MailKind::UsernameChanged);
    mail.details["old_username"] = "ann";
    mail.details["new_username"] = "anna";
    mail.details["kept_until"] = "2027-02-19T08:50:00Z";
    const auto changed = letters().write(mail).text;
    BOOST_TEST(has(changed, "Old username: ann\n"));
    BOOST_TEST(has(changed, "New username: anna\n"));
    BOOST_TEST(has(changed, "until: 19 February 2027, 09:50"));  // in Berlin
    BOOST_TEST(has(changed, "was changed"));
    mail.details.erase("new_username");
    BOOST_TEST(has(letters().write(mail).text, "was removed"));
    mail.details.erase("old_username");
    mail.details.erase("kept_until");
    mail.details["new_username"] = "anna";
    for (const char* language : {"en", "de", "fr"}) {
        mail.language = language;
        BOOST_TEST(!has(letters().write(mail).text, "[["));
    }
    mail.language = "en";
    BOOST_TEST(has(letters().write(mail).text, "has a username now"));
}

BOOST_AUTO_TEST_CASE(a_letter_about_access_names_what_was_given_or_taken) {
    for (const auto& [detail, label] : {std::pair{"role_granted", "Role given"},
                                        {"role_revoked", "Role taken away"},
                                        {"permission_granted", "Permission given"},
                                        {"permission_revoked", "Permission taken away"},
                                        {"group_joined", "Added to the group"},
                                        {"group_left", "Removed from the group"}}) {
        auto mail = ready(MailKind::AccessChanged);
        mail.details[detail] = "editors";
        mail.details["until"] = "2027-02-19T08:50:00Z";
        const auto letter = letters().write(mail);
        BOOST_TEST(has(letter.text, std::string{label} + ": editors\n"));
        BOOST_TEST(has(letter.text, "Until: 19 February 2027, 09:50"));
        BOOST_TEST(!has(letter.subject, "editors"));
        for (const char* language : {"de", "fr"}) {
            mail.language = language;
            BOOST_TEST(has(letters().write(mail).text, ": editors\n"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_hostile_name_or_device_stays_text) {
    auto mail = ready(MailKind::NewSignIn);
    mail.display_name = "<a href=\"https://evil.example\">";
    mail.details["device"] = "</td><script>alert(1)</script>{{LINK}}[[mail.footer]]";
    const auto letter = letters().write(mail);
    BOOST_TEST(!has(letter.html, "<script"));
    BOOST_TEST(!has(letter.html, "<a href=\"https://evil"));
    BOOST_TEST(has(letter.html, "&lt;script&gt;"));
    BOOST_TEST(has(letter.text, "{{LINK}}[[mail.footer]]"));
}

BOOST_AUTO_TEST_CASE(a_reader_without_a_name_is_greeted_without) {
    auto mail = ready(MailKind::VerifyEmail);
    mail.display_name.clear();
    mail.details.clear();
    const auto letter = letters().write(mail);
    BOOST_TEST(letter.text.starts_with("Hello,\n"));
    BOOST_TEST(!has(letter.text, "Device"));
}

BOOST_AUTO_TEST_CASE(load_names_the_file_that_is_missing) {
    const test::TemporaryFolder empty;
    BOOST_CHECK_EXCEPTION(
        Letters::load(empty.path(), text::Catalogue::load("src/text/messages"), {kUrl, "en"}),
        std::runtime_error, [](const auto& error) { return has(error.what(), "letter.txt"); });
}

BOOST_AUTO_TEST_CASE(a_brand_gives_letters_its_name_colours_links_and_address) {
    Brand brand{.name = "Example <Club>", .accent = parse_colour("#0b5c2e")};
    brand.links = {{"imprint", "https://example.org/imprint"},
                   {"Shop", "https://example.org/shop"}};
    brand.support_address = "help@example.org";
    const auto branded = Letters::load(
        "src/mail/templates", text::Catalogue::load("src/text/messages"), {kUrl, "en", brand});
    const auto letter = branded.write(ready(MailKind::PasswordChanged));
    BOOST_TEST(has(letter.html, ">Example &lt;Club&gt;</p>"));
    BOOST_TEST(has(letter.html, "background:#0b5c2e"));
    BOOST_TEST(has(letter.html, "href=\"https://example.org/imprint\""));
    BOOST_TEST(has(letter.html, ">Legal notice</a>"));
    BOOST_TEST(!has(letter.html, "#2f5d8c"));
    BOOST_TEST(has(letter.text, "Sent by Example <Club>."));
    BOOST_TEST(has(letter.text, "Need help? Write to help@example.org."));
    BOOST_TEST(has(letter.text, "Legal notice: https://example.org/imprint"));
    BOOST_TEST(has(letter.text, "Shop: https://example.org/shop"));
    BOOST_TEST(!has(letter.text, "auth.example.org/portal."));
    // Nothing is fetched by who reads it.
    BOOST_TEST(!has(letter.html, "<img"));
    BOOST_TEST(!has(letter.html, "url("));
}

BOOST_AUTO_TEST_CASE(a_template_of_the_overlay_takes_the_place_of_the_installed_one) {
    const test::TemporaryFolder own;
    own.write("letter.txt", "{{MESSAGE}}\n");
    std::vector<std::string> notes;
    const auto letters_of_ours =
        Letters::load("src/mail/templates", text::Catalogue::load("src/text/messages"),
                      {kUrl, "en", {}, own.path()}, &notes);
    const auto letter = letters_of_ours.write(ready(MailKind::PasswordChanged));
    BOOST_TEST(!has(letter.text, "Ann"));
    BOOST_TEST(has(letter.html, "Ann"));
    BOOST_REQUIRE(notes.size() == 1u);
    BOOST_TEST(has(notes.front(), "letter.txt: leaves out"));
}

BOOST_AUTO_TEST_CASE(there_is_a_sample_of_every_letter) {
    for (const char* language : {"en", "de", "fr"}) {
        const auto samples = sample_mails(language, kNow);
        BOOST_REQUIRE(samples.size() == mail_kinds().size());
        for (const auto& sample : samples)
            BOOST_TEST_CONTEXT(language << ' ' << to_text(sample.kind)) {
                const auto letter = letters().write(sample);
                BOOST_TEST(!letter.subject.empty());
                BOOST_TEST(!has(letter.text, "{{"));
            }
    }
}

BOOST_AUTO_TEST_SUITE_END()
