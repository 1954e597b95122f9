/// http_printing: how failed checks show the types of http/.
#pragma once

#include <ostream>

#include "postern/http/status.hpp"

namespace postern::http {

inline std::ostream& operator<<(std::ostream& out, Status status) {
    return out << static_cast<int>(status);
}

}  // namespace postern::http
