#include "portal/page/scopes_view.hpp"

namespace postern::portal {

void ScopesView::fill(Fields& fields) const {
    fields.show("MAY_USE_ALL_SITES", all_sites);
    fields.repeat("MAY_USE_SITES", sites,
                  [](Fields& inner, const std::string& title) { inner.set("SCOPE_SITE", title); });
    fields.show("MAY_READ_ACCOUNT", account_read);
    fields.show("MAY_WRITE_ACCOUNT", account_write);
    fields.show("MAY_ASK_ACCESS", access_ask);
    fields.show("MAY_READ_ADMIN", admin_read);
    fields.show("MAY_WRITE_ADMIN", admin_write);
}

SiteTitles titles_of(const std::vector<Site>& sites) {
    SiteTitles titles;
    for (const Site& site : sites) titles.emplace(site.name, title_of(site));
    return titles;
}

ScopesView scopes_view(const Scopes& scopes, const SiteTitles& titles) {
    ScopesView view{.all_sites = scopes.has_all_sites(),
                    .account_read = scopes.has(ApiScope::AccountRead),
                    .account_write = scopes.has(ApiScope::AccountWrite),
                    .access_ask = scopes.has(ApiScope::AccessAsk),
                    .admin_read = scopes.has(ApiScope::AdminRead),
                    .admin_write = scopes.has(ApiScope::AdminWrite)};
    for (const auto& name : scopes.sites()) {
        const auto found = titles.find(name);
        view.sites.push_back(found == titles.end() ? name : found->second);
    }
    return view;
}

}  // namespace postern::portal
