#include "portal/token/views.hpp"

namespace postern::portal::token {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };
constexpr std::int64_t kDaysOfYear = 365;

}  // namespace

void TokenRow::fill(Fields& fields) const {
    scopes.fill(fields);
    fields.set("TOKEN_ID", id);
    fields.set("TOKEN_NAME", name);
    fields.set("MADE", made.text);
    fields.set("MADE_AT", made.rfc3339);
    fields.set("ADDRESS", address);
    fields.show("WAS_USED", !last_used.text.empty());
    fields.show("NEVER_USED", last_used.text.empty());
    fields.set("LAST_USED", last_used.text);
    fields.set("LAST_USED_AT", last_used.rfc3339);
    fields.set("EXPIRES", expires.text);
    fields.set("EXPIRES_AT", expires.rfc3339);
}

void TokensView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.repeat("TOKENS", tokens, kFillRow);
    fields.show("HAS_TOKENS", !tokens.empty());
    fields.show("NO_TOKENS", tokens.empty());
    fields.show("TOKEN_REVOKED", revoked);
}

bool NewTokenProblems::any() const {
    return no_name || bad_name || name_taken || bad_day || too_late || too_soon || no_scopes ||
           no_such_site || too_many_sites || too_many || changed_meanwhile;
}

void NewTokenProblems::fill(Fields& fields) const {
    fields.show("HAS_PROBLEM", any());
    fields.show("NAME_INVALID", no_name || bad_name || name_taken);
    fields.show("NO_NAME", no_name);
    fields.show("BAD_NAME", bad_name);
    fields.show("NAME_TAKEN", name_taken);
    fields.show("DAY_INVALID", bad_day || too_late || too_soon);
    fields.show("BAD_DAY", bad_day);
    fields.show("TOO_LATE", too_late);
    fields.show("TOO_SOON", too_soon);
    fields.show("SCOPES_INVALID", no_scopes || no_such_site || too_many_sites);
    fields.show("NO_SCOPES", no_scopes);
    fields.show("NO_SUCH_SITE", no_such_site);
    fields.show("TOO_MANY_SITES", too_many_sites);
    fields.show("TOO_MANY_TOKENS", too_many);
    fields.show("CHANGED_MEANWHILE", changed_meanwhile);
}

void LifeOption::fill(Fields& fields) const {
    fields.set("LIFE_DAYS", std::to_string(days));
    fields.set("LIFE_TEXT", text);
    fields.show("IS_YEAR", days == kDaysOfYear);
    fields.show("IS_DAYS", days != kDaysOfYear);
    fields.show("CHOSEN", chosen);
}

void SiteChoice::fill(Fields& fields) const {
    fields.set("SITE_NAME", name);
    fields.set("SCOPE_SITE", title);
    fields.show("CHOSEN", chosen);
}

void NewTokenView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    problems.fill(fields);
    fields.set("NEW_NAME", name);
    fields.repeat("LIVES", lives, kFillRow);
    fields.set("DAY", day);
    fields.set("FIRST_DAY", first_day);
    fields.set("LAST_DAY", last_day);
    fields.repeat("SITES", sites, kFillRow);
    fields.show("ALL_SITES_CHOSEN", chosen.has_all_sites());
    fields.show("ACCOUNT_READ_CHOSEN", chosen.has(ApiScope::AccountRead));
    fields.show("ACCOUNT_WRITE_CHOSEN", chosen.has(ApiScope::AccountWrite));
    fields.show("OFFERS_ASKING", offers_asking);
    fields.show("ACCESS_ASK_CHOSEN", chosen.has(ApiScope::AccessAsk));
    fields.show("OFFERS_ADMIN", offers_admin);
    fields.show("ADMIN_READ_CHOSEN", chosen.has(ApiScope::AdminRead));
    fields.show("ADMIN_WRITE_CHOSEN", chosen.has(ApiScope::AdminWrite));
    fields.set("MOST_LIFE", most_life);
    fields.set("MOST_TOKENS", most_tokens);
}

void TokenMadeView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.set("TOKEN_NAME", name);
    fields.set("TOKEN", token);
    fields.show("TAKEN_AS_PASSWORD", !curl.empty());
    fields.set("CURL_COMMAND", curl);
    fields.set("GIT_COMMAND", git);
    fields.show("TAKEN_AS_BEARER", !bearer.empty());
    fields.set("BEARER_COMMAND", bearer);
}

void EndTokenView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    device.fill(fields);
    scopes.fill(fields);
    fields.show("IS_TOKEN", kind == Kind::Token);
    fields.show("IS_PROGRAM", kind == Kind::Program);
    fields.set("WHICH", id);
    fields.show("HAS_NAME", !name.empty());
    fields.show("NO_NAME", name.empty());
    fields.set("TOKEN_NAME", name);
}

}  // namespace postern::portal::token
