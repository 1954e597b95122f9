// The daemon. Everything is in the app layer.
#include "postern/app/daemon.hpp"

int main(int argc, char** argv) { return postern::app::run_daemon(argc, argv); }
