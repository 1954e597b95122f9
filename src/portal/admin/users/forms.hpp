/// forms: what the pages about users send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "portal/admin/users/act_views.hpp"
#include "postern/base/result.hpp"
#include "postern/http/form.hpp"
#include "postern/model/ids.hpp"

namespace postern::portal::admin::users {

template <class Form>
using Parsed = Result<Form, http::FormError>;

/// The answer to a page that asks back.
struct ActForm {
    std::string reason{};
    bool sure = false;
    std::string typed{};  ///< the address

    static Parsed<ActForm> parse(const http::Request& request);
};

struct NewUserForm {
    std::string email{};
    std::string display_name{};
    std::string language{};

    static Parsed<NewUserForm> parse(const http::Request& request);
};

struct EditForm {
    Person person{};
    std::string version{};
    std::string reason{};

    static Parsed<EditForm> parse(const http::Request& request);
};

struct JoinForm {
    std::string group{};
    std::string day{};  ///< `2027-01-31`; empty: for good

    static Parsed<JoinForm> parse(const http::Request& request);
};

struct BulkForm {
    std::optional<BulkAct> act{};
    std::vector<PublicId> users{};  ///< each once
    std::string number{};
    std::string reason{};

    static Parsed<BulkForm> parse(const http::Request& request);
};

/// `disable` or `end-sessions`.
std::optional<BulkAct> parse_bulk_act(std::string_view text) noexcept;

/// Whether the reason can be kept: one line, short enough. Empty where none has to be given.
bool is_reason(std::string_view text);

}  // namespace postern::portal::admin::users
