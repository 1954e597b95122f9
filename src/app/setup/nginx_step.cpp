#include "app/setup/nginx_step.hpp"

#include <filesystem>
#include <utility>

#include "app/setup/files.hpp"
#include "app/wiring/nginx_program.hpp"
#include "postern/base/file.hpp"

namespace postern::app {

namespace {

CommandError socket_missing(const std::string& socket, const std::string& path) {
    return {kRefused, "the configuration uses the socket " + socket + ", which " + path +
                          " does not name; add it there"};
}

}  // namespace

std::vector<NginxFile> server_blocks(const config::Config& config, const InitRequest& request,
                                     const std::vector<SiteRequest>& sites,
                                     const service::SiteService& registered) {
    const std::string& snippets = request.nginx.snippets;
    const std::string prefix = request.nginx_folder + "/postern";
    std::string portal = "include " + snippets + "/upstreams.conf;\n";
    portal.append("include ").append(snippets).append("/http.conf;\n\n");
    portal += portal_block(config, request.nginx);
    std::vector<NginxFile> files{{prefix + ".conf", std::move(portal)}};
    for (const auto& wanted : sites) {
        const auto site = registered.find(wanted.name);
        if (!site || (wanted.target.root.empty() && wanted.target.upstream.empty())) continue;
        files.push_back({prefix + "_site_" + site->name + ".conf",
                         site_block(config, *site, wanted.target, request.nginx)});
    }
    return files;
}

void write_server_blocks(const config::Config& config, const InitRequest& request,
                         const std::vector<SiteRequest>& sites,
                         const service::SiteService& registered, Dialog& dialog) {
    if (request.nginx_folder == "none") return;
    if (!std::filesystem::is_directory(request.nginx_folder))
        return dialog.report(request.nginx_folder +
                             " does not exist, so nginx is not installed here. `postern nginx "
                             "--portal` prints the portal's server block.");
    for (const auto& path : write_nginx_files(server_blocks(config, request, sites, registered)))
        dialog.report("Wrote " + path + ".");
    if (has_nginx()) dialog.report("nginx accepts its configuration.");
}

void check_snippets(const config::ServerConfig& server, const InitRequest& request) {
    const auto path = request.nginx.snippets + "/upstreams.conf";
    if (request.nginx_folder == "none" || !std::filesystem::exists(path)) return;
    const auto text = read_file(path);
    for (const auto& socket : {server.gate_socket, server.portal_socket})
        if (text.find("unix:" + socket + " ") == std::string::npos)
            throw socket_missing(socket, path);
}

}  // namespace postern::app
