/// forms: what the pages about tokens send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/http/form.hpp"
#include "postern/model/site.hpp"
#include "postern/model/token.hpp"

namespace postern::portal::token {

struct NewTokenForm {
    std::string name{};  ///< trimmed
    std::string life{};  ///< as sent: a number of days
    std::string day{};   ///< as sent: the last day; not empty: counts instead of `life`
    Scopes scopes{};     ///< those whose box is ticked

    /// `sites`: those that have a box.
    static Result<NewTokenForm, http::FormError> parse(const http::Request& request,
                                                       const std::vector<Site>& sites);
};

struct EndTokenForm {
    std::optional<PublicId> which;  ///< nothing when it names none

    static Result<EndTokenForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::token
