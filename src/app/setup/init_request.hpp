/// InitRequest: what `postern init` was asked for, in its options or on the terminal.
#pragma once

#include <string>
#include <vector>

#include "app/setup/nginx_blocks.hpp"

namespace postern::app {

struct InitRequest {
    std::string public_url{};
    std::vector<std::string> sites{};    ///< NAME=URL
    std::vector<std::string> targets{};  ///< NAME=TARGET, see parse_site_requests()
    std::string cookie_domain{};         ///< empty: the domain that the portal and the sites share
    std::string admin_email{};
    std::string admin_name{};
    std::string database_socket{};
    std::string database_name{};
    std::string secrets_folder{};
    std::string key_file{};      ///< empty: the default of the setting
    std::string nginx_folder{};  ///< `none`: write no server blocks
    BlockOptions nginx{};
    bool print_sql = false;      ///< print what needs the database's administrator
    bool database_only = false;  ///< only the database, of an existing configuration
    bool yes = false;            ///< ask nothing
};

}  // namespace postern::app
