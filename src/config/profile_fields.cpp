#include "config/profile_fields.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "postern/model/one_line.hpp"
#include "postern/model/site.hpp"

namespace postern::config {

namespace {

constexpr std::size_t kMaxLabelCodePoints = 100;
constexpr std::size_t kMaxChoices = 100;

/// The value of an entry, where it is of this type.
template <class Type>
const Type* value_of(const TableEntry& entry) {
    return std::get_if<Type>(&entry.value);
}

std::optional<Complaint> assign_label(const TableEntry& entry, ProfileField& field) {
    const Complaint wrong{"has a field whose label is no text",
                          "write label = \"Telephone\", or one for each language: label = { en = "
                          "\"Telephone\", de = \"Telefon\" }"};
    NamedTexts labels;
    if (const auto* one = value_of<std::string>(entry))
        labels.emplace_back("en", *one);
    else if (const auto* many = value_of<NamedTexts>(entry))
        labels = *many;
    if (labels.empty()) return wrong;
    for (const auto& [language, text] : labels) {
        auto label = one_line(text, kMaxLabelCodePoints);
        if (!label) return wrong;
        field.labels.insert_or_assign(language, std::move(*label));
    }
    return std::nullopt;
}

std::optional<Complaint> assign_choices(const TableEntry& entry, ProfileField& field) {
    const Complaint wrong{"has a field whose choices are no list of short texts",
                          "write choices = [\"Red\", \"Green\"], each once"};
    const auto* choices = value_of<std::vector<std::string>>(entry);
    if (!choices || choices->size() > kMaxChoices) return wrong;
    for (const std::string& text : *choices) {
        const auto choice = one_line(text, kMaxProfileValueCodePoints);
        // What people choose comes back without blanks around it, and must be the same then.
        if (!choice || *choice != text || std::ranges::count(*choices, text) > 1) return wrong;
    }
    field.choices = *choices;
    return std::nullopt;
}

/// Whether there are such sites is not known here.
std::optional<Complaint> assign_sites(const TableEntry& entry, ProfileField& field) {
    const Complaint wrong{"has a field whose sites are no list of names",
                          "write the names of `postern site list`: sites = [\"wiki\"], each once"};
    const auto* sites = value_of<std::vector<std::string>>(entry);
    if (!sites || sites->size() > kMaxSitesOfProfileField) return wrong;
    for (const std::string& name : *sites)
        if (!is_site_name(name) || std::ranges::count(*sites, name) > 1) return wrong;
    field.sites = *sites;
    return std::nullopt;
}

std::optional<Complaint> assign_entry(const TableEntry& entry, ProfileField& field) {
    if (entry.key == "label") return assign_label(entry, field);
    if (entry.key == "choices") return assign_choices(entry, field);
    if (entry.key == "sites") return assign_sites(entry, field);
    if (entry.key == "name") {
        const auto* name = value_of<std::string>(entry);
        if (!name || !is_profile_field_name(*name))
            return Complaint{"has a field whose name is none",
                             "write up to 32 of a-z, 0-9 and _, a letter first, like \"phone\""};
        field.name = *name;
        return std::nullopt;
    }
    if (entry.key == "kind") {
        const auto* word = value_of<std::string>(entry);
        const auto kind = word ? parse_profile_field_kind(*word) : std::nullopt;
        if (!kind)
            return Complaint{"has a field of no known kind",
                             "write one of \"text\" \"date\" \"choice\" \"phone\""};
        field.kind = *kind;
        return std::nullopt;
    }
    if (entry.key == "required") {
        const auto* required = value_of<bool>(entry);
        if (!required)
            return Complaint{"has a field with required that is not true or false",
                             "write true or false"};
        field.required = *required;
        return std::nullopt;
    }
    return Complaint{"has a field with an unknown key",
                     "a field has name, kind, label, choices, required and sites"};
}

std::optional<Complaint> complaint_of(const ProfileField& field) {
    if (field.name.empty())
        return Complaint{"has a field without a name", "write name = \"phone\""};
    if (field.labels.empty())
        return Complaint{"has a field without a label: " + field.name,
                         "write label = { en = \"Telephone\" }"};
    if ((field.kind == ProfileFieldKind::Choice) == field.choices.empty())
        return Complaint{"has a field with choices of another kind, or without: " + field.name,
                         "write choices for kind = \"choice\", and for no other"};
    return std::nullopt;
}

}  // namespace

Result<std::vector<ProfileField>, Complaint> read_profile_fields(const Tables& tables) {
    std::vector<ProfileField> fields;
    if (tables.size() > kMaxProfileFields)
        return fail(Complaint{"has more than 20 fields", "ask for what is needed"});
    for (const auto& table : tables) {
        ProfileField field;
        for (const TableEntry& entry : table)
            if (auto complaint = assign_entry(entry, field)) return fail(std::move(*complaint));
        if (auto complaint = complaint_of(field)) return fail(std::move(*complaint));
        if (std::ranges::count(fields, field.name, &ProfileField::name) > 0)
            return fail(Complaint{"has two fields of one name: " + field.name, "name each once"});
        fields.push_back(std::move(field));
    }
    return fields;
}

}  // namespace postern::config
