/// Templates: files with `{{NAME}}` markers and `[[key]]` words, drawn in any language.
///
/// Loaded and checked by the master before it forks; immutable, and no file is opened afterwards.
/// In an HTML template every value is escaped for the place where it stands (ctemplate's
/// auto-escape mode) and can not be marked safe; words are escaped for text and for attributes in
/// double quotes, the only places where they may stand. Text templates escape nothing and keep
/// their blank lines.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "postern/text/catalogue.hpp"
#include "postern/text/fields.hpp"

namespace postern::text {

enum class TemplateFormat { Html, Text };

/// Which files to load.
struct TemplateFiles {
    std::string folder;
    std::string extension;  ///< `.html`
    TemplateFormat format;
    std::vector<std::string> names;
    /// Files there take the place of those of the same name; empty, or not there: none do.
    std::string overlay{};
};

class Templates {
public:
    /// Also loads what the templates include by `{{>name}}`. Throws std::runtime_error, naming file
    /// and line, when one is missing or broken, marks a value as safe, uses a word that the
    /// catalogue does not have, or is in the folder and neither named nor included. `notes` gets a
    /// line for each file of the overlay that is used by nothing, or lacks a value that the file in
    /// `folder` shows.
    static Templates load(const TemplateFiles& files, const Catalogue& catalogue,
                          std::vector<std::string>* notes = nullptr);

    Templates(Templates&&) noexcept;
    Templates& operator=(Templates&&) noexcept;
    ~Templates();

    using Filler = std::function<void(Fields&)>;

    /// The template, filled. A language that is not there is English.
    std::string render(std::string_view name, std::string_view language,
                       const Filler& filler) const;

    /// The text that load() makes of one template in English, partials and words put in; for tests.
    /// Throws as load() does.
    static std::string read(const TemplateFiles& files, const Catalogue& catalogue,
                            const std::string& name);

private:
    struct Loaded;
    class Parser;
    explicit Templates(std::unique_ptr<Loaded> loaded);
    std::unique_ptr<Loaded> loaded_;
};

}  // namespace postern::text
