#include "portal/token/forms.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::portal::token {

namespace {

using Box = std::pair<std::string_view, ApiScope>;
constexpr std::array<Box, 5> kBoxes{{{"account_read", ApiScope::AccountRead},
                                     {"account_write", ApiScope::AccountWrite},
                                     {"access_ask", ApiScope::AccessAsk},
                                     {"admin_read", ApiScope::AdminRead},
                                     {"admin_write", ApiScope::AdminWrite}}};

Scopes ticked(const http::Form& form, const std::vector<Site>& sites) {
    const auto is_ticked = [&form](std::string_view name) { return form.get(name) == "1"; };
    Scopes scopes;
    for (const auto& [name, scope] : kBoxes)
        if (is_ticked(name)) scopes.add(scope);
    if (is_ticked("all_sites")) scopes.add_all_sites();
    for (const Site& site : sites)
        if (is_ticked("site." + site.name)) scopes.add_site(site.name);
    return scopes;
}

}  // namespace

Result<NewTokenForm, http::FormError> NewTokenForm::parse(const http::Request& request,
                                                          const std::vector<Site>& sites) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return NewTokenForm{.name = std::string{trim(form->get("name"))},
                        .life = std::string{form->get("life")},
                        .day = std::string{trim(form->get("day"))},
                        .scopes = ticked(*form, sites)};
}

Result<EndTokenForm, http::FormError> EndTokenForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return EndTokenForm{.which = PublicId::parse(form->get("which"))};
}

}  // namespace postern::portal::token
