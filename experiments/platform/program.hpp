#pragma once
// What the programs share around their work: standard streams that may be closed or full, signals that would
// end them, and exit codes.

#include <functional>
#include <string_view>

namespace concord {

/// Says something on standard error, and a line end. Never throws: run_program() tells at the end.
void tell(std::string_view text);

/// All of main(): gives what `body` gives, or says after `name` what it throws and gives its exit code.
/// Output that could not be written is trouble with a file, whatever it was for.
int run_program(std::string_view name, const std::function<int()>& body);

}  // namespace concord
