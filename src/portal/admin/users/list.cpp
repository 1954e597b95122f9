// GET /admin/users.
#include "portal/admin/frame/command_text.hpp"
#include "portal/admin/users/common.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/access/group_service.hpp"
#include "postern/service/admin/user_directory.hpp"
#include "postern/text/csv.hpp"

namespace postern::portal::admin::users {

namespace {

/// Each row has a box, and a form at most http::Form::kMaxFields of them.
constexpr std::size_t kRows = 50;

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

Moment moment_or_none(const Context& context, const Frame& frame,
                      const std::optional<TimePoint>& time) {
    return time ? moment_on(context, frame, *time) : Moment{};
}

/// The users that were found, with no group that the visitor may not see.
void hide_groups(const Sight& sight, std::vector<store::ListedUser>& users) {
    for (auto& listed : users)
        std::erase_if(listed.groups, [&](const std::string& group) {
            return !sight.sees(service::AdminArea::Groups, group);
        });
}

ListRow row_of(const Context& context, const Frame& frame, const store::ListedUser& listed,
               std::size_t number) {
    return {.number = number,
            .id = listed.user.public_id.text(),
            .email = listed.user.email.text(),
            .display_name = listed.user.display_name.text(),
            .state = listed.state,
            .second_factor = listed.second_factor,
            .groups = joined(listed.groups),
            .last_sign_in = moment_or_none(context, frame, listed.last_sign_in_at),
            .created = moment_on(context, frame, listed.user.created_at)};
}

/// The group that is chosen is among them, whether there is one or not.
std::vector<Choice> group_choices(const Services& services, const http::Request& request,
                                  const Sight& sight, const std::string& chosen) {
    std::vector<Choice> choices;
    bool found = chosen.empty();
    for (const auto& overview : services.groups.list(request.received, 0)) {
        if (!sight.sees(service::AdminArea::Groups, overview.group.name)) continue;
        const bool is_chosen = overview.group.name == chosen;
        found |= is_chosen;
        choices.push_back({overview.group.name, is_chosen});
    }
    if (!found) choices.push_back({chosen, true});
    return choices;
}

std::string csv_url(const Context& context, const http::Request& request) {
    const auto filters = query_without(request.query, {"after", "done", "count", "lang", "format"});
    return context.settings.base_path + request.path + '?' + filters +
           (filters.empty() ? "" : "&") + "format=csv";
}

/// The command that finds the same.
std::string command_of_list(const Filters& filters) {
    return filters.search.empty() ? "postern user list"
                                  : "postern user list --search " + shell_word(filters.search);
}

http::Response file_of(const Services& services, const http::Request& request, const Sight& sight,
                       const store::UserQuery& query) {
    auto part =
        services.directory.list(query, "", service::UserDirectory::kMostInFile, request.received);
    hide_groups(sight, part.items);
    std::string file = text::csv_line({"id", "email", "name", "username", "state", "second_factor",
                                       "groups", "last_sign_in_at", "created_at"});
    for (const auto& listed : part.items) {
        const User& user = listed.user;
        file += text::csv_line(
            {user.public_id.text(), user.email.text(), user.display_name.text(),
             user.username ? user.username->text() : std::string{},
             std::string{store::to_text(listed.state)}, listed.second_factor ? "yes" : "no",
             joined(listed.groups),
             listed.last_sign_in_at ? to_rfc3339(*listed.last_sign_in_at) : std::string{},
             to_rfc3339(user.created_at)});
    }
    return http::Response::with_body(http::Status::Ok, "text/csv; charset=utf-8", std::move(file))
        .add("Content-Disposition", "attachment; filename=\"users.csv\"");
}

}  // namespace

http::Response get_users(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const Sight sight{services, visitor, request.received};
    const auto filters = filters_of(request, sight);
    const auto query = query_of(filters);
    if (request.query_value("format") == "csv") return file_of(services, request, sight, query);
    ListView view{
        .frame = users_frame(context, services, request, visitor, command_of_list(filters)),
        .filters = filters,
        .groups = group_choices(services, request, sight, filters.group)};
    auto part = services.directory.list(query, request.query_value("after").value_or(""), kRows,
                                        request.received);
    hide_groups(sight, part.items);
    for (const auto& listed : part.items)
        view.rows.push_back(row_of(context, view.frame, listed, view.rows.size()));
    view.damaged = part.damaged;
    view.count = services.directory.count(query, ListView::kMostCounted + 1, request.received);
    view.csv_url = csv_url(context, request);
    view.frame.restarted = part.restarted;
    view.pager = pager_of(context, request, part.next, part.restarted);
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::admin::users
