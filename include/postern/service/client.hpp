/// Client: what is known of the device on the other side of a request.
#pragma once

#include <string>

namespace postern::service {

struct Client {
    std::string address;     ///< network address as nginx saw it
    std::string user_agent;  ///< as sent; cut and cleaned before it is stored
};

}  // namespace postern::service
