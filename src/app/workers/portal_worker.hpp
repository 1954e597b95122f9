/// portal_worker: the wiring of one portal worker process: pages, forms and API.
#pragma once

#include <optional>
#include <set>
#include <string>

#include <sys/types.h>

#include "app/wiring/block_texts.hpp"
#include "app/wiring/password_data.hpp"
#include "app/wiring/shared_state.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/portal/gallery.hpp"
#include "postern/portal/pages.hpp"
#include "postern/process/master.hpp"

namespace postern::app {

struct PortalWorkerInput {
    const config::Config& config;
    std::string database_password;
    const portal::Pages& pages;  ///< loaded by the master, shared by all workers
    const portal::LetterGallery& letters;
    const std::string& openapi;
    const std::string& reference;  ///< the page of the API
    const PasswordData& password_data;
    const BlockTemplates& blocks;  ///< for nginx, which the console shows
    std::optional<crypto::KeyRing> keys;
    const SharedState& shared;
    int listen_fd;
    std::set<uid_t> peers;
};

/// Runs in a child of the master until it is told to stop. Returns its exit status.
int run_portal_worker(const PortalWorkerInput& input, process::WorkerContext& context);

}  // namespace postern::app
