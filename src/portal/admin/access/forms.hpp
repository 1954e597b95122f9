/// forms: what the pages about access send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/http/form.hpp"
#include "postern/model/ids.hpp"

namespace postern::portal::admin::access {

template <class Form>
using Parsed = Result<Form, http::FormError>;

/// Of a new group, or of one that is described anew: then the name does not count.
struct GroupForm {
    std::string name{};
    std::string description{};

    static Parsed<GroupForm> parse(const http::Request& request);
};

struct MembersForm {
    static constexpr std::size_t kMostAddresses = 200;

    std::string typed{};                   ///< as sent
    std::vector<std::string> addresses{};  ///< split at spaces, commas, semicolons and line ends
    std::string day{};                     ///< empty: for good

    static Parsed<MembersForm> parse(const http::Request& request);
};

struct MemberForm {
    std::optional<PublicId> user{};

    static Parsed<MemberForm> parse(const http::Request& request);
};

/// Asks back before something is deleted.
struct SureForm {
    bool sure = false;

    static Parsed<SureForm> parse(const http::Request& request);
};

struct RoleForm {
    std::string name{};
    std::string description{};
    std::string typed{};                     ///< as sent
    std::vector<std::string> permissions{};  ///< names, split as addresses are
    std::string version{};                   ///< of the role that the form showed

    static Parsed<RoleForm> parse(const http::Request& request);
};

struct GrantForm {
    std::string who{};  ///< e-mail address, public id, or `group:NAME`
    std::string day{};  ///< empty: for good
    std::string typed_name{};

    static Parsed<GrantForm> parse(const http::Request& request);
};

struct RevokeForm {
    std::optional<PublicId> grant{};
    std::string typed_name{};

    static Parsed<RevokeForm> parse(const http::Request& request);
};

struct PermissionForm {
    std::string name{};
    std::string description{};
    std::string resource{};
    std::string action{};

    static Parsed<PermissionForm> parse(const http::Request& request);
};

struct NetworksForm {
    std::string text{};      ///< with plain line ends
    std::string seen{};      ///< fingerprint of the networks that were there
    std::string reviewed{};  ///< fingerprint of the text whose changes were shown; empty: none yet

    static Parsed<NetworksForm> parse(const http::Request& request);
};

}  // namespace postern::portal::admin::access
