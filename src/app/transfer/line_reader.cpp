#include "app/transfer/line_reader.hpp"

#include <string_view>

namespace postern::app {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineReader::Found LineReader::next(std::string& line) {
    line.clear();
    bool too_long = false;
    bool found_any = false;
    try {
        auto* buffer = in_.rdbuf();
        for (int c = 0; (c = buffer->sbumpc()) != std::char_traits<char>::eof();) {
            found_any = true;
            if (c == '\r' && buffer->sgetc() == '\n') continue;
            if (c == '\n' || c == '\r') break;
            too_long = too_long || line.size() == kMaxBytes;
            if (!too_long) line += static_cast<char>(c);
        }
    } catch (const std::ios_base::failure&) {  // how libstdc++'s filebuf reports what read(2) says
        throw ReadError{"the file could not be read beyond line " + std::to_string(lines_)};
    }
    if (!found_any) return Found::End;
    ++lines_;
    if (too_long) return Found::TooLong;
    if (lines_ == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
    return Found::Line;
}

}  // namespace postern::app
