#include "postern/json/json.hpp"

#include <algorithm>

namespace postern::json {

const Json* Json::find(std::string_view name) const noexcept {
    const auto* members = object();
    if (members == nullptr) return nullptr;
    const auto found = std::find_if(members->begin(), members->end(),
                                    [name](const auto& member) { return member.first == name; });
    return found == members->end() ? nullptr : &found->second;
}

}  // namespace postern::json
