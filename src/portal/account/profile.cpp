// GET and POST /account/profile, and POST /account/language.
#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/options.hpp"
#include "portal/account/refusal.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/duty_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::account {

namespace {

std::string username_of(const User& user) {
    return user.username ? user.username->text() : std::string{};
}

std::string grace_text(const Context& context, const Frame& frame) {
    const auto grace = context.settings.username_grace;
    return grace.count() == 0 ? std::string{}
                              : text::duration_text(context.pages.words(), frame.language, grace);
}

ProfileView view_of(const Context& context, const http::Request& request, const User& user,
                    const ProfileForm& shown) {
    const auto frame = context.frame(request, &user);
    const auto& words = context.pages.words();
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Profile),
            .display_name = shown.display_name,
            .given_name = shown.given_name,
            .family_name = shown.family_name,
            .username = shown.username.value_or(username_of(user)),
            .choose_username = context.settings.choose_username,
            .username_grace = grace_text(context, frame),
            .languages = language_options(words, shown.language),
            .areas = time_zone_options(words, frame.language, shown.time_zone),
            .more_fields = context.duties && !context.duties->fields().empty()};
}

}  // namespace

http::Response get_profile(const Context& context, const http::Request& request,
                           const SessionWithUser& visitor) {
    const auto& user = visitor.user;
    auto view = view_of(context, request, user,
                        {user.display_name.text(), user.language, user.time_zone, user.given_name,
                         user.family_name, username_of(user)});
    view.saved = request.query_value("saved") == "1";
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_profile(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProfileForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto changed = services.account.change_profile(visitor,
                                                         {.display_name = form->display_name,
                                                          .language = form->language,
                                                          .time_zone = form->time_zone,
                                                          .username = form->username,
                                                          .given_name = form->given_name,
                                                          .family_name = form->family_name},
                                                         context.client_of(request, &visitor.user),
                                                         request.received);
    if (!changed)
        return draw_refused(context, view_of(context, request, visitor.user, *form),
                            refusal_of(changed.error()));
    return context.redirect_to("/account/profile?saved=1");
}

http::Response post_language(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = LanguageForm::parse(request);
    if (!form || !context.pages.words().has(form->language))
        return context.error_page(http::PipelineError::BadRequest, request);
    const auto changed = services.account.change_profile(visitor, {.language = form->language},
                                                         context.client_of(request, &visitor.user),
                                                         request.received);
    auto answer = context.redirect_to(path_of(page_at(form->page)));
    if (!changed) return answer;  // another window changed the profile meanwhile
    // The pages after signing out stay in this language, too.
    return std::move(answer).with(context.cookies.language(form->language));
}

}  // namespace postern::portal::account
