/// refusals: one problem document for each way in which the services refuse.
#pragma once

#include "api/body/context.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/step_up_service.hpp"

namespace postern::api::factor {

/// Of a sign-in. Clears its cookie when it waits no longer.
http::Response refuse(const service::CodeRefusal& refusal, const Context& context,
                      const http::Request& request);

/// `factors`: what the caller has, for the clients that have to ask for it.
http::Response refuse(const service::StepUpRefusal& refusal, const service::Factors& factors,
                      const http::Request& request);

http::Response refuse(const service::FactorRefusal& refusal, const service::Factors& factors,
                      const http::Request& request);

/// 404 `not_found`.
http::Response no_such_factor(const http::Request& request);

}  // namespace postern::api::factor
