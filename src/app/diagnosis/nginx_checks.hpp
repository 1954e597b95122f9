/// nginx_checks: what nginx's whole configuration says about Postern, and the certificates in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/diagnosis/finding.hpp"
#include "app/diagnosis/nginx/nginx_config.hpp"
#include "postern/base/clock.hpp"

namespace postern::app {

/// `dump`: what `nginx -T` prints; `known_sites`: as in lint_nginx(). All findings about it, those
/// of its certificates included.
std::vector<Finding> check_nginx(std::string_view dump,
                                 const std::optional<std::vector<std::string>>& known_sites,
                                 TimePoint now);

/// The files that `ssl_certificate` names, each once; names with variables are left out.
std::vector<std::string> certificate_files(const std::vector<NginxSource>& files);

/// The end of a certificate, from two weeks before. Reads the file.
Finding check_certificate(const std::string& path, TimePoint now);

}  // namespace postern::app
