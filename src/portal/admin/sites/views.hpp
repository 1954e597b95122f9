/// views: what the pages about sites show; rule_views has those about their rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/admin_frame.hpp"
#include "portal/admin/sites/forms.hpp"

namespace postern::portal::admin::sites {

struct SiteRow {
    std::string name;
    std::string title{};
    std::string description{};
    std::string origin{};
    bool is_public = false;
    bool has_draft = false;
    bool only_rules = false;  ///< the visitor may see its rules, and not the site

    void fill(Fields& fields) const;
};

struct SitesView {
    static constexpr std::string_view kTemplate = "admin_sites";

    AdminFrame frame;
    std::vector<SiteRow> sites{};
    bool may_add = false;

    void fill(Fields& fields) const;
};

struct SiteProblems {
    bool bad_name = false;
    bool name_taken = false;
    bool bad_origin = false;
    bool origin_refused = false;  ///< only who may change all sites changes the address of one
    bool bad_title = false;
    bool bad_description = false;
    bool bad_contact = false;
    bool bad_max_age = false;
    bool no_credentials = false;
    bool not_sure = false;           ///< it would open to everybody
    bool changed_meanwhile = false;  ///< it is not as the form showed it

    bool any() const;
    void fill(Fields& fields) const;
};

/// Of a new site, or of one that is changed.
struct SiteFormView {
    static constexpr std::string_view kTemplate = "admin_site_form";

    AdminFrame frame;
    bool is_new = true;
    bool origin_fixed = false;  ///< the visitor may change this site, and not where it is
    SiteForm form{};            ///< what is in the fields
    SiteProblems problems{};

    void fill(Fields& fields) const;
};

struct SiteView {
    static constexpr std::string_view kTemplate = "admin_site";

    AdminFrame frame;
    std::string name{};
    std::string title{};
    std::string description{};
    std::string origin{};
    std::string contact{};
    bool is_public = false;
    std::string level{};    ///< `2`
    std::string max_age{};  ///< `15 minutes`; empty: any
    bool cookie = false;
    bool token = false;
    bool basic_token = false;
    bool basic_password = false;
    bool only_site_tokens = false;
    bool assertion = false;
    std::string identity{};  ///< `email`, `username` or `id`
    bool no_registration = false;
    bool sees_rules = false;
    bool has_draft = false;

    void fill(Fields& fields) const;
};

struct NginxView {
    static constexpr std::string_view kTemplate = "admin_nginx";

    AdminFrame frame;
    std::string site{};
    std::string target{};  ///< as typed
    std::string block{};   ///< empty: there is none for this target

    void fill(Fields& fields) const;
};

struct RemoveSiteView {
    static constexpr std::string_view kTemplate = "admin_remove_site";

    AdminFrame frame;
    std::string name{};
    std::string origin{};
    bool bad_typed_name = false;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::sites
