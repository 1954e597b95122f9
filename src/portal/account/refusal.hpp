/// refusal: what a refused change of the account looks like.
#pragma once

#include "portal/account/change_views.hpp"
#include "portal/page/context.hpp"

namespace postern::portal {

/// What stands on the page, and how it is answered.
struct Refusal {
    http::Status status = http::Status::UnprocessableContent;
    AccountProblems problems{};
    std::chrono::seconds retry_after{0};  ///< 0: no time to wait for
};

/// `frame`: of the page, for the language in which it says how long to wait.
Refusal refusal_of(const Context& context, const Frame& frame,
                   const service::AccountRefusal& refused);

/// Of a form of which several fields can be wrong at once.
Refusal refusal_of(const std::vector<service::AccountError>& errors);

/// The page with what is wrong on it.
template <class View>
http::Response draw_refused(const Context& context, View view, Refusal refusal) {
    view.problems = std::move(refusal.problems);
    auto page = context.pages.draw(refusal.status, view);
    if (refusal.retry_after.count() == 0) return page;
    return with_retry_after(std::move(page), refusal.retry_after);
}

}  // namespace postern::portal
