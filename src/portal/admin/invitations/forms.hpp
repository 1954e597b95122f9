/// forms: what the pages about people who join send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/http/form.hpp"
#include "postern/model/ids.hpp"

namespace postern::portal::admin::invitations {

template <class Form>
using Parsed = Result<Form, http::FormError>;

struct InviteForm {
    std::string email{};
    std::string display_name{};
    std::string language{};
    std::string groups{};  ///< names, as typed
    std::string roles{};   ///< here, too

    static Parsed<InviteForm> parse(const http::Request& request);
};

/// The words of a text, which blanks, commas or line ends separate.
std::vector<std::string> words_of(std::string_view text);

/// Names one invitation, or one registration.
struct OneForm {
    std::optional<PublicId> id{};  ///< nothing: it is none

    static Parsed<OneForm> parse(const http::Request& request);
};

struct DeclineForm {
    std::string message{};  ///< to the person, as typed
    std::string reason{};   ///< for the audit log
    bool sure = false;

    static Parsed<DeclineForm> parse(const http::Request& request);
};

}  // namespace postern::portal::admin::invitations
