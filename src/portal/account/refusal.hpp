/// Refusal: a refused change of the account, as the page shows it.
#pragma once

#include "portal/account/change_views.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/account_service.hpp"

namespace postern::portal::account {

struct Refusal {
    http::Status status = http::Status::UnprocessableContent;
    AccountProblems problems{};
    std::chrono::seconds retry_after{0};  ///< of TooManyRequests
};

/// `frame`: of the page, whose language says how long to wait.
Refusal refusal_of(const Context& context, const Frame& frame,
                   const service::AccountRefusal& refused);

/// For a form that was sent with fields empty: nothing was looked at, nothing counts as an attempt.
/// attempt.
Refusal incomplete(const Secret& current_password);

/// For a form with several fields that can be wrong at once.
Refusal refusal_of(const std::vector<service::AccountError>& errors);

/// The page with the problems marked on it.
template <class View>
http::Response draw_refused(const Context& context, View view, Refusal refusal) {
    view.problems = std::move(refusal.problems);
    return with_retry_after_refusal(context.pages.draw(refusal.status, view), refusal.retry_after);
}

}  // namespace postern::portal::account
