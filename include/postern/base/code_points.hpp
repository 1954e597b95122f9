/// code_points: which characters must never reach a terminal, a log or a header as they are.
#pragma once

namespace postern {

/// True for what changes how the text around it is read: controls (C0, DEL, C1), line and paragraph
/// separators, marks, embeddings, overrides and isolates that change the writing direction (Unicode
/// Standard Annex #9), annotation marks, blank
/// fillers, deprecated format characters and noncharacters.
bool is_misleading(char32_t code_point) noexcept;

}  // namespace postern
