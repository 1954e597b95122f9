#include "portal/reference/document.hpp"
#include "portal/reference/view.hpp"
#include "postern/portal/pages.hpp"
#include "postern/portal/reference.hpp"

namespace postern::portal {

std::string draw_reference(const Pages& pages, std::string_view document,
                           const std::string& base_path) {
    const reference::ReferenceView view{.frame = {.base_path = base_path, .language = "en"},
                                        .document = reference::read_document(document)};
    return pages.draw(http::Status::Ok, view).body();
}

}  // namespace postern::portal
