// The administrator's command. Everything is in the app layer.
#include "postern/app/command_line.hpp"
#include "postern/base/private_memory.hpp"
#include "postern/base/standard_streams.hpp"

int main(int argc, char** argv) {
    postern::open_standard_streams();
    postern::keep_memory_private();
    return postern::app::run_command_line(argc, argv);
}
