/// account_menu: what stands around every page of the account: the way to the others, and out.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/context.hpp"

namespace postern::portal {

enum class AccountPage {
    Overview,
    Profile,
    Email,
    Password,
    Security,
    Tokens,
    Sessions,
    History,
    Deletion
};

struct AccountMenu {
    AccountPage page;          ///< that is open
    std::string form_token{};  ///< of all forms on the page

    void fill(Fields& fields) const;
};

/// Where the page is, below the base path: `/account/profile`.
std::string_view path_of(AccountPage page) noexcept;

/// The page that is there; the overview for anything else. `path` has no slash in front.
AccountPage page_at(std::string_view path) noexcept;

/// The menu of a page, with a token for its forms.
AccountMenu menu_of(const Context& context, const http::Request& request, AccountPage page);

}  // namespace postern::portal
