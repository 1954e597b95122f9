/// block_texts: the server blocks of the portal and of sites, made of the templates in share/nginx.
///
/// Pure but for loading the templates, so that the portal, which opens no file, can show a block.
/// Every value is checked first: BlockError for one that nginx would misread.
#pragma once

#include <stdexcept>
#include <string>

#include "postern/model/origin.hpp"
#include "postern/model/site.hpp"

namespace postern::app {

struct BlockOptions {
    std::string listen;  ///< argument of nginx's listen; empty: from the address
    std::string snippets = "/etc/nginx/postern";
    std::string certificate;      ///< empty: /etc/ssl/certs/HOST.pem
    std::string certificate_key;  ///< empty: /etc/ssl/private/HOST.key
};

/// What serves a site: exactly one of the two.
struct SiteTarget {
    std::string upstream;  ///< an application: http://127.0.0.1:3000
    std::string root;      ///< files: an absolute path
};

class BlockError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct BlockTemplates {
    std::string portal;
    std::string proxied_site;
    std::string static_site;
    bool has_ipv6 = true;  ///< this host has it: blocks listen over it, too
};

/// From `share_dir`/nginx. Throws FileError.
BlockTemplates load_block_templates(const std::string& share_dir);

/// `base_path`: of the portal's address, empty or like `/auth`.
std::string portal_block(const BlockTemplates& templates, const Origin& portal,
                         const std::string& base_path, const BlockOptions& options);
std::string site_block(const BlockTemplates& templates, const Site& site, const SiteTarget& target,
                       const BlockOptions& options);

}  // namespace postern::app
