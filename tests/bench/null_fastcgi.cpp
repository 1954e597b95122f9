// The yardstick: the least that a pre-forked libfcgi responder can do. Each worker accepts a
// connection, reads one request, answers 204 and closes, as auth_request over FastCGI usually
// works.
//
// usage: null_fastcgi SOCKET WORKERS        ends with its parent or at SIGTERM
#include <fcgiapp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr int kBacklog = 4096;
constexpr char kAnswer[] =
    "Status: 204 No Content\r\nPostern-Verdict: user\r\nRemote-User: bench\r\n\r\n";

[[noreturn]] void work(int listen_fd) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    FCGX_Request request;
    if (FCGX_InitRequest(&request, listen_fd, 0) != 0) _exit(1);
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutStr(kAnswer, sizeof kAnswer - 1, request.out);
        FCGX_Finish_r(&request);
    }
    _exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: null_fastcgi SOCKET WORKERS\n";
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    FCGX_Init();
    const int listen_fd = FCGX_OpenSocket(argv[1], kBacklog);
    if (listen_fd < 0) return 1;
    chmod(argv[1], 0666);
    for (int i = std::atoi(argv[2]); i > 0; --i)
        if (fork() == 0) work(listen_fd);
    while (wait(nullptr) > 0) {
    }
    return 0;
}
