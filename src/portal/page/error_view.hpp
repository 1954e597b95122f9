/// ErrorView: the page for an error of the pipeline.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/frame.hpp"
#include "postern/http/pipeline.hpp"

namespace postern::portal {

struct ErrorView {
    static constexpr std::string_view kTemplate = "error";

    Frame frame;
    http::PipelineError error = http::PipelineError::Internal;
    std::string request_id{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal
