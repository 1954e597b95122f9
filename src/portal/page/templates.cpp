#include "portal/page/templates.hpp"

#include "portal/page/check_mail.hpp"
#include "portal/page/error_view.hpp"
#include "portal/page/framed.hpp"
#include "portal/page/unreached_view.hpp"

namespace postern::portal {

std::vector<std::string> kit_templates() {
    return templates_of<CheckMailView, ErrorView, FramedView, UnreachedView>();
}

}  // namespace postern::portal
