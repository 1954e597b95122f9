/// templates: each room names the templates of its views; the start loads and checks them all.
#pragma once

#include <string>
#include <vector>

namespace postern::portal {

/// The names of the templates of these views.
template <class... Views>
std::vector<std::string> templates_of() {
    return {std::string{Views::kTemplate}...};
}

/// Those of the kit's own views.
std::vector<std::string> kit_templates();

}  // namespace postern::portal
