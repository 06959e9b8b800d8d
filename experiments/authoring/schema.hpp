#pragma once
// JSON Schema of the tables of keys (experiments/grammar/keys.hpp), draft 7.

#include "experiments/grammar/keys.hpp"
#include "experiments/platform/json.hpp"

#include <string>
#include <string_view>

namespace concord {

/// An object with these keys and no others.
Json schema_of(const Keys& keys);
Json schema_of(const Form& form);
Json reference_to(std::string_view definition);

/// Groups of parameters, and the same as `group.key`, each a reference to its key below `groups`.
Json schema_of_parameters(std::string_view groups);

/// A whole document; `comment` says which option of `concord describe` makes it.
std::string schema_text(std::string_view title, std::string_view option, Json schema);

}  // namespace concord
