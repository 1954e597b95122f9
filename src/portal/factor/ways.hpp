/// ways: how a user can prove who they are, and which page asks for what.
#pragma once

#include <string>
#include <string_view>

#include "portal/factor/views.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/factor.hpp"

namespace postern::portal::factor {

using Ask = ProveView::Ask;

/// What proves `level` and can be asked for. `can_use_passkeys`: at the address of this server.
Ways ways_of(const Factors& factors, bool can_use_passkeys, Level level = Level::Two);

/// What the visitor is asked for when they open the page of `asked`: that, if it is there; else a
/// passkey before the app before a recovery code. The page of the app gives way to the passkey,
/// too, unless the visitor has chosen it. Asked again with its answer, it gives the same: its
/// redirects make no loop.
Ask ask_instead_of(Ask asked, const Ways& ways, bool has_chosen_app);

/// The page below `/login/second` or `/login/step-up`: `/passkey`; empty for the app.
std::string page_below(std::string_view page, Ask ask);

}  // namespace postern::portal::factor
