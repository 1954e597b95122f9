#include "postern/mail/letters.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/base/check.hpp"
#include "postern/text/dates.hpp"

namespace postern::mail {

namespace {

/// Where the link of an e-mail leads; empty: there is none.
std::string_view path_of(MailKind kind) noexcept {
    using enum MailKind;
    switch (kind) {
        case VerifyEmail:
            return "/verify-email";
        case ResetPassword:
        case AccountAdded:
            return "/reset-password";
        case ConfirmNewEmail:
            return "/confirm-email";
        case EmailChanged:
            return "/undo-email";
        case DeletionScheduled:
            return "/keep-account";
        case FactorResetAsked:
            return "/reset-factors";
        case FactorResetPending:
            return "/keep-factors";
        case AlreadyRegistered:
        case PasswordChanged:
        case PasswordRemoved:
        case SignInBlocked:
        case SecondFactorFailed:
            return "/forgot-password";
        case EmailSet:
        case AccessChanged:
            return "/account";
        case UsernameChanged:
            return "/account/profile";
        case NewSignIn:
        case SessionLimit:
            return "/account/sessions";
        case FactorAdded:
        case FactorRemoved:
        case PasskeyAdded:
        case PasskeyRemoved:
        case RecoveryCodesMade:
        case RecoveryCodeUsed:
        case FactorsReset:
        case FactorResetDone:
        case FactorResetOff:
            return "/account/security";
        case PersonalTokenMade:
        case TokenReused:
            return "/account/tokens";
        case Invitation:
            return "/invitation";
        case ApprovalWaiting:
            return "/admin/approvals";
        case AccountApproved:
            return "/login";
        case AccountDeleted:
        case AccountDeclined:
        case AccountDisabled:  // they cannot sign in
        case EnrolmentCode:    // a code to type, where the reader is already
        case AccessRequested:  // the reader may have no account
            return {};
    }
    std::abort();  // a value outside the enum is a bug
}

/// The words that say what happened.
const char* text_of(std::string_view key, const MailDetails& details) {
    if (key != to_text(MailKind::UsernameChanged)) return ".text";
    const bool had_one = details.contains("old_username");
    const bool has_one = details.contains("new_username");
    if (had_one == has_one) return ".text";
    return has_one ? ".text_first" : ".text_removed";
}

/// Details that are moments: the reader gets them in their time zone.
bool is_moment(std::string_view detail) { return detail == "until" || detail == "kept_until"; }

/// Whether people write parts of an e-mail to others: what they write stands in a quotation.
bool is_quoting(std::string_view key) {
    return key == to_text(MailKind::AccessRequested) || key == to_text(MailKind::AccountDeclined);
}

/// The lines of the quotation.
std::vector<std::string> quote(const std::vector<std::pair<std::string, std::string>>& facts,
                               const MailDetails& details) {
    std::vector<std::string> lines;
    for (const auto& [label, value] : facts) lines.emplace_back(label).append(": ").append(value);
    const auto message = details.find("message");
    if (message == details.end()) return lines;
    if (!lines.empty()) lines.emplace_back();
    std::string_view rest = message->second;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        lines.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

std::string without_scheme(const std::string& url) { return url.substr(url.find("://") + 3); }

text::Templates load_template(const std::string& folder, const std::string& overlay,
                              const std::string& extension, text::TemplateFormat format,
                              const text::Catalogue& words, std::vector<std::string>* notes) {
    return text::Templates::load({.folder = folder,
                                  .extension = extension,
                                  .format = format,
                                  .names = {"letter"},
                                  .overlay = overlay},
                                 words, notes);
}

}  // namespace

/// What a letter is made of.
struct Letters::Content {
    std::string language;
    std::string time_zone;
    std::string key;   ///< its words are `mail.KEY.*`
    std::string name;  ///< of the reader; may be empty
    TimePoint written_at;
    MailDetails details{};
    std::string link{};
    std::string code{};
    std::optional<TimePoint> expires_at{};  ///< the link, or the code
};

Letters Letters::load(const std::string& folder, text::Catalogue words, LettersSettings settings,
                      std::vector<std::string>* notes) {
    const auto& own = settings.overlay;
    auto text = load_template(folder, own, ".txt", text::TemplateFormat::Text, words, notes);
    auto html = load_template(folder, own, ".html", text::TemplateFormat::Html, words, notes);
    return {std::move(words), std::move(text), std::move(html), std::move(settings)};
}

Letters::Letters(text::Catalogue words, text::Templates text, text::Templates html,
                 LettersSettings settings)
    : words_{std::move(words)},
      text_{std::move(text)},
      html_{std::move(html)},
      settings_{std::move(settings)},
      site_{settings_.brand.name.empty() ? without_scheme(settings_.public_url)
                                         : settings_.brand.name} {}

std::string Letters::link(const service::ReadyMail& mail) const {
    const std::string_view path = path_of(mail.kind);
    if (path.empty()) return {};
    const bool has_token = token_of(mail.kind) || mail.kind == MailKind::Invitation;
    POSTERN_CHECK(has_token == !mail.token.empty());
    std::string url = settings_.public_url + std::string{path};
    return mail.token.empty() ? url : url + "?token=" + mail.token;
}

Letter Letters::write(const service::ReadyMail& mail) const {
    return drawn({.language = mail.language.empty() ? settings_.language : mail.language,
                  .time_zone = mail.time_zone,
                  .key = std::string{to_text(mail.kind)},
                  .name = mail.display_name,
                  .written_at = mail.written_at,
                  .details = mail.details,
                  .link = link(mail),
                  .code = mail.code,
                  .expires_at = mail.token_expires_at});
}

Letter Letters::write_test(TimePoint now) const {
    return drawn({.language = settings_.language,
                  .time_zone = {},
                  .key = "test",
                  .name = {},
                  .written_at = now});
}

void Letters::fill_brand(text::Fields& fields, const std::string& language) const {
    const Brand& brand = settings_.brand;
    fields.show("HAS_BRAND", !brand.name.empty());
    fields.set("BRAND", brand.name);
    fields.set("ACCENT", to_text(light_palette(brand).accent));
    fields.set("ACCENT_DARK", to_text(dark_palette(brand).accent));
    fields.show("HAS_HELP", !brand.support_address.empty());
    fields.set("HELP", words_.text(language, "mail.help", {{"ADDRESS", brand.support_address}}));
    fields.show("HAS_BRAND_LINKS", !brand.links.empty());
    fields.repeat("BRAND_LINKS", brand.links, [&](text::Fields& row, const BrandLink& link) {
        const std::string key = "brand.link." + link.key;
        row.set("LINK_TITLE", words_.has_key(key) ? words_.text(language, key) : link.key);
        row.set("LINK_URL", link.url);
    });
}

Letter Letters::drawn(const Content& content) const {
    const auto word = [&](std::string_view key, std::string_view name = {},
                          const std::string& value = {}) {
        return words_.text(content.language, key, {{"SITE", site_}, {std::string{name}, value}});
    };
    const auto own_word = [&](const char* part) { return word("mail." + content.key + part); };
    const auto moment = [&](TimePoint time) {
        return text::moment_text(words_, content.language, content.time_zone, time);
    };
    using Fact = std::pair<std::string, std::string>;
    std::vector<Fact> facts{{word("mail.fact.time"), moment(content.written_at)}};
    const auto value_of = [&](std::string_view name, const std::string& value) {
        const auto time = is_moment(name) ? parse_rfc3339(value) : std::nullopt;
        return time ? moment(*time) : value;
    };
    const auto facts_of = [&](std::initializer_list<const char*> names) {
        std::vector<Fact> found;
        for (const char* name : names)
            if (const auto at = content.details.find(name); at != content.details.end())
                found.emplace_back(word(std::string{"mail.fact."} + name),
                                   value_of(name, at->second));
        return found;
    };
    std::ranges::move(facts_of({"passkey", "token", "left", "site", "account", "inviter", "waiting",
                                "old_username", "new_username", "kept_until", "role_granted",
                                "role_revoked", "permission_granted", "permission_revoked",
                                "group_joined", "group_left", "until", "device", "address"}),
                      std::back_inserter(facts));
    const auto quoted = is_quoting(content.key) ? quote(facts_of({"name", "path"}), content.details)
                                                : std::vector<std::string>{};

    const std::string subject = own_word(".subject");
    const auto fill = [&](text::Fields& fields) {
        fields.set("SUBJECT", subject);
        fields.set("GREETING", content.name.empty()
                                   ? word("mail.greeting")
                                   : word("mail.greeting_name", "NAME", content.name));
        fields.set("MESSAGE", own_word(text_of(content.key, content.details)));
        fields.repeat("FACTS", facts, [](text::Fields& row, const Fact& fact) {
            row.set("LABEL", fact.first);
            row.set("VALUE", fact.second);
        });
        fields.show("HAS_QUOTE", !quoted.empty());
        if (!quoted.empty()) fields.set("QUOTE_TITLE", own_word(".quote"));
        fields.repeat("QUOTE", quoted,
                      [](text::Fields& row, const std::string& line) { row.set("LINE", line); });
        fields.show("HAS_LINK", !content.link.empty());
        if (!content.link.empty()) {
            fields.set("LINK", content.link);
            fields.set("BUTTON", own_word(".button"));
        }
        fields.show("HAS_CODE", !content.code.empty());
        if (!content.code.empty()) fields.set("CODE", content.code);
        fields.show("EXPIRES", content.expires_at.has_value());
        if (content.expires_at)
            fields.set("VALID_UNTIL",
                       word(content.code.empty() ? "mail.valid_until" : "mail.code_valid_until",
                            "MOMENT", moment(*content.expires_at)));
        fields.set("NOT_YOU", own_word(".not_you"));
        fields.set("FOOTER", word("mail.footer"));
        fill_brand(fields, content.language);
    };
    return {subject, text_.render("letter", content.language, fill),
            html_.render("letter", content.language, fill)};
}

}  // namespace postern::mail
