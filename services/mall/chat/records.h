#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "services/mall/chat/rules.h"

namespace kaibo::mall::chat_records {

/// Messages of the contract are without names and cards; a card has only its subject.
struct Stored {
  v1::Chat chat;
  std::int64_t buyer_read = 0;
  std::int64_t shop_read = 0;
};
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat);
std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id);
std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
                           std::int64_t buyer_id);
/// Those of a buyer, or of a shop, that the others began; nothing else of them is filled.
std::vector<Stored> of_buyer(db::Transaction& tx, std::int64_t class_id, std::int64_t buyer_id);
std::vector<Stored> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

/// Where `before` still answers; false when somebody else does meanwhile.
bool set_answerer(db::Transaction& tx, std::int64_t chat_id, std::int64_t before,
                  std::int64_t answerer_id);
/// The side has seen messages up to that one; never fewer than before.
void set_read(db::Transaction& tx, std::int64_t chat_id, bool by_shop, std::int64_t message_id);
/// Messages of the other side beyond the ones seen.
std::int32_t unread(db::Transaction& tx, const Stored& chat, bool by_shop);

/// `message` has its number.
void add(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id,
         const v1::ChatMessage& message);
/// The newest ones, oldest first.
std::vector<v1::ChatMessage> messages(db::Transaction& tx, std::int64_t chat_id, int limit);
/// Nothing when nothing was said yet.
std::optional<v1::ChatMessage> newest(db::Transaction& tx, std::int64_t chat_id);

void begin(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id,
           const chat_rules::Consultation& consultation);
/// Only one that waits; false when it does not.
bool answer(db::Transaction& tx, std::int64_t chat_id,
            const chat_rules::Consultation& consultation);
/// Only one that was answered and not rated; false otherwise.
bool rate(db::Transaction& tx, std::int64_t chat_id, std::int32_t consultation, std::int32_t stars);
/// In their order.
std::vector<chat_rules::Consultation> consultations(db::Transaction& tx, std::int64_t chat_id);
std::vector<chat_rules::Consultation> consultations_of_shop(db::Transaction& tx,
                                                            std::int64_t shop_id);

/// Empty when it was never saved.
v1::Desk desk(db::Transaction& tx, std::int64_t shop_id);
void store(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id, const v1::Desk& desk);

}  // namespace kaibo::mall::chat_records
