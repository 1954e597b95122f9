/// Refusal: a refused change of the account, as the page shows it.
#pragma once

#include "portal/account/change_views.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/account_service.hpp"

namespace postern::portal::account {

/// In place of the current password: what was proven in the session is fresh, as guarded() sees to.
inline constexpr std::string_view kInSession{};

struct Refusal {
    http::Status status = http::Status::UnprocessableContent;
    AccountProblems problems{};
};

Refusal refusal_of(const service::AccountRefusal& refused);

/// For a form with several fields that can be wrong at once.
Refusal refusal_of(const std::vector<service::AccountError>& errors);

/// The page with the problems marked on it.
template <class View>
http::Response draw_refused(const Context& context, View view, Refusal refusal) {
    view.problems = std::move(refusal.problems);
    return with_retry_after_refusal(context.pages.draw(refusal.status, view), {});
}

}  // namespace postern::portal::account
