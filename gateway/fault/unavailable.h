#pragma once

// Something that we depend on does not answer. Thrown where it is noticed, caught once (routes),
// answered with 503 and Retry-After. The text is ours, never foreign input.

#include <stdexcept>

namespace sluis {

class Unavailable : public std::runtime_error {
 public:
  enum class What { store, stale_ring, mail, provider, service, busy, token };

  Unavailable(What what, const char* text) : std::runtime_error(text), what_(what) {}

  What what_is() const noexcept { return what_; }

 private:
  What what_;
};

}  // namespace sluis
