// POST /access/v1/evaluation and /access/v1/evaluations, and where they are.
#include <algorithm>

#include "api/access/evaluation.hpp"
#include "api/access/operations.hpp"
#include "api/body/answers.hpp"
#include "api/body/caller.hpp"
#include "postern/http/problem.hpp"

namespace postern::api::access {

namespace {

using json::Json;

constexpr std::size_t kMaxEvaluations = 50;
constexpr std::size_t kMaxRequestIdBytes = 128;

/// When several questions are answered no further.
enum class Semantic { All, FirstDeny, FirstPermit };

/// The answer with the caller's own id of the request, where it has one that can stand in a header.
http::Response echoing(http::Response answer, const http::Request& request) {
    const auto& id = request.client_request_id;
    const bool is_good = !id.empty() && id.size() <= kMaxRequestIdBytes &&
                         std::ranges::all_of(id, [](char c) { return c > ' ' && c <= '~'; });
    return is_good ? std::move(answer).add("X-Request-ID", id) : answer;
}

http::Response invalid(const std::string& detail, const http::Request& request) {
    return http::problem(http::Status::BadRequest, "invalid_request", detail, {},
                         request.request_id);
}

/// The user on whose behalf the caller asks. Fails with the answer.
Result<UserId, http::Response> asker_of(const Context& context, const Services& services,
                                        const http::Request& request) {
    const auto caller = find_caller(context, ApiScope::AccessAsk, request);
    if (!caller) return fail(caller.error());
    if (services.decisions.may_ask(caller->user.id, request.received)) return caller->user.id;
    return fail(http::problem(http::Status::Forbidden, "permission_required",
                              "You need the permission for the action ask on authorize.", {},
                              request.request_id));
}

std::optional<Semantic> semantic_of(const Json& body) {
    const auto* options = body.find("options");
    const auto* word = options ? options->find("evaluations_semantic") : nullptr;
    if (!word) return Semantic::All;
    if (!word->string()) return std::nullopt;
    if (*word->string() == "execute_all") return Semantic::All;
    if (*word->string() == "deny_on_first_deny") return Semantic::FirstDeny;
    if (*word->string() == "permit_on_first_permit") return Semantic::FirstPermit;
    return std::nullopt;
}

bool is_last(Semantic semantic, bool decision) {
    return (semantic == Semantic::FirstDeny && !decision) ||
           (semantic == Semantic::FirstPermit && decision);
}

http::Response evaluate_one(const Services& services, const http::Request& request,
                            const Json& body) {
    const auto question = parse_question(body, body);
    if (!question) return invalid(question.error(), request);
    return answer(http::Status::Ok,
                  to_json(services.decisions.decide(*question, request.received)));
}

http::Response evaluate_several(const Services& services, const http::Request& request,
                                const Json& body, const Json::Array& questions) {
    const auto semantic = semantic_of(body);
    if (!semantic)
        return invalid(
            "options.evaluations_semantic must be execute_all, deny_on_first_deny or "
            "permit_on_first_permit.",
            request);
    if (questions.size() > kMaxEvaluations)
        return invalid("There can be 50 evaluations at most.", request);
    Json::Array answers;
    for (const auto& one : questions) {
        const auto question = parse_question(one, body);
        bool allowed = false;
        if (question) {
            const auto decision = services.decisions.decide(*question, request.received);
            allowed = decision.allowed;
            answers.push_back(to_json(decision));
        } else {
            answers.push_back(to_json_of_error(question.error()));
        }
        if (is_last(*semantic, allowed)) break;
    }
    return answer(http::Status::Ok, Json::Object{{"evaluations", std::move(answers)}});
}

/// Answers a caller who may ask.
template <class Answer>
http::Response for_asker(const Context& context, const Services& services,
                         const http::Request& request, Answer answer_to) {
    const auto asker = asker_of(context, services, request);
    if (!asker) return echoing(asker.error(), request);
    const auto body = Json::parse(request.body);
    if (!body || !body->object())
        return echoing(
            invalid("The body must be one JSON object without duplicate names.", request), request);
    return echoing(answer_to(*body), request);
}

}  // namespace

http::Response post_evaluation(const Context& context, const Services& services,
                               const http::Request& request) {
    return for_asker(context, services, request,
                     [&](const Json& body) { return evaluate_one(services, request, body); });
}

http::Response post_evaluations(const Context& context, const Services& services,
                                const http::Request& request) {
    return for_asker(context, services, request, [&](const Json& body) {
        const auto* questions = body.find("evaluations");
        if (questions && !questions->array())
            return invalid("evaluations must be an array.", request);
        if (!questions || questions->array()->empty()) return evaluate_one(services, request, body);
        return evaluate_several(services, request, body, *questions->array());
    });
}

http::Response get_configuration(const Context&, const std::string& public_url,
                                 const http::Request&) {
    return answer(
        http::Status::Ok,
        Json::Object{{"policy_decision_point", public_url},
                     {"access_evaluation_endpoint", public_url + "/access/v1/evaluation"},
                     {"access_evaluations_endpoint", public_url + "/access/v1/evaluations"}});
}

}  // namespace postern::api::access
