#include "portal/page/guarded.hpp"

#include "portal/page/return_to.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::portal {

std::optional<std::string> step_up_first(const Context& context,
                                         const service::StepUpService& step_up,
                                         const http::Request& request,
                                         const SessionWithUser& visitor) {
    const auto factors = step_up.factors_of(visitor.user);
    if (service::has_fresh_proof(visitor.session, factors, request.received)) return std::nullopt;
    const bool reads = request.method != http::Method::Post && !request.query.empty();
    return step_up_page_for(context, reads ? request.path + '?' + request.query : request.path);
}

}  // namespace postern::portal
