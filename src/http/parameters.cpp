#include "postern/http/parameters.hpp"

#include <algorithm>
#include <iterator>

namespace postern::http {
namespace {

using Named = std::pair<std::string, std::string>;

// The gate's dozen of parameters is compared pair by pair: no allocation on the hot path.
constexpr std::size_t kFew = 48;

bool few_have_duplicates(const std::vector<Named>& values) noexcept {
    for (auto a = values.begin(); a != values.end(); ++a) {
        const auto same_name = [&a](const Named& b) { return a->first == b.first; };
        if (std::any_of(std::next(a), values.end(), same_name)) return true;
    }
    return false;
}

// A client may send thousands of headers; comparing all pairs would be its lever on our CPU.
bool many_have_duplicates(const std::vector<Named>& values) {
    std::vector<std::string_view> names;
    names.reserve(values.size());
    for (const auto& [name, value] : values) names.push_back(name);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace

void Parameters::add(std::string_view name, std::string_view value) {
    values_.emplace_back(name, value);
}

void Parameters::clear() noexcept { values_.clear(); }

std::optional<std::string_view> Parameters::find(std::string_view name) const noexcept {
    const auto found = std::find_if(values_.begin(), values_.end(),
                                    [name](const Named& value) { return value.first == name; });
    if (found == values_.end()) return std::nullopt;
    return found->second;
}

bool Parameters::has_duplicates() const noexcept {
    return values_.size() <= kFew ? few_have_duplicates(values_) : many_have_duplicates(values_);
}

}  // namespace postern::http
