/// Client: what is known of the device on the other side of a request.
#pragma once

#include <string>
#include <string_view>

namespace postern::service {

struct Client {
    std::string address{};     ///< network address as nginx saw it
    std::string user_agent{};  ///< as sent; cut and cleaned before it is stored
    std::string request_id{};
    std::string language{};  ///< of the pages shown, and of the e-mails that follow
    std::string device{};    ///< value of the cookie that marks a browser that was here before
};

/// What a client sent, fit to be stored and shown: printable ASCII of bounded length, `?` for what
/// is not.
std::string storable_user_agent(std::string_view sent);
std::string storable_address(std::string_view sent);
std::string storable_request_id(std::string_view sent);

}  // namespace postern::service
