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
#include <vector>

#include "postern/http/response.hpp"
#include "postern/model/brand.hpp"
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

    /// Whether it may look different in the light and in the dark scheme by itself.
    bool has_schemes() const noexcept {
        return content_type.starts_with("text/css") || content_type == "image/svg+xml";
    }
};

/// What the pages are made of, and whose they are.
struct PageFiles {
    std::string folder;     ///< with templates/ and static/
    std::string overlay{};  ///< the same, of the administrator's own; empty, or not there: none
    Brand brand{};
    std::string logo{};  ///< file; empty: icon and name
    std::string icon{};  ///< file; empty: the name's first letter
    std::string css{};   ///< file with rules that come after those of the pages; empty: none
};

class Pages {
public:
    /// Reads `folder`/templates/*.html and `folder`/static/. Throws std::runtime_error, naming the
    /// file, when one is missing, unreadable or broken, marks a value as safe, uses a word that is
    /// not in `words`, or belongs to no view of any room.
    static Pages load(const std::string& folder, text::Catalogue words);
    /// The same with files of the administrator's own over them; what is wrong with these is named
    /// with file and line. `notes` gets what works and is worth a look, such as a template that
    /// nothing uses.
    static Pages load(const PageFiles& files, text::Catalogue words,
                      std::vector<std::string>* notes = nullptr);

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

    /// All files under /static/.
    const std::vector<StaticFile>& static_files() const noexcept;

    /// The words that the pages are made of.
    const text::Catalogue& words() const noexcept;

    /// Whose pages they are.
    const Brand& brand() const noexcept;

private:
    struct Loaded;
    using Filler = std::function<void(Fields&)>;
    explicit Pages(std::unique_ptr<Loaded> loaded);
    std::string render(std::string_view template_name, std::string_view language,
                       const Filler& filler) const;

    std::unique_ptr<Loaded> loaded_;
};

}  // namespace postern::portal
