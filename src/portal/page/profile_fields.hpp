/// profile_fields: the fields that the configuration asks of users, and the tick below the terms,
/// on every form that has them.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "portal/page/frame.hpp"
#include "postern/http/form.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/service/account/duty_service.hpp"

namespace postern::service {
class SiteService;
}

namespace postern::portal {

struct ChoiceView {
    std::string value;
    bool chosen = false;
};

struct ProfileFieldView {
    std::string name;
    std::string label;  ///< in the language of the page
    ProfileFieldKind kind = ProfileFieldKind::Text;
    std::string value{};                ///< as typed
    std::vector<ChoiceView> choices{};  ///< of a choice
    bool required = false;
    bool missing = false;
    bool mistaken = false;
    std::string shown_to{};  ///< titles of the sites that are told the value; empty: none is
};

/// For the partials `profile_fields` and `profile_summary`.
struct ProfileFieldsView {
    std::vector<ProfileFieldView> list{};

    bool has_problem() const noexcept;
    void fill(Fields& fields) const;
};

/// `values`: what was typed, or is stored. `wrong`: of those that were refused. One round trip
/// where a site is told a field, else none.
ProfileFieldsView profile_fields_view(const Context& context, const Frame& frame,
                                      const service::SiteService& sites,
                                      const std::vector<ProfileField>& fields,
                                      const ProfileValues& values,
                                      const service::ReadProfile& wrong = {});

/// What the form has for these fields: `field_phone`, as typed.
ProfileValues typed_profile(const http::Form& form, const std::vector<ProfileField>& fields);

/// For the partials `terms_tick` and `terms_summary`.
struct TermsTickView {
    std::string version{};  ///< empty: there are no terms
    bool ticked = false;
    bool missing = false;  ///< it was not ticked, or there is a newer version

    void fill(Fields& fields) const;
};

}  // namespace postern::portal
