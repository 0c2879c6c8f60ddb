// The libraries underneath keep state of their own: many threads at once must not disturb each
// other, and nothing of a document may reach standard error.

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "saml/binding.h"
#include "saml/issue.h"
#include "saml/verified.h"
#include "tests/crypto/fixed_random.h"
#include "tests/saml/parties.h"

using namespace sluis;

TEST(Threads_Libxml2, SignAndVerifyAtOnce) {
  const auto recipient = saml::Recipient::choose({{tests::opening_key().public_key(), {}}});
  const auto& key = tests::provider_key();
  const std::vector keys{tests::opening_key()};
  const auto& signers = tests::provider_keys();
  std::atomic<int> right = 0;
  const auto work = [&] {
    for (int number = 0; number < 5; ++number) {
      tests::FixedRandom random;
      const std::string xml =
          issue(tests::example_response(), tests::example_assertion(),
                {.key = key, .recipient = number % 2 == 0 ? &*recipient : nullptr}, random);
      const auto answer =
          xml_signed_answer(tests::posted(xml), {.signers = signers, .decryption_keys = keys});
      const auto bad = xml_signed_answer(tests::posted(tests::with(xml, "_q1", "_q2")),
                                         {.signers = signers, .decryption_keys = keys});
      if (answer && !bad) ++right;
    }
  };

  std::vector<std::jthread> threads;
  for (int number = 0; number < 4; ++number) threads.emplace_back(work);
  threads.clear();

  EXPECT_EQ(right, 20);
}

TEST(Threads_Libxml2, SayNothingOfADocument) {
  const char* const texts[] = {"<a>", "<secret:a/>", "<a b='1' b='2'>secret</a>", "<a>&#0;</a>",
                               "<a xmlns:p='relative secret'/>"};
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();

  std::jthread([&] {
    for (const char* const text : texts) {
      const auto received =
          saml::receive_post(saml::MessageKind::response, saml::post_value(text), std::nullopt);
      if (received) EXPECT_FALSE(xml_signed_answer(*received, {.signers = tests::provider_keys()}));
    }
    const std::string good = tests::signed_response(tests::assertion_xml());
    const std::string bad = tests::with(good, "<samlp:Status>", "<samlp:Status xmlns:r=\"r\">");
    EXPECT_FALSE(xml_signed_answer(tests::posted(bad), {.signers = tests::provider_keys()}));
  }).join();

  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}
