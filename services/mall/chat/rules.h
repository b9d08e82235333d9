#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "services/classroom/profile.h"

/// How buyers and shops talk, as pure functions. All times are server time: people answer.
namespace kaibo::mall::chat_rules {

using classroom::ChatRules;

/// From a buyer's first words since the shop last answered.
struct Consultation {
  /// In its chat, from 1.
  std::int32_t number = 0;
  base::Millis began_at = 0;
  /// 0 until a person has answered.
  base::Millis answered_at = 0;
  std::int64_t answered_by = 0;
  /// 0 until the buyer has rated it.
  std::int32_t stars = 0;

  bool waits() const { return answered_at == 0; }
  base::Millis reply_ms() const { return answered_at - began_at; }
};

/// Whether a first answer after so long is quick enough.
bool in_time(const ChatRules& rules, base::Millis reply_ms);

/// Whether a buyer's words are answered automatically. `before_at`: when anything was said before
/// them; 0: never.
bool answers_itself(const ChatRules& rules, base::Millis before_at, base::Millis now);

/// How quickly a shop answers: consultations that wait count once their time is over.
v1::DeskFigures figures(const ChatRules& rules, std::span<const Consultation> consultations,
                        base::Millis now);

/// Texts are tidied. Each throws invalid_argument naming the field.
void check_message(const ChatRules& rules, const v1::SayInChatRequest& wish);
void check_desk(const ChatRules& rules, const v1::Desk& desk);

}  // namespace kaibo::mall::chat_rules
