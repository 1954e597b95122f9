/// mailed_code: the page that asks for a code from the mailbox, before the first second factor.
#pragma once

#include <string_view>

#include "portal/factor/views.hpp"
#include "portal/page/context.hpp"
#include "portal/page/return_to.hpp"
#include "postern/http/response.hpp"
#include "postern/model/passkey.hpp"

namespace postern::portal::factor {

using NewFactor = MailedCodeView::NewFactor;

/// `totp`, `passkey` or `security_key`: in addresses and forms.
std::string_view to_text(NewFactor factor);
/// The app for every other word.
NewFactor to_new_factor(std::string_view word);
NewFactor to_new_factor(PasskeyKind kind);

/// To the page that asks for the code. From there the way leads to the page that adds the factor,
/// which keeps the return link.
http::Response ask_for_mailed_code(const Context& context, NewFactor factor, const ReturnTo& to);

}  // namespace postern::portal::factor
