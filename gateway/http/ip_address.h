#pragma once

// An address as numbers, and what part of the network it lies in. An IPv4 address and the IPv6
// address that maps it (::ffff:10.0.0.1) are the same thing here, so no rule can be passed by
// spelling one as the other.

#include <array>
#include <optional>
#include <string_view>

namespace sluis::http {

class IpAddress {
 public:
  using Octets = std::array<unsigned char, 16>;  // network order; IPv4 as ::ffff:a.b.c.d

  explicit IpAddress(Octets octets) : octets_(octets) {}

  /// Numeric, without brackets and without a zone.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_loopback() const;
  /// Somewhere on the public Internet: in no range that IANA keeps for something else (RFC 6890),
  /// and in none that only wraps such an address (6to4, Teredo, NAT64).
  bool is_public() const;

  const Octets& octets() const { return octets_; }

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  Octets octets_;
};

}  // namespace sluis::http
