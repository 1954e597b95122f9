#include "portal/admin/users/common.hpp"

#include "postern/base/bytes.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::users {

std::optional<User> user_in_path(const Services& services, const http::Request& request) {
    // By the public id alone: an address is no way to a page.
    const auto id = PublicId::parse(in_path(request, "id"));
    return id ? services.users.find(id->text()) : std::nullopt;
}

std::string page_of(const User& user) { return "/admin/users/" + user.public_id.text(); }

AdminFrame users_frame(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       std::string command) {
    auto frame = admin_frame(context, services, request, visitor, AdminPage::Users);
    frame.command = std::move(command);
    return frame;
}

bool may_act_on(const Services& services, const http::Request& request,
                const SessionWithUser& visitor, const User& user) {
    return service::may_act_on(services.grants, visitor.user.id, user.id, request.received);
}

Actor actor_with_reason(const http::Request& request, const SessionWithUser& visitor,
                        std::string reason) {
    Actor actor = actor_of(request, visitor);
    actor.reason = std::move(reason);
    return actor;
}

Filters filters_of(const http::Request& request, const Sight& sight) {
    const auto value = [&](std::string_view name) {
        return std::string{trim(request.query_value(name).value_or(""))};
    };
    Filters filters{.search = value("search"),
                    .state = value("state"),
                    .factor = value("factor"),
                    .group = value("group"),
                    .order = value("order")};
    if (!sight.sees(service::AdminArea::Groups, filters.group)) filters.group.clear();
    return filters;
}

store::UserQuery query_of(const Filters& filters) {
    store::UserQuery query{.search = filters.search,
                           .state = store::parse_user_state(filters.state),
                           .group = filters.group};
    if (filters.factor == "yes" || filters.factor == "no")
        query.second_factor = filters.factor == "yes";
    if (filters.order == "email") query.order = store::UserQuery::Order::Email;
    return query;
}

std::vector<LanguageChoice> language_choices(const Context& context, std::string_view chosen) {
    const auto& words = context.pages.words();
    std::vector<LanguageChoice> choices;
    for (const auto& code : words.languages())
        choices.push_back({code, words.text(code, "language.name"), code == chosen});
    return choices;
}

}  // namespace postern::portal::admin::users
