/// refusals: one problem document for each way in which the services refuse.
#pragma once

#include "api/body/context.hpp"
#include "api/factor/routes.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/account/enrolment_code_service.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/sign_in/lost_factor_service.hpp"

namespace postern::api::factor {

/// Of a sign-in. Clears its cookie when it waits no longer.
http::Response refuse(const service::CodeRefusal& refusal, const Context& context,
                      const http::Request& request);

/// The same for the answer of a passkey in place of a code.
http::Response refuse_passkey(const service::CodeRefusal& refusal, const Context& context,
                              const http::Request& request);

/// 401 `sign_in_gone`. Clears the cookie of the sign-in.
http::Response sign_in_gone(const Context& context, const http::Request& request);

http::Response refuse(const service::LostFactorRefusal& refusal, const Context& context,
                      const http::Request& request);

http::Response refuse(const service::EnrolmentCodeRefusal& refusal, const http::Request& request);

/// `factors`: what the caller has, for the clients that have to ask for it.
http::Response refuse(const service::StepUpRefusal& refusal, const service::Factors& factors,
                      const Context& context, const http::Request& request);

/// The same for the answer of a passkey.
http::Response refuse_passkey(const service::StepUpRefusal& refusal,
                              const service::Factors& factors, const Context& context,
                              const http::Request& request);

http::Response refuse(const service::FactorRefusal& refusal, const service::Factors& factors,
                      const Context& context, const http::Request& request);

/// The same, and looks up what the caller has.
http::Response refuse_caller(const Services& services, const service::FactorRefusal& refusal,
                             const Context& context, const http::Request& request,
                             const SessionWithUser& caller);

/// 404 `not_found`.
http::Response no_such_factor(const http::Request& request);

}  // namespace postern::api::factor
