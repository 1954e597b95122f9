#include "app/diagnosis/nginx_checks.hpp"

#include <algorithm>
#include <chrono>

#include "app/diagnosis/nginx/nginx_lint.hpp"
#include "postern/base/file.hpp"
#include "postern/crypto/certificate.hpp"

namespace postern::app {

namespace {

using std::chrono::days;

constexpr days kTimeToRenew{14};

void add_certificates(const std::vector<NginxDirective>& directives, const std::string& folder,
                      std::vector<std::string>& paths) {
    for (const auto& directive : directives) {
        add_certificates(directive.block, folder, paths);
        if (directive.name != "ssl_certificate" || directive.arguments.size() != 1) continue;
        std::string path = directive.arguments.front();
        if (path.find('$') != std::string::npos || path.starts_with("data:")) continue;
        if (!path.starts_with('/')) path.insert(0, folder);
        if (std::ranges::find(paths, path) == paths.end()) paths.push_back(std::move(path));
    }
}

std::vector<Finding> check_blocks(const std::vector<NginxSource>& files,
                                  const std::optional<std::vector<std::string>>& known_sites) {
    const auto report = lint_nginx(files, known_sites);
    if (report.sites == 0)
        return {Finding::warning("nginx",
                                 "no server block names a site: nothing is protected; "
                                 "`postern nginx SITE` prints one")};
    std::vector<Finding> findings;
    for (const auto& problem : report.problems) {
        if (problem.severity == Severity::Note) continue;
        const std::string detail = problem.file + ":" + std::to_string(problem.line) + ": " +
                                   problem.message + "; " + problem.fix;
        findings.push_back(problem.severity == Severity::Error ? Finding::failed("nginx", detail)
                                                               : Finding::warning("nginx", detail));
    }
    if (findings.empty())
        findings.push_back(
            Finding::ok("nginx", std::to_string(report.sites) + " protected server block" +
                                     (report.sites == 1 ? "" : "s") + " without a problem"));
    return findings;
}

/// Rounded down; 0 on the last day.
std::string days_text(std::chrono::seconds left) {
    const auto count = std::chrono::floor<days>(left).count();
    return std::to_string(count) + (count == 1 ? " day" : " days");
}

}  // namespace

std::vector<std::string> certificate_files(const std::vector<NginxSource>& files) {
    std::vector<std::string> paths;
    if (files.empty()) return paths;
    const auto& main = files.front().name;
    const std::string folder = main.substr(0, main.rfind('/') + 1);
    for (const auto& file : files) add_certificates(file.directives, folder, paths);
    return paths;
}

Finding check_certificate(const std::string& path, TimePoint now) {
    const std::string name = "certificate " + path;
    std::string pem;
    try {
        constexpr std::size_t kMaxBytes = 1024 * 1024;
        pem = read_file(path, kMaxBytes);
    } catch (const FileError& error) {
        return Finding::warning(name, std::string{error.what()} + "; are you root?");
    }
    const auto validity = crypto::find_certificate_validity(pem);
    if (!validity) return Finding::failed(name, "holds no certificate that can be read");
    const std::string end = to_rfc3339(validity->not_after);
    if (validity->not_after < now)
        return Finding::failed(name, "has ended at " + end + "; renew it and reload nginx");
    if (validity->not_before > now)
        return Finding::failed(name, "begins only at " + to_rfc3339(validity->not_before) +
                                         "; is this host's clock right?");
    const auto left = validity->not_after - now;
    if (left < kTimeToRenew)
        return Finding::warning(name, "ends in " + days_text(left) + ", at " + end + "; renew it");
    return Finding::ok(name, "is good for " + days_text(left) + ", until " + end);
}

std::vector<Finding> check_nginx(std::string_view dump,
                                 const std::optional<std::vector<std::string>>& known_sites,
                                 TimePoint now) {
    std::vector<NginxSource> files;
    try {
        files = parse_nginx_config(dump);
    } catch (const NginxSyntaxError& error) {
        return {Finding::failed("nginx",
                                std::string{"its configuration cannot be read: "} + error.what())};
    }
    auto findings = check_blocks(files, known_sites);
    for (const auto& path : certificate_files(files))
        findings.push_back(check_certificate(path, now));
    return findings;
}

}  // namespace postern::app
