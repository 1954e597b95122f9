#include "app/diagnosis/finding.hpp"

namespace postern::app {

std::string_view to_text(Health health) noexcept {
    switch (health) {
        case Health::Ok:
            return "ok";
        case Health::Warning:
            return "warning";
        case Health::Failed:
            break;
    }
    return "failed";
}

}  // namespace postern::app
