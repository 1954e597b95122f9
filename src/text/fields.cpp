#include "postern/text/fields.hpp"

#include <cstring>  // which the next one needs and does not include

#include <ctemplate/template_dictionary.h>

#include "postern/text/catalogue.hpp"
#include "text/count_section.hpp"

namespace postern::text {

namespace {

ctemplate::TemplateString engine_text(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void Fields::set(std::string_view name, std::string_view value) {
    note(name);
    dictionary_.SetValue(engine_text(name), engine_text(value));
}

void Fields::show(std::string_view name, bool condition) {
    note(name);
    if (condition) reveal(name);
}

void Fields::reveal(std::string_view name) {
    // The engine draws a section with the values of the dictionary in which it is shown.
    shown_.emplace_back(name);
    dictionary_.ShowSection(engine_text(name));
    for (auto* const dictionary : inside_) dictionary->ShowSection(engine_text(name));
}

void Fields::count(std::uint64_t number) {
    set("COUNT", std::to_string(number));
    dictionary_.ShowSection(count_section(plural_form(language_, number), true));
    dictionary_.ShowSection(count_section(plural_form(kFallbackLanguage, number), false));
}

void Fields::note(std::string_view name) {
    if (names_) names_->emplace(name);
}

Fields Fields::add_section(std::string_view name) {
    Fields inner{*dictionary_.AddSectionDictionary(engine_text(name)), language_, names_};
    inner.outer_ = this;
    for (const auto& shown : shown_) inner.reveal(shown);
    for (Fields* around = this; around != nullptr; around = around->outer_)
        around->inside_.push_back(&inner.dictionary_);
    return inner;
}

}  // namespace postern::text
