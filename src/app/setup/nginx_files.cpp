#include "app/setup/nginx_files.hpp"

#include <unistd.h>

#include "app/console/console.hpp"
#include "app/setup/files.hpp"
#include "app/wiring/nginx_program.hpp"

namespace postern::app {

namespace {

/// The output of `nginx -t` when it fails, else empty.
std::string complaint_of_nginx() {
    const auto said = run_nginx({"-t", "-q"});
    if (said.succeeded) return {};
    const std::string all = said.err + said.out;
    return all.empty() ? "nginx -t failed without a message" : all;
}

void remove_files(const std::vector<std::string>& paths) {
    for (const auto& path : paths) unlink(path.c_str());
}

}  // namespace

std::vector<std::string> write_nginx_files(const std::vector<NginxFile>& files) {
    std::vector<std::string> written;
    for (const auto& [path, text] : files)
        if (write_new_file(path, kWrittenByInit + text, 0644)) written.push_back(path);
    if (!has_nginx()) return written;
    const auto complaint = complaint_of_nginx();
    if (complaint.empty()) return written;
    remove_files(written);
    throw CommandError{
        kRefused,
        "nginx rejects its configuration" +
            std::string{written.empty() ? "" : " with Postern's files, which were removed again"} +
            ":\n" + complaint + "Fix this and run postern init again."};
}

}  // namespace postern::app
