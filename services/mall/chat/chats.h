#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/chat/desks.h"
#include "services/mall/chat/records.h"
#include "services/mall/orders/orders.h"
#include "services/mall/products/products.h"
#include "services/mall/shops/shops.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// Talks between a buyer and a shop (客服), one for each two. For the shop one person answers at a
/// time; another of the shop takes the talk over first. Words are masked and refused as in live
/// rooms; the platform's rules read what a shop says, and count each once in a talk.
class Chats : public Watched {
 public:
  Chats(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
        Shops& shops, Products& products, Orders& orders, Desks& desks)
      : ids_(ids),
        identity_(identity),
        classroom_(classroom),
        shops_(shops),
        products_(products),
        orders_(orders),
        desks_(desks) {}

  /// Throws invalid_argument naming the field, not_found for other people's talks, products and
  /// orders, failed_precondition for the caller's own shop, for simulated buyers and while another
  /// answers for the shop, permission_denied for orders of shops that the caller does not speak
  /// for.
  v1::SayInChatResponse say(db::Transaction& tx, std::int64_t person_id, v1::SayInChatRequest wish);
  /// Each of these throws not_found for other people's talks.
  void read(db::Transaction& tx, std::int64_t person_id, const v1::ReadChatRequest& wish);
  /// Again, it does nothing.
  void take_over(db::Transaction& tx, std::int64_t person_id, const v1::TakeOverChatRequest& wish);
  /// Throws failed_precondition when there is nothing (more) to rate.
  void rate(db::Transaction& tx, std::int64_t buyer_id, const v1::RateChatRequest& wish);
  /// `sees_all`: staff, who see it as the shop does and may do nothing in it.
  v1::GetChatResponse show(db::Transaction& tx, std::int64_t person_id,
                           const v1::GetChatRequest& wish, bool sees_all);
  /// The newest ones.
  v1::ListChatOrdersResponse orders(db::Transaction& tx, std::int64_t person_id,
                                    const v1::ListChatOrdersRequest& wish);
  v1::ListChatsResponse list(db::Transaction& tx, std::int64_t person_id, std::int64_t class_id);
  /// Those of a trainee's shop, with figures; nothing without a shop.
  v1::ListChatsResponse of_owner(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);

 private:
  using Stored = chat_records::Stored;

  /// With the side the person is on.
  Stored require(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id,
                 std::int64_t person_id, bool sees_all = false);
  /// The talk that a shop and a buyer have, or one without an id.
  static Stored between(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop,
                        std::int64_t buyer_id);
  Stored with_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
                   std::int64_t buyer_id);
  /// With the buyer of an order, for its shop.
  Stored with_buyer(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id,
                    std::int64_t person_id);
  /// The one of the three that a request names.
  template <typename Wish>
  Stored named(db::Transaction& tx, std::int64_t person_id, const Wish& wish,
               bool sees_all = false);
  /// With all that is shown of a talk, the newest first.
  void add_chats(db::Transaction& tx, v1::ListChatsResponse& response, std::vector<Stored> chats);
  v1::ChatCard card(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                    v1::ChatKind kind, std::int64_t subject_id);
  void require_turn(db::Transaction& tx, std::int64_t class_id, v1::Chat& chat,
                    std::int64_t person_id);
  void set_answerer(db::Transaction& tx, std::int64_t class_id, v1::Chat& chat,
                    std::int64_t person_id);
  void add(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
           v1::ChatMessage& message);
  /// Begins or answers a consultation, where the message does, and says so.
  void count(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
             const v1::ChatMessage& message, event::v1::ChatSaid& said);
  void answer_itself(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                     base::Millis before_at);
  void tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const v1::Chat& chat,
            const event::v1::Event& event);
  void fill(db::Transaction& tx, Stored& stored);
  void complete(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                std::vector<v1::ChatMessage>& messages);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
  Orders& orders_;
  Desks& desks_;
};

}  // namespace kaibo::mall
