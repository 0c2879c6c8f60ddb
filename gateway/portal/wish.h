#pragma once

// A room that somebody wants, from the button until she is known: it travels sealed, as the memory
// of her login, and then, with her name in the store in it, to the page that makes the room. Only
// in the browser and for the person that it was sealed for does it come true.

#include <optional>
#include <string>
#include <string_view>

namespace sluis::portal {

struct Wish {
  std::string client;
  std::string title;
  std::string name;     // for the link
  std::string browser;  // the token of the form that it came by
  std::string person;   // "pe:…"; empty until she is known
  std::string serialise() const;
  static std::optional<Wish> parse(std::string_view octets);
};

/// A page of ours to go back to after a login.
struct Return {
  std::string path;
  std::string serialise() const;
  static std::optional<Return> parse(std::string_view octets);
};

}  // namespace sluis::portal
