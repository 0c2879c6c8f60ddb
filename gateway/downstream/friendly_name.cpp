#include "downstream/friendly_name.h"

#include <cstdint>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "downstream/friendly_words.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kShownOfTail = 4;

std::uint64_t number_in(std::string_view octets) {
  std::uint64_t number = 0;
  for (const char octet : octets) number = number << 8 | static_cast<std::uint8_t>(octet);
  return number;
}

}  // namespace

FriendlyName friendly_name_of(const identity::Pseudonym& pseudonym) {
  // Not secret: whoever has the Pseudonym may know the name. The digest only spreads it.
  const std::string digest =
      crypto::sha256(crypto::length_prefixed({"sluis/friendly-name/1", pseudonym.text()}));
  const std::string_view octets = digest;
  const auto first = adjective(number_in(octets.substr(0, 8)) % kAdjectives);
  const auto second = animal(number_in(octets.substr(8, 8)) % kAnimals);
  std::string tail;
  for (std::uint64_t number = number_in(octets.substr(16, 8)); tail.size() < kTailLength;
       number /= kTailLetters.size()) {
    tail += kTailLetters[number % kTailLetters.size()];
  }

  std::string name(first);
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  name += ' ' + std::string(second) + ' ' + tail.substr(0, kShownOfTail);
  return {.username = std::string(first) + '-' + std::string(second) + '-' + tail,
          .name = std::move(name)};
}

std::string_view adjective(std::size_t number) { return kAdjectiveWords.at(number); }

std::string_view animal(std::size_t number) { return kAnimalWords.at(number); }

}  // namespace sluis::downstream
