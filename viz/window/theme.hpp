#pragma once

namespace concord {

/// Colours and sizes of Dear ImGui for a scale: dark on light, text at least 4.5:1 and controls at least 3:1
/// against what they stand on (WCAG 2.1).
void set_theme(double scale);

}  // namespace concord
