#include "portal/page/profile_fields.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "postern/service/site/site_service.hpp"

namespace postern::portal {

namespace {

const char* input_type(ProfileFieldKind kind) {
    switch (kind) {
        case ProfileFieldKind::Text:
            return "text";
        case ProfileFieldKind::Date:
            return "date";
        case ProfileFieldKind::Phone:
            return "tel";
        case ProfileFieldKind::Choice:
            break;  // is no input
    }
    return "text";
}

/// All sites, if any field names one.
std::vector<Site> sites_of(const std::vector<ProfileField>& fields,
                           const service::SiteService& sites) {
    const bool is_shown =
        std::ranges::any_of(fields, [](const ProfileField& field) { return !field.sites.empty(); });
    return is_shown ? sites.list() : std::vector<Site>{};
}

/// `Shop, Wiki`; names that no site has are left out.
std::string titles_of(const ProfileField& field, const std::vector<Site>& sites) {
    std::string titles;
    for (const std::string& name : field.sites)
        if (const auto site = std::ranges::find(sites, name, &Site::name); site != sites.end())
            titles.append(titles.empty() ? "" : ", ").append(title_of(*site));
    return titles;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool ProfileFieldsView::has_problem() const noexcept {
    return std::ranges::any_of(
        list, [](const ProfileFieldView& field) { return field.missing || field.mistaken; });
}

void ProfileFieldsView::fill(Fields& fields) const {
    fields.repeat("PROFILE_FIELD", list, [](Fields& row, const ProfileFieldView& field) {
        const bool is_choice = field.kind == ProfileFieldKind::Choice;
        row.set("FIELD_NAME", field.name);
        row.set("FIELD_LABEL", field.label);
        row.set("FIELD_VALUE", field.value);
        row.set("FIELD_TYPE", input_type(field.kind));
        row.show("FIELD_OPTIONAL", !field.required);
        row.show("FIELD_REQUIRED", field.required);
        row.show("FIELD_CHOICE", is_choice);
        row.show("FIELD_INPUT", !is_choice);
        row.show("FIELD_PHONE", field.kind == ProfileFieldKind::Phone);
        row.show("FIELD_DATE", field.kind == ProfileFieldKind::Date);
        const bool is_hinted =
            field.kind == ProfileFieldKind::Phone || field.kind == ProfileFieldKind::Date;
        row.show("FIELD_HINTED", is_hinted);
        row.set("FIELD_SITES", field.shown_to);
        row.show("FIELD_SHOWN", !field.shown_to.empty());
        row.show("FIELD_DESCRIBED",
                 is_hinted || !field.shown_to.empty() || field.missing || field.mistaken);
        row.show("FIELD_MISSING", field.missing);
        row.show("FIELD_MISTAKEN", field.mistaken);
        row.show("FIELD_INVALID", field.missing || field.mistaken);
        row.repeat("CHOICE", field.choices, [](Fields& option, const ChoiceView& choice) {
            option.set("CHOICE_VALUE", choice.value);
            option.show("CHOSEN", choice.chosen);
        });
    });
    std::vector<ProfileFieldView> wrong;
    for (const ProfileFieldView& field : list)
        if (field.missing || field.mistaken) wrong.push_back(field);
    fields.repeat("PROFILE_PROBLEM", wrong, [](Fields& row, const ProfileFieldView& field) {
        row.set("FIELD_NAME", field.name);
        row.set("FIELD_LABEL", field.label);
    });
}

ProfileFieldsView profile_fields_view(const Context& context, const Frame& frame,
                                      const service::SiteService& sites,
                                      const std::vector<ProfileField>& fields,
                                      const ProfileValues& values,
                                      const service::ReadProfile& wrong) {
    ProfileFieldsView view;
    const auto all_sites = sites_of(fields, sites);
    for (const ProfileField& field : fields) {
        const auto found = values.find(field.name);
        ProfileFieldView one{.name = field.name,
                             .label = field.label(frame.language, context.settings.language),
                             .kind = field.kind,
                             .value = found == values.end() ? std::string{} : found->second,
                             .required = field.required,
                             .missing = has(wrong.missing, field.name),
                             .mistaken = has(wrong.mistaken, field.name),
                             .shown_to = titles_of(field, all_sites)};
        for (const std::string& choice : field.choices)
            one.choices.push_back({choice, choice == one.value});
        view.list.push_back(std::move(one));
    }
    return view;
}

ProfileValues typed_profile(const http::Form& form, const std::vector<ProfileField>& fields) {
    ProfileValues values;
    for (const ProfileField& field : fields)
        values.insert_or_assign(field.name, std::string{form.get("field_" + field.name)});
    return values;
}

void TermsTickView::fill(Fields& fields) const {
    fields.show("TERMS", !version.empty());
    fields.set("TERMS_ID", version);
    fields.show("TERMS_TICKED", ticked);
    fields.show("TERMS_MISSING", missing);
}

}  // namespace postern::portal
