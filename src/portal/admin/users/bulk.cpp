// GET and POST /admin/users/bulk.
#include <algorithm>

#include "portal/admin/users/common.hpp"
#include "portal/admin/users/forms.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/base/bytes.hpp"
#include "postern/http/form.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/admin/session_directory.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::portal::admin::users {

namespace {

using Users = std::vector<User>;

/// Those whose boxes were ticked, and who are still there.
Users ticked(const Services& services, const http::Request& request) {
    Users users;
    for (std::size_t i = 0; i < http::Form::kMaxFields; ++i) {
        const auto id =
            PublicId::parse(request.query_value("row" + std::to_string(i)).value_or(""));
        auto user = id ? services.users.find(id->text()) : std::nullopt;
        if (user) users.push_back(std::move(*user));
    }
    return users;
}

/// All that the filters find, and one more where there are too many.
Users found(const Services& services, const http::Request& request,
            const SessionWithUser& visitor) {
    const Sight sight{services, visitor, request.received};
    const auto part = services.directory.list(query_of(filters_of(request, sight)), "",
                                              BulkView::kMostUsers + 1, request.received);
    Users users;
    for (const auto& listed : part.items) users.push_back(listed.user);
    return users;
}

std::string command_of(BulkAct act) {
    return act == BulkAct::Disable ? "postern user disable" : "postern session revoke --user";
}

BulkView view_of(const Context& context, const Services& services, const http::Request& request,
                 const SessionWithUser& visitor, BulkAct act, const Users& users) {
    BulkView view{.frame = users_frame(context, services, request, visitor, command_of(act)),
                  .act = act,
                  .count = users.size(),
                  .nobody = users.empty(),
                  .too_many = users.size() > BulkView::kMostUsers};
    if (view.too_many) return view;
    for (std::size_t i = 0; i < users.size(); ++i) {
        const User& user = users.at(i);
        if (i < BulkView::kMostNamed) view.emails.push_back(user.email.text());
        view.ids.at(i / BulkView::kIdsInField).append(user.public_id.text()).append(1, ' ');
    }
    return view;
}

/// False: the user is left alone.
bool perform(const Services& services, BulkAct act, const User& user, const Actor& actor,
             TimePoint now) {
    if (act == BulkAct::Disable)
        return services.users.set_disabled(user.public_id.text(), true, actor, now).has_value();
    services.sessions.end_all_of(user, actor, now);
    return true;
}

}  // namespace

http::Response get_bulk(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto act = parse_bulk_act(request.query_value("do").value_or(""));
    if (!act) return context.redirect_to("/admin/users");
    const auto users = request.query_value("all") == "1" ? found(services, request, visitor)
                                                         : ticked(services, request);
    return context.pages.draw(http::Status::Ok,
                              view_of(context, services, request, visitor, *act, users));
}

http::Response post_bulk(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto form = BulkForm::parse(request);
    if (!form || !form->act || form->users.size() > BulkView::kMostUsers)
        return context.error_page(http::PipelineError::BadRequest, request);
    Users users;
    for (const auto& id : form->users)
        if (auto user = services.users.find(id.text())) users.push_back(std::move(*user));
    auto view = view_of(context, services, request, visitor, *form->act, users);
    view.reason = form->reason;
    const bool asks_reason = *form->act == BulkAct::Disable;
    view.problems.no_reason = asks_reason && form->reason.empty();
    view.problems.bad_reason = !is_reason(form->reason);
    // Of those who are still there: the number on the page.
    view.problems.wrong_number = to_number(form->number) != users.size();
    if (view.nobody || view.problems.any())
        return context.pages.draw(http::Status::UnprocessableContent, view);
    const Actor actor = actor_with_reason(request, visitor, form->reason);
    std::size_t done = 0;
    for (const User& user : users)
        if (user.id != visitor.user.id && may_act_on(services, request, visitor, user) &&
            perform(services, *form->act, user, actor, request.received))
            ++done;
    const bool all = done == users.size();
    const std::string word{asks_reason ? (all ? "users_disabled" : "users_disabled_some")
                                       : (all ? "users_signed_out" : "users_signed_out_some")};
    return context.redirect_to(with_done("/admin/users", word) + "&count=" + std::to_string(done));
}

}  // namespace postern::portal::admin::users
