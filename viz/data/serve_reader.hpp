#pragma once
// The other side of ReaderProcess.

namespace concord {

/// Reads files for the process at the other end of `in` and `out` until that ends; what a program does when
/// it is started with reader_argument, with its standard input and output. The value is main()'s.
int serve_reader(int in, int out);

}  // namespace concord
