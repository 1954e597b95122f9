#include "portal/reference/view.hpp"
#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

namespace {

using namespace reference;

/// The page has all operations of the API; here is one of them.
ReferenceView api(const Stage& s) {
    Operation operation;
    operation.id = "get_me";
    operation.method = "GET";
    operation.path = "/api/v1/me";
    operation.summary = "Read who is signed in";
    operation.credentials = read_text("the session cookie, or an access token");
    operation.answers = {{.status = "200", .text = read_text("The user.")}};
    Chapter chapter;
    chapter.name = "account";
    chapter.text = read_text("The user who is signed in.");
    chapter.operations = {operation};
    ReferenceView view{.frame = s.frame, .document = {}};
    view.document.title = std::string{s.pages.brand().shown_name()};
    view.document.version = "1";
    view.document.chapters = {chapter};
    return view;
}

}  // namespace

std::vector<Sample> of_reference() { return {sample(api)}; }

}  // namespace postern::portal::sample
