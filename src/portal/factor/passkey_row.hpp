/// passkey_row: a stored passkey or security key as a page shows it.
#pragma once

#include "portal/factor/views.hpp"
#include "portal/page/context.hpp"

namespace postern::portal::factor {

PasskeyRow passkey_row(const Context& context, const Frame& frame, const Passkey& passkey);

}  // namespace postern::portal::factor
