// GET and POST /admin/users/{id}/edit.
#include "portal/admin/users/common.hpp"
#include "portal/admin/users/forms.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/base/fnv.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::users {

namespace {

using service::EditUserError;

Person person_of(const User& user) {
    return {.email = user.email.text(),
            .display_name = user.display_name.text(),
            .username = user.username ? user.username->text() : std::string{},
            .given_name = user.given_name,
            .family_name = user.family_name,
            .language = user.language,
            .time_zone = user.time_zone};
}

/// Changes whenever one of the values does. It protects nobody: the form of an administrator says
/// what they saw.
std::string version_of(const Person& person) {
    std::string all;
    for (const auto* const value :
         {&person.email, &person.display_name, &person.username, &person.given_name,
          &person.family_name, &person.language, &person.time_zone})
        all.append(*value).append(1, '\n');
    return std::to_string(fnv1a(all));
}

EditView view_of(const Context& context, const Services& services, const http::Request& request,
                 const SessionWithUser& visitor, const User& user, const EditForm& form) {
    return {.frame = users_frame(context, services, request, visitor,
                                 "postern user edit " + user.public_id.text()),
            .id = user.public_id.text(),
            .shown_email = user.email.text(),
            .version = version_of(person_of(user)),
            .person = form.person,
            .reason = form.reason,
            .languages = language_choices(context, form.person.language)};
}

/// What differs from the user as they are.
service::UserEdit edit_of(const Person& typed, const Person& stored) {
    const auto changed = [](const std::string& now, const std::string& before) {
        return now == before ? std::nullopt : std::optional<std::string_view>{now};
    };
    return {.email = changed(typed.email, stored.email),
            .display_name = changed(typed.display_name, stored.display_name),
            .language = changed(typed.language, stored.language),
            .time_zone = changed(typed.time_zone, stored.time_zone),
            .username = changed(typed.username, stored.username),
            .given_name = changed(typed.given_name, stored.given_name),
            .family_name = changed(typed.family_name, stored.family_name)};
}

void mark(EditUserError error, PersonProblems& problems) {
    using enum EditUserError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            problems.bad_email = true;
            return;
        case BadDisplayName:
            problems.bad_display_name = true;
            return;
        case BadLanguage:
            problems.bad_language = true;
            return;
        case BadTimeZone:
            problems.bad_time_zone = true;
            return;
        case EmailTaken:
            problems.email_taken = true;
            return;
        case BadUsername:
            problems.bad_username = true;
            return;
        case UsernameReserved:
            problems.username_reserved = true;
            return;
        case UsernameTaken:
            problems.username_taken = true;
            return;
        case BadGivenName:
            problems.bad_given_name = true;
            return;
        case BadFamilyName:
            problems.bad_family_name = true;
            return;
        case NoSuchUser:
        case ChangedMeanwhile:
            problems.changed_meanwhile = true;
            return;
    }
}

}  // namespace

http::Response get_edit(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    auto view = view_of(context, services, request, visitor, *user, {.person = person_of(*user)});
    view.problems.out_of_reach = !may_act_on(services, request, visitor, *user);
    const auto status = view.problems.any() ? http::Status::Forbidden : http::Status::Ok;
    return context.pages.draw(status, view);
}

http::Response post_edit(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto form = EditForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    auto view = view_of(context, services, request, visitor, *user, *form);
    const auto refuse = [&](http::Status status) { return context.pages.draw(status, view); };

    const Person stored = person_of(*user);
    if (!may_act_on(services, request, visitor, *user)) {
        view.problems.out_of_reach = true;
        return refuse(http::Status::Forbidden);
    }
    if (form->version != version_of(stored)) {
        // As it is now: what was typed was meant for something else.
        view.person = stored;
        view.languages = language_choices(context, stored.language);
        view.problems.changed_meanwhile = true;
        return refuse(http::Status::Conflict);
    }
    const auto edit = edit_of(form->person, stored);
    view.problems.no_reason = edit.email.has_value() && form->reason.empty();
    view.problems.bad_reason = !is_reason(form->reason);
    if (view.problems.any()) return refuse(http::Status::UnprocessableContent);
    const auto edited =
        services.users.edit(user->public_id.text(), edit,
                            actor_with_reason(request, visitor, form->reason), request.received);
    if (!edited) {
        for (const auto error : edited.error()) mark(error, view.problems);
        return refuse(view.problems.changed_meanwhile ? http::Status::Conflict
                                                      : http::Status::UnprocessableContent);
    }
    return context.redirect_to(with_done(page_of(*user), "user_changed"));
}

}  // namespace postern::portal::admin::users
