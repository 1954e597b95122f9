#include "portal/page/error_view.hpp"

namespace postern::portal {

void ErrorView::fill(Fields& fields) const {
    using E = http::PipelineError;
    frame.fill(fields);
    fields.show("BAD_REQUEST", error == E::BadRequest);
    fields.show("NOT_FOUND", error == E::NotFound);
    fields.show("METHOD_NOT_ALLOWED", error == E::MethodNotAllowed);
    fields.show("PAYLOAD_TOO_LARGE", error == E::PayloadTooLarge);
    fields.show("UNSUPPORTED_MEDIA_TYPE", error == E::UnsupportedMediaType);
    fields.show("CROSS_SITE", error == E::CrossSite);
    fields.show("STALE_FORM", error == E::StaleForm);
    fields.show("UNAVAILABLE", error == E::Unavailable);
    fields.show("INTERNAL", error == E::Internal);
    fields.show("OTHER_ERROR",
                error != E::NotFound && error != E::Unavailable && error != E::StaleForm);
    fields.show("HAS_REQUEST_ID", !request_id.empty());
    fields.set("REQUEST_ID", request_id);
}

}  // namespace postern::portal
