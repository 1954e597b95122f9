#include "postern/mail/sample_mails.hpp"

#include <chrono>

#include "postern/base/check.hpp"

namespace postern::mail {

namespace {

constexpr std::chrono::days kUsernameKept{90};
constexpr std::chrono::days kAccessFor{365};

EmailAddress address_of(const char* text) {
    auto address = EmailAddress::parse(text);
    POSTERN_CHECK(address.has_value());
    return std::move(*address);
}

/// Facts of kinds that other kinds do not have; those of all are in sample().
MailDetails details_of(MailKind kind, TimePoint now) {
    MailDetails details{{"device", "Firefox on Linux"}, {"address", "192.0.2.7"}};
    if (kind == MailKind::PasskeyAdded || kind == MailKind::PasskeyRemoved)
        details.emplace("passkey", "Phone");
    if (kind == MailKind::PersonalTokenMade || kind == MailKind::TokenReused)
        details.emplace("token", "backup script");
    if (kind == MailKind::RecoveryCodeUsed) details.emplace("left", "7");
    if (kind == MailKind::Invitation) details = {{"inviter", "Bea Example"}};
    if (kind == MailKind::ApprovalWaiting) details = {{"waiting", "3"}};
    if (kind == MailKind::AccountApproved) details.clear();
    if (kind == MailKind::AccountDeclined)
        details = {{"message", "This server is for members of the club. Join it first."}};
    if (kind == MailKind::UsernameChanged)
        details.insert({{"old_username", "ann"},
                        {"new_username", "ann.example"},
                        {"kept_until", to_rfc3339(now + kUsernameKept)}});
    if (kind == MailKind::AccessChanged)
        details = {{"role_granted", "editor"}, {"until", to_rfc3339(now + kAccessFor)}};
    if (kind == MailKind::AccessRequested)
        details = {{"site", "Wiki"},
                   {"account", "ann@example.org"},
                   {"name", "Ann Example"},
                   {"path", "/projects"},
                   {"message", "I have joined the project team and need to read its pages."}};
    return details;
}

service::ReadyMail sample(MailKind kind, const std::string& language, TimePoint now) {
    constexpr std::size_t kTokenLength = 43;
    const bool has_code = kind == MailKind::EnrolmentCode;
    const bool has_token =
        (token_of(kind).has_value() && !has_code) || kind == MailKind::Invitation;
    service::ReadyMail mail{
        .kind = kind,
        .to = address_of(kind == MailKind::AccessRequested ? "contact@example.org"
                                                           : "ann@example.org"),
        .language = language,
        .display_name = kind == MailKind::AccessRequested ? "" : "Ann Example",
        .time_zone = "Europe/Berlin",
        .written_at = now};
    mail.token = has_token ? std::string(kTokenLength, 'x') : std::string{};
    mail.code = has_code ? "abcd-efgh" : "";
    if (has_token || has_code) mail.token_expires_at = now + std::chrono::hours{1};
    mail.details = details_of(kind, now);
    return mail;
}

}  // namespace

std::vector<service::ReadyMail> sample_mails(const std::string& language, TimePoint now) {
    std::vector<service::ReadyMail> mails;
    for (const MailKind kind : mail_kinds()) mails.push_back(sample(kind, language, now));
    return mails;
}

}  // namespace postern::mail
