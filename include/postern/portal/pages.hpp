/// Pages: all HTML pages and static files of the portal, in memory.
///
/// Loaded and checked by the master before it forks, so that a missing or broken file stops the
/// start and the workers share one copy. Immutable afterwards; touches no file again. It knows how
/// a page looks, not when it is shown.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "postern/http/response.hpp"
#include "postern/text/catalogue.hpp"
#include "postern/text/fields.hpp"

namespace postern::portal {

using text::Fields;

/// One file under /static/, as it goes out.
struct StaticFile {
    std::string name;          ///< `postern.css`
    std::string content_type;  ///< `text/css; charset=utf-8`
    std::string content;
    std::string
        version;  ///< of the content; `?v=` in links, so that a browser may keep it for ever
};

class Pages {
public:
    /// Reads `folder`/templates/*.html and `folder`/static/. Throws std::runtime_error, naming the
    /// file, when one is missing, unreadable or broken, marks a value as safe, uses a word that is
    /// not in `words`, or belongs to no view of any room.
    static Pages load(const std::string& folder, text::Catalogue words);

    Pages(Pages&&) noexcept;
    Pages& operator=(Pages&&) noexcept;
    ~Pages();

    /// The page of this view in its frame's language, with everything in it escaped for where it
    /// stands. A View names its template (`kTemplate`) and writes its fields (`fill`).
    template <class View>
    http::Response draw(http::Status status, const View& view) const {
        return http::Response::html(status, render(View::kTemplate, view.frame.language,
                                                   [&view](Fields& fields) { view.fill(fields); }));
    }

    /// The file of this name. REQUIRES: it is one of those that load() reads.
    const StaticFile& static_file(std::string_view name) const;

    /// The words that the pages are made of.
    const text::Catalogue& words() const noexcept;

private:
    struct Loaded;
    using Filler = std::function<void(Fields&)>;
    explicit Pages(std::unique_ptr<Loaded> loaded);
    std::string render(std::string_view template_name, std::string_view language,
                       const Filler& filler) const;

    std::unique_ptr<Loaded> loaded_;
};

}  // namespace postern::portal
