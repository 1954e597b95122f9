/// pipeline_errors: how each PipelineError is answered.
#pragma once

#include "postern/http/pipeline.hpp"

namespace postern::http {

Status status_of(PipelineError error) noexcept;

/// The answer in the format of the route. A page that fails, or says another status than the
/// error's, is replaced by plain text.
Response draw(PipelineError error, ErrorFormat format, const Request& request,
              const PipelineHooks& hooks);

}  // namespace postern::http
