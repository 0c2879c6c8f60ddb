#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "upstream/mailer.h"

namespace sluis::upstream {

namespace {

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char octet) { return (static_cast<unsigned char>(octet) & 0xC0) != 0x80; }));
}

/// Frames the code. Of the address only the domain shows (DESIGN, promise 2).
class ConsoleMailer final : public Mailer {
 public:
  void require_room() override {}

  void send(Mail mail) override {
    const auto to = mail.to.expose();
    auto line = fmt::format("  Code: {}   {}   @{}  ", mail.code.expose(), mail.service,
                            to.substr(to.find('@') + 1));
    const auto width = characters_in(line);
    // One write: lines of several threads do not mix.
    auto framed = fmt::format("\n+{0:-<{2}}+\n|{1}|\n+{0:-<{2}}+\n\n", "", line, width);
    std::fwrite(framed.data(), 1, framed.size(), stdout);
    std::fflush(stdout);
    crypto::wipe(framed);
    crypto::wipe(line);
    crypto::wipe(mail.plain_text);
  }

  Findings examine() override {
    return {Finding::note(Finding::Side::ours,
                          "codes are printed on the console of `sluis serve`: nobody gets a mail")};
  }
};

}  // namespace

std::unique_ptr<Mailer> make_console_mailer() { return std::make_unique<ConsoleMailer>(); }

}  // namespace sluis::upstream
