#include "portal/page/account_menu.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "portal/page/form_token.hpp"

namespace postern::portal {

namespace {

using enum AccountPage;

constexpr std::array<std::pair<AccountPage, std::string_view>, 9> kPaths{
    {{Overview, "/account"},
     {Profile, "/account/profile"},
     {Email, "/account/email"},
     {Password, "/account/password"},
     {Security, "/account/security"},
     {Tokens, "/account/tokens"},
     {Sessions, "/account/sessions"},
     {History, "/account/history"},
     {Deletion, "/account/delete"}}};

}  // namespace

std::string_view path_of(AccountPage page) noexcept {
    const auto found = std::ranges::find(kPaths, page, [](const auto& row) { return row.first; });
    return found == kPaths.end() ? kPaths.front().second : found->second;
}

AccountPage page_at(std::string_view path) noexcept {
    const auto found =
        std::ranges::find(kPaths, path, [](const auto& row) { return row.second.substr(1); });
    return found == kPaths.end() ? Overview : found->first;
}

void AccountMenu::fill(Fields& fields) const {
    fields.set("FORM_TOKEN", form_token);
    fields.set("MENU_PATH", path_of(page).substr(1));
    fields.show("ON_OVERVIEW", page == AccountPage::Overview);
    fields.show("ON_PROFILE", page == AccountPage::Profile);
    fields.show("ON_EMAIL", page == AccountPage::Email);
    fields.show("ON_PASSWORD", page == AccountPage::Password);
    fields.show("ON_SECURITY", page == AccountPage::Security);
    fields.show("ON_TOKENS", page == AccountPage::Tokens);
    fields.show("ON_DELETION", page == AccountPage::Deletion);
    fields.show("ON_SESSIONS", page == AccountPage::Sessions);
    fields.show("ON_HISTORY", page == AccountPage::History);
}

AccountMenu menu_of(const Context& context, const http::Request& request, AccountPage page) {
    return {page, bind_form(context, request).token};
}

}  // namespace postern::portal
