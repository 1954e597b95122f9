/// Fields: what is written into a template. The only way there, so that nothing can be marked safe:
/// in HTML every value is escaped by the template for the place where it stands.
///
/// A name that the template does not have is ignored by the engine; the tests compare the names.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ctemplate {
class TemplateDictionary;
}

namespace postern::text {

class Fields {
public:
    /// `names`, if given, collects every name that is written, shown or not.
    /// `language` is that of the template.
    Fields(ctemplate::TemplateDictionary& dictionary, std::string_view language,
           std::set<std::string>* names = nullptr)
        : dictionary_{dictionary}, language_{language}, names_{names} {}

    void set(std::string_view name, std::string_view value);

    /// Shows the section when `condition` holds: here, and inside of every item of repeat(), where
    /// it can use what the item writes.
    void show(std::string_view name, bool condition);

    /// The number that the sentences of this section count: their `{{COUNT}}`, and which plural
    /// form of each is shown.
    void count(std::uint64_t number);

    /// Repeats the section for each item; `fill(fields, item)` writes what is inside.
    template <class Item, class Fill>
    void repeat(std::string_view name, const std::vector<Item>& items, Fill fill) {
        note(name);
        for (const auto& item : items) {
            Fields inner = add_section(name);
            fill(inner, item);
        }
    }

private:
    void note(std::string_view name);
    void reveal(std::string_view name);
    Fields add_section(std::string_view name);

    ctemplate::TemplateDictionary& dictionary_;
    std::string language_;
    std::set<std::string>* names_;
    Fields* outer_ = nullptr;                               // of an item
    std::vector<std::string> shown_{};                      // here, and further out
    std::vector<ctemplate::TemplateDictionary*> inside_{};  // of items, at any depth
};

}  // namespace postern::text
