#include "postern/service/access/decision_service.hpp"

#include <cstdlib>
#include <string>

namespace postern::service {

namespace {

/// Fit to be asked for: without a wildcard, which only permissions have.
bool is_one_resource(std::string_view text) noexcept {
    return is_resource(text) && text.find('*') == std::string_view::npos;
}

bool is_one_action(std::string_view text) noexcept { return is_action(text) && text != "*"; }

Decision decision_of(const Permitted& permitted) {
    return {permitted.allowed, to_reason(permitted.reason), permitted.until};
}

}  // namespace

std::string_view to_text(Decision::Reason reason) noexcept {
    using enum Decision::Reason;
    switch (reason) {
        case Granted:
            return "granted";
        case NoGrant:
            return "no_grant";
        case Expired:
            return "expired";
        case UnknownSubject:
            return "unknown_subject";
    }
    std::abort();  // a value outside the enum is a bug
}

Decision::Reason to_reason(Permitted::Reason reason) noexcept {
    switch (reason) {
        case Permitted::Reason::Granted:
            return Decision::Reason::Granted;
        case Permitted::Reason::NoGrant:
            return Decision::Reason::NoGrant;
        case Permitted::Reason::Expired:
            return Decision::Reason::Expired;
    }
    std::abort();  // a value outside the enum is a bug
}

DecisionService::DecisionService(store::UserStore& users, const GrantService& grants)
    : users_{users}, grants_{grants} {}

bool DecisionService::may_ask(UserId user, TimePoint now) const {
    return grants_.may(user, kAskResource, kAskAction, now).allowed;
}

Decision DecisionService::decide(const DecisionQuestion& question, TimePoint now) const {
    const auto id = question.subject_type == "user" ? PublicId::parse(question.subject_id)
                                                    : std::optional<PublicId>{};
    const auto user = id ? users_.find_by_public_id(*id) : std::optional<User>{};
    if (!user || user->disabled || user->delete_at)
        return {false, Decision::Reason::UnknownSubject};

    Decision decision{false, Decision::Reason::NoGrant};
    const std::string one =
        std::string{question.resource_type}.append("/").append(question.resource_id);
    for (const std::string_view resource : {std::string_view{one}, question.resource_type}) {
        if (!is_one_resource(resource) || !is_one_action(question.action)) continue;
        const auto next = decision_of(grants_.may(user->id, resource, question.action, now));
        if (next.allowed) return next;
        if (next.reason == Decision::Reason::Expired) decision = next;
    }
    return decision;
}

}  // namespace postern::service
