#include "postern/service/access/access_request_service.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Takes the next line off the front, without what ends it.
std::string_view take_line(std::string_view& text) noexcept {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view without_blank_ends(std::string_view text) noexcept {
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace

std::optional<std::string> quotable(std::string_view message) {
    message = without_blank_ends(message);
    if (message.size() > 4 * kMaxAccessMessageCodePoints || !is_utf8(message) ||
        count_code_points(message) > kMaxAccessMessageCodePoints)
        return std::nullopt;
    std::string quoted;
    while (!message.empty()) {
        const std::string_view line = without_blank_ends(take_line(message));
        const auto shown = line.empty() ? std::optional{std::string{}}
                                        : one_line(line, kMaxAccessMessageCodePoints);
        if (!shown) return std::nullopt;
        quoted.append(quoted.empty() ? "" : "\n").append(*shown);
    }
    return quoted;
}

std::string quotable_path(std::string_view path) {
    path = path.substr(0, std::min(path.find_first_of("?#"), path.size()));
    std::string quoted;
    for (const char c : path) {
        const bool is_plain = c > ' ' && c <= '~';
        const std::string next = is_plain ? std::string{c} : percent_encode({&c, 1});
        if (quoted.size() + next.size() > kMaxAccessPathBytes) break;
        quoted += next;
    }
    return quoted;
}

AccessRequestService::AccessRequestService(store::SiteStore& sites,
                                           store::AccessRequestStore& requests, bool mail_enabled)
    : sites_{sites}, requests_{requests}, mail_enabled_{mail_enabled} {}

std::optional<Site> AccessRequestService::find_site(std::string_view name) const {
    return sites_.find_by_name(name);
}

bool AccessRequestService::can_be_asked_for(const Site& site) const noexcept {
    return mail_enabled_ && site.contact.has_value();
}

Result<void, AccessRequestError> AccessRequestService::ask(const User& user, const AccessWish& wish,
                                                           const Client& client,
                                                           TimePoint now) const {
    const auto site = find_site(wish.site);
    if (!site) return fail(AccessRequestError::NoSuchSite);
    if (!can_be_asked_for(*site)) return fail(AccessRequestError::NoContact);
    const auto message = quotable(wish.message);
    if (!message) return fail(AccessRequestError::BadMessage);

    MailDetails details{{"site", title_of(*site)}};
    if (auto path = quotable_path(wish.path); !path.empty()) details["path"] = std::move(path);
    if (!message->empty()) details["message"] = *message;
    const NewMail mail{.kind = MailKind::AccessRequested,
                       .user_id = user.id,
                       .to = *site->contact,
                       .language = {},  // the contact's, when the e-mail is sent
                       .details = std::move(details),
                       .created_at = now};
    const auto audit = audit_entry(
        {.event = AuditEvent::AccessRequested, .user = user.public_id, .detail = site->name},
        client, now);
    if (!requests_.add(user.id, audit, mail, now - kAccessRequestPause))
        return fail(AccessRequestError::AskedAlready);
    return {};
}

}  // namespace postern::service
