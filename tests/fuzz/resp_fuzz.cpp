// Replies keep within their limits, and are the same however the network cuts them.

#include <algorithm>
#include <string_view>
#include <vector>

#include "store/reply.h"
#include "tests/fuzz/target.h"

using namespace sluis::store;
using sluis::tests::require;

namespace {

constexpr ReplyLimits kLimits{.octets = 4096, .elements = 64};

struct Read {
  std::vector<Reply> replies;
  ReplyReader::Reading end = ReplyReader::Reading::incomplete;
};

Read read_in_pieces(std::string_view octets, std::size_t piece) {
  ReplyReader reader(kLimits);
  Read read;
  for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size()))) {
    reader.feed(octets.substr(0, piece));
    Reply reply;
    while ((read.end = reader.next(reply)) == ReplyReader::Reading::complete) {
      read.replies.push_back(std::move(reply));
    }
  }
  return read;
}

void measure(const Reply& reply, std::size_t& octets, std::size_t& elements) {
  octets += reply.text.size();
  elements += reply.elements.size();
  for (const Reply& element : reply.elements) measure(element, octets, elements);
}

bool is_same(const Reply& left, const Reply& right) {
  return left.kind == right.kind && left.text == right.text && left.number == right.number &&
         std::ranges::equal(left.elements, right.elements, is_same);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto octets = sluis::tests::text_of(data, size);
  const Read whole = read_in_pieces(octets, size);
  for (const Reply& reply : whole.replies) {
    std::size_t text = 0;
    std::size_t elements = 0;
    measure(reply, text, elements);
    require(text <= kLimits.octets && elements <= kLimits.elements);
  }
  if (size > kLimits.octets) return 0;  // a cut may then be refused a little earlier
  for (const std::size_t piece : {1u, 2u, 7u}) {
    const Read cut = read_in_pieces(octets, piece);
    require(cut.end == whole.end);
    require(std::ranges::equal(cut.replies, whole.replies, is_same));
  }
  return 0;
}
