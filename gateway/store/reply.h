#pragma once

// What Redis answers, read from a stream of octets (RESP2). Knows no socket: octets in, replies
// out, so that every malice of a server can be tried in a test.
//
// Refuses what no server of ours would send: more octets or elements in one reply than the limits
// allow, lists nested deeper than seven, and anything that is not RESP2. After a refusal the stream
// is lost: where the next reply begins is no longer known.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sluis::store {

struct Reply {
  enum class Kind { nothing, text, status, error, number, list };

  Kind kind = Kind::nothing;
  std::string text{};  // of a text, a status or an error
  std::int64_t number = 0;
  std::vector<Reply> elements{};
};

struct ReplyLimits {
  std::size_t octets = 256 * 1024;  // our longest record is 4 KB, INFO some 8 KB
  std::size_t elements = 1024;
};

class ReplyReader {
 public:
  enum class Reading { complete, incomplete, malformed };

  explicit ReplyReader(ReplyLimits limits = {});
  ReplyReader(ReplyReader&&) noexcept;
  ReplyReader& operator=(ReplyReader&&) noexcept;
  ~ReplyReader();

  void feed(std::string_view octets);

  /// Takes the next whole reply out. To be called until it is no longer `complete`; once
  /// `malformed`, always.
  Reading next(Reply& reply);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace sluis::store
