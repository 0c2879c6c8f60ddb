#include "portal/date.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace sluis::portal {

namespace {

using namespace std::chrono;

using Names = std::array<std::string_view, 12>;
constexpr Names kDutchMonths{"januari", "februari", "maart",     "april",   "mei",      "juni",
                             "juli",    "augustus", "september", "oktober", "november", "december"};
constexpr Names kEnglishMonths{"January",   "February", "March",    "April",
                               "May",       "June",     "July",     "August",
                               "September", "October",  "November", "December"};
using Days = std::array<std::string_view, 7>;
constexpr Days kDutchDays{"zondag",    "maandag", "dinsdag", "woensdag",
                          "donderdag", "vrijdag", "zaterdag"};
constexpr Days kEnglishDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                            "Thursday", "Friday", "Saturday"};

/// Summer time in the European Union: from the last Sunday of March to the last Sunday of October,
/// both at 01:00 UTC (Directive 2000/84/EC). libstdc++ 12 has no time zones.
hours offset_of_amsterdam(crypto::TimePoint time) {
  const year_month_day date(floor<days>(time));
  const auto change = [&](month in) {
    return sys_days(date.year() / in / Sunday[last]) + hours(1);
  };
  const bool is_summer = time >= change(March) && time < change(October);
  return hours(is_summer ? 2 : 1);
}

struct Moment {
  std::string_view day_name;
  unsigned day;
  std::string_view month_name;
  int year;
  int hour;
  int minute;
};

Moment moment_of(crypto::TimePoint time, web::Language language) {
  const bool is_dutch = language == web::Language::nl;
  const auto local = floor<minutes>(time + offset_of_amsterdam(time));
  const auto midnight = floor<days>(local);
  const year_month_day date(midnight);
  const hh_mm_ss clock(local - midnight);
  return {
      .day_name = (is_dutch ? kDutchDays : kEnglishDays)[weekday(midnight).c_encoding()],
      .day = unsigned(date.day()),
      .month_name = (is_dutch ? kDutchMonths : kEnglishMonths)[unsigned(date.month()) - 1],
      .year = int(date.year()),
      .hour = static_cast<int>(clock.hours().count()),
      .minute = static_cast<int>(clock.minutes().count()),
  };
}

}  // namespace

std::string date_in_words(crypto::TimePoint time, web::Language language) {
  const Moment moment = moment_of(time, language);
  return fmt::format("{} {} {}", moment.day, moment.month_name, moment.year);
}

std::string date_and_time_in_words(crypto::TimePoint time, web::Language language) {
  const Moment moment = moment_of(time, language);
  const auto form =
      language == web::Language::nl ? "{} {} {} {} om {}.{:02} uur" : "{} {} {} {} at {:02}:{:02}";
  return fmt::format(fmt::runtime(form), moment.day_name, moment.day, moment.month_name,
                     moment.year, moment.hour, moment.minute);
}

}  // namespace sluis::portal
