/// forms: what the pages about sites send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <cstdint>
#include <string>

#include "postern/base/result.hpp"
#include "postern/http/form.hpp"

namespace postern::portal::admin::sites {

template <class Form>
using Parsed = Result<Form, http::FormError>;

/// The settings of a site, as sent: words as the model spells them.
struct SiteForm {
    std::string name{};
    std::string origin{};
    std::string policy{};
    std::string title{};
    std::string description{};
    std::string contact{};
    std::string level{};
    std::string max_age{};  ///< minutes; empty: any age
    bool cookie = false;
    bool token = false;
    bool basic_header = false;
    std::string basic{};
    std::string audience{};
    bool assertion = false;
    std::string identity{};
    std::string registration{};
    bool sure = false;      ///< that it opens to everybody
    std::string version{};  ///< of the site that the form showed

    static Parsed<SiteForm> parse(const http::Request& request);
};

struct RemoveSiteForm {
    std::string typed_name{};

    static Parsed<RemoveSiteForm> parse(const http::Request& request);
};

/// A draft as it was looked at. Numbers that are none are 0.
struct DraftForm {
    std::string text{};              ///< with plain line ends
    std::uint64_t revision = 0;      ///< of the draft
    std::uint64_t base_version = 0;  ///< of the rules
    std::string reason{};
    bool sure = false;

    static Parsed<DraftForm> parse(const http::Request& request);
};

struct RestoreForm {
    std::uint64_t version = 0;

    static Parsed<RestoreForm> parse(const http::Request& request);
};

}  // namespace postern::portal::admin::sites
