/// SessionsForm: which of his sessions somebody wants to end.
#pragma once

#include <optional>

#include "postern/base/result.hpp"
#include "postern/http/form.hpp"
#include "postern/model/ids.hpp"

namespace postern::portal {

struct SessionsForm {
    enum class Scope { One, Others, Everywhere };

    Scope scope;
    std::optional<PublicId> id;  ///< of the session; for One

    /// The field `end` is `others`, `everywhere` or a session's id; anything else is a 400.
    static Result<SessionsForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal
