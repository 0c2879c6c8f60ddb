#pragma once

// Octets that nobody may see: moved and never copied by accident, wiped when they go, compared in
// constant time, and without any way to print them.

#include <compare>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace sluis::crypto {

class Secret {
 public:
  Secret() = default;  // empty: holds nothing, equal to nothing but another empty one
  explicit Secret(std::size_t size_bytes);  // zeroes, to be filled through `fill`
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  static Secret copy_of(std::string_view octets);
  static Secret take(std::string&& octets);  // wipes what it took

  Secret clone() const;

  /// The octets themselves. The name is there to be searched for in a review.
  std::string_view expose() const noexcept { return {octets_, size_}; }
  char* fill() noexcept { return octets_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  friend bool operator==(const Secret& left, const Secret& right) noexcept;
  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  char* octets_ = nullptr;
  std::size_t size_ = 0;
};

/// Takes as long for the first difference as for the last; the lengths may show.
bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept;

/// Overwrites in a way that the compiler may not remove, and empties.
void wipe(std::string& octets) noexcept;

}  // namespace sluis::crypto
