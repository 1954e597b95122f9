/// forms: what the page sends on which users ask for access.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/http/form.hpp"

namespace postern::portal::access {

/// Fails only as http::Form does; absent fields are empty. The service says what is wrong.
struct AskAccessForm {
    std::string site;
    std::string path;
    std::string message;

    static Result<AskAccessForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::access
