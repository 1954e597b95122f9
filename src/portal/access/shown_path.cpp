#include "portal/access/shown_path.hpp"

#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/access/access_request_service.hpp"

namespace postern::portal::access {

std::string shown_path(std::string_view target) {
    const std::string plain = service::quotable_path(target);
    if (plain == "/") return {};
    const auto decoded = percent_decode(plain, false);
    const auto shown =
        decoded ? one_line(*decoded, service::kMaxAccessPathBytes) : std::optional<std::string>{};
    return shown.value_or(plain);
}

}  // namespace postern::portal::access
