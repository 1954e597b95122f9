#include "service/mail/notice.hpp"

#include <utility>

#include "postern/model/device.hpp"

namespace postern::service {

namespace {

/// `Firefox, Linux`; what is not known is left out.
std::string device_text(std::string_view user_agent) {
    const auto device = describe_device(user_agent);
    std::string text{device.browser};
    if (!device.browser.empty() && !device.system.empty()) text += ", ";
    return text += device.system;
}

}  // namespace

NewMail notice(MailKind kind, const UserRow& user, const Client& client, TimePoint now) {
    MailDetails details;
    if (!client.address.empty()) details["address"] = storable_address(client.address);
    if (auto device = device_text(client.user_agent); !device.empty())
        details["device"] = std::move(device);
    return {.kind = kind,
            .user_id = user.id,
            .to = user.email.value(),
            .language = user.language.empty() ? client.language : user.language,
            .details = std::move(details),
            .created_at = now};
}

NewMail farewell(const UserRow& user, TimePoint now) {
    const std::string name = user.display_name ? user.display_name->text() : std::string{};
    return {.kind = MailKind::AccountDeleted,
            .user_id = std::nullopt,
            .to = user.email.value(),
            .language = user.language,
            .details = {{"name", name}, {"time_zone", user.time_zone}},
            .created_at = now};
}

NewMail recovery_code_notice(const UserRow& user, std::size_t left, const Client& client,
                             TimePoint now) {
    NewMail mail = notice(MailKind::RecoveryCodeUsed, user, client, now);
    mail.details["left"] = std::to_string(left);
    return mail;
}

}  // namespace postern::service
