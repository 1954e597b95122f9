/// passkey_answer: what the script of a page has put into the hidden field of its form: the answer
/// of a passkey or security key, as JSON.
#pragma once

#include <optional>
#include <string_view>

#include "postern/service/factor/passkey_answer.hpp"

namespace postern::portal {

// Nothing when it is not what a browser sends; empty without JavaScript.

std::optional<service::PasskeyRegistration> passkey_registration(std::string_view field);
std::optional<crypto::AssertionResponse> passkey_assertion(std::string_view field);

}  // namespace postern::portal
