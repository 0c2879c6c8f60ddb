#pragma once

// Commands as octets, ready to be sent: several make one batch, written at once and answered in
// order.

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace sluis::store {

class Commands {
 public:
  void add(std::initializer_list<std::string_view> words) { add(std::span(words)); }
  void add(std::span<const std::string_view> words);

  /// How many replies are to come.
  std::size_t count() const noexcept { return count_; }
  const std::string& octets() const noexcept { return octets_; }
  std::string& octets() noexcept { return octets_; }

 private:
  std::string octets_;
  std::size_t count_ = 0;
};

}  // namespace sluis::store
