/// refusals: one problem document for each way in which a site cannot be added or changed.
#pragma once

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::api::admin::sites {

http::Response refuse(service::AddSiteError error, const http::Request& request);
http::Response refuse(service::SetSiteError error, const http::Request& request);

/// 403 `forbidden`: only who may change all sites says where one is.
http::Response fixed_origin(const http::Request& request);

}  // namespace postern::api::admin::sites
