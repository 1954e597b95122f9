#include "service/notice.hpp"

namespace postern::service {

NewMail notice(MailKind kind, const User& user, const Client& client, TimePoint now) {
    MailDetails details;
    if (!client.address.empty()) details["address"] = storable_address(client.address);
    return {.kind = kind,
            .user_id = user.id,
            .to = user.email,
            .language = user.language.empty() ? client.language : user.language,
            .details = std::move(details),
            .created_at = now};
}

}  // namespace postern::service
