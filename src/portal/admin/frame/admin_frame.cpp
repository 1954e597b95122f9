#include "portal/admin/frame/admin_frame.hpp"

#include <algorithm>
#include <array>

#include "portal/admin/frame/sight.hpp"
#include "portal/page/form_token.hpp"
#include "postern/base/bytes.hpp"

namespace postern::portal::admin {

namespace {

using service::AdminArea;

struct Item {
    AdminPage page;
    AdminArea area;
    std::string_view path;
    std::string_view name;  ///< in templates: SEE_ and ON_ in front of it
};

constexpr std::array<Item, 16> kItems{{
    {AdminPage::Overview, AdminArea::Server, "/admin", "OVERVIEW"},
    {AdminPage::Users, AdminArea::Users, "/admin/users", "USERS"},
    {AdminPage::Invitations, AdminArea::Users, "/admin/invitations", "INVITATIONS"},
    {AdminPage::Approvals, AdminArea::Users, "/admin/approvals", "APPROVALS"},
    {AdminPage::Groups, AdminArea::Groups, "/admin/groups", "GROUPS"},
    {AdminPage::Roles, AdminArea::Roles, "/admin/roles", "ROLES"},
    {AdminPage::Permissions, AdminArea::Roles, "/admin/permissions", "PERMISSIONS"},
    {AdminPage::Sites, AdminArea::Sites, "/admin/sites", "SITES"},
    {AdminPage::Networks, AdminArea::Rules, "/admin/networks", "NETWORKS"},
    {AdminPage::Sessions, AdminArea::Sessions, "/admin/sessions", "SESSIONS"},
    {AdminPage::Audit, AdminArea::Audit, "/admin/audit", "AUDIT"},
    {AdminPage::Mails, AdminArea::Mail, "/admin/mails", "MAILS"},
    {AdminPage::Keys, AdminArea::Server, "/admin/keys", "KEYS"},
    {AdminPage::Configuration, AdminArea::Server, "/admin/configuration", "CONFIGURATION"},
    {AdminPage::Health, AdminArea::Server, "/admin/health", "HEALTH"},
    {AdminPage::Look, AdminArea::Server, "/admin/look", "LOOK"},
}};

const Item& item_of(AdminPage page) noexcept {
    const auto found = std::ranges::find(kItems, page, &Item::page);
    return found == kItems.end() ? kItems.front() : *found;
}

/// A list that is delegated shows those of its members that the visitor may see. The rules of a
/// site are on its page; the networks belong to nobody alone.
bool may_open(const Sight& sight, const Item& item) {
    if (sight.sees(item.area)) return true;
    if (item.page == AdminPage::Groups) return sight.sees_some(AdminArea::Groups);
    if (item.page == AdminPage::Sites)
        return sight.sees_some(AdminArea::Sites) || sight.sees_some(AdminArea::Rules);
    return false;
}

AdminPages pages_for(const Sight& sight) {
    AdminPages pages;
    for (const auto& item : kItems)
        if (may_open(sight, item)) pages.add(item.page);
    return pages;
}

bool may_write(const Sight& sight, AdminPage page, const http::Request& request) {
    const auto object = request.path_values.find("name");
    const bool is_one = object != request.path_values.end();
    return sight.changes(item_of(page).area,
                         is_one ? std::string_view{object->second} : std::string_view{});
}

/// A link can have any: it must not name one form of a sentence with a number.
bool is_word(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::string notice_of(const text::Catalogue& words, const std::string& language,
                      const http::Request& request) {
    const auto word = request.query_value("done");
    if (!word || !is_word(*word)) return {};
    const std::string key = "admin.done." + *word;
    if (words.has_plural(key)) {
        const auto count = to_number(request.query_value("count").value_or(""));
        return count ? words.counted(language, key, *count) : std::string{};
    }
    return words.has_key(key) ? words.text(language, key) : std::string{};
}

}  // namespace

std::string_view path_of(AdminPage page) noexcept { return item_of(page).path; }

AdminArea area_of(AdminPage page) noexcept { return item_of(page).area; }

AdminPage AdminPages::first() const noexcept {
    const auto found = std::ranges::find_if(kItems, [this](const Item& i) { return has(i.page); });
    return found == kItems.end() ? AdminPage::Overview : found->page;
}

void AdminFrame::fill(Fields& fields) const {
    fill_place(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("CONSOLE_HOME", path_of(menu.first()).substr(1));
    for (const auto& item : kItems) {
        fields.show("SEE_" + std::string{item.name}, menu.has(item.page));
        fields.show("ON_" + std::string{item.name}, page == item.page);
    }
    fields.show("HAS_NOTICE", !notice.empty());
    fields.set("NOTICE", notice);
    fields.show("RESTARTED", restarted);
    fields.show("HAS_COMMAND", !command.empty());
    fields.set("COMMAND", command);
}

AdminFrame admin_frame(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       AdminPage page) {
    AdminFrame frame{context.frame(request, &visitor.user)};
    const Sight sight{services, visitor, request.received};
    frame.form_token = bind_form(context, request).token;
    frame.page = page;
    frame.menu = pages_for(sight);
    frame.may_write = may_write(sight, page, request);
    frame.notice = notice_of(context.pages.words(), frame.language, request);
    return frame;
}

void Pager::fill(Fields& fields) const {
    fields.show("HAS_PAGES", !newer.empty() || !older.empty());
    fields.show("HAS_NEWER", !newer.empty());
    fields.set("NEWER_URL", newer);
    fields.show("HAS_OLDER", !older.empty());
    fields.set("OLDER_URL", older);
}

Pager pager_of(const Context& context, const http::Request& request, std::string_view next,
               bool restarted) {
    const std::string filters = query_without(request.query, {"after", "done", "count", "lang"});
    const std::string page = context.settings.base_path + request.path;
    Pager pager;
    if (!restarted && !request.query_value("after").value_or("").empty())
        pager.newer = filters.empty() ? page : page + '?' + filters;
    if (!next.empty())
        pager.older =
            page + '?' + filters + (filters.empty() ? "" : "&") + "after=" + percent_encode(next);
    return pager;
}

std::string query_without(std::string_view query, const std::vector<std::string_view>& names) {
    std::string kept;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto field = query.substr(0, end);
        const auto equals = std::min(field.find('='), field.size());
        const bool is_empty = equals + 1 >= field.size();
        if (!is_empty && std::ranges::count(names, field.substr(0, equals)) == 0)
            kept.append(kept.empty() ? "" : "&").append(field);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return kept;
}

std::string with_done(std::string path, std::string_view word) {
    const char mark = path.find('?') == std::string::npos ? '?' : '&';
    return path.append(1, mark).append("done=").append(word);
}

}  // namespace postern::portal::admin
