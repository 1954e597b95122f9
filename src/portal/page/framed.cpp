#include "portal/page/framed.hpp"

#include "postern/http/content_security_policy.hpp"

namespace postern::portal {

bool is_framed(const http::Request& request) noexcept {
    const auto& dest = request.sec_fetch_dest;
    return dest == "iframe" || dest == "frame" || dest == "embed" || dest == "object" ||
           dest == "fencedframe";
}

http::Response show_framed(const Context& context, const http::Request& request,
                           const ReturnTo& to) {
    return context.pages.draw(http::Status::Ok, FramedView{context.frame(request), to})
        .add("Content-Security-Policy", http::framed_page_policy());
}

}  // namespace postern::portal
