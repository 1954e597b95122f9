/// link_gone: the page that says why a link does nothing, and what to do.
#pragma once

#include "portal/page/context.hpp"
#include "postern/model/mail.hpp"
#include "postern/service/account/mail_link_service.hpp"

namespace postern::portal::links {

/// 410, or 409 when another account has the address.
http::Response link_gone(const Context& context, const http::Request& request, MailTokenKind kind,
                         service::LinkError error);

}  // namespace postern::portal::links
