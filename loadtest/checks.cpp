#include "loadtest/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "kaibo/supply/v1/order.pb.h"
#include "loadtest/accounts.h"

namespace kaibo::load {
namespace {

using event::v1::Event;

/// The journal's own story of an order.
struct OrderStory {
  const event::v1::OrderPlaced* placed = nullptr;
  int times_placed = 0;
  int times_paid = 0;
  int times_finished = 0;
  int times_closed = 0;
  bool closed_by_refund = false;
  std::vector<std::string> waybills;
  /// Of them, those of suppliers.
  std::vector<std::string> supplier_waybills;
  std::map<std::int64_t, World::RefundTruth> refunds;
  /// Pieces that are for sale again.
  std::int64_t restocked = 0;
  /// By promotions other than coupons.
  std::int64_t promotion_fen = 0;
};

struct RoomStory {
  std::int64_t comments = 0;
  std::int64_t likes = 0;
  std::int64_t sales = 0;
  std::int64_t pieces = 0;
  std::int64_t sales_fen = 0;
};

/// The journal, counted.
struct Story {
  explicit Story(const Journal& journal) {
    for (const Journal::Line& line : journal.lines) tell(line.event);
  }
  void tell(const Event& event);
  void tell_refund(const event::v1::OrderRefunded& refund);
  void tell_supply(const Event& event);
  void tell_stock(const Event& event);
  void tell_room(const Event& event);
  void tell_marks(const Event& event);

  std::set<std::int64_t> shops;
  std::map<std::int64_t, OrderStory> orders;
  Accounts accounts;
  /// By product, what was told last.
  std::map<std::int64_t, std::int64_t> stock;
  /// By supply order: how often it was paid.
  std::map<std::int64_t, int> captured;
  std::multiset<World::CommentTruth> comments;
  std::multiset<World::ChatTruth> chats;
  std::map<World::Presence, std::int64_t> likes;
  std::map<std::int64_t, RoomStory> rooms;
  std::multiset<World::MarkTruth> marks;
  std::map<std::int64_t, World::ResultTruth> results;
};

void Story::tell(const Event& event) {
  accounts.tell(event);
  switch (event.body_case()) {
    case Event::kShopOpened:
      shops.insert(event.actor());
      break;
    case Event::kOrderPlaced:
      orders[event.order_placed().order_id()].placed = &event.order_placed();
      ++orders[event.order_placed().order_id()].times_placed;
      break;
    case Event::kOrderPaid:
      ++orders[event.order_paid().order_id()].times_paid;
      break;
    case Event::kOrderShipped:
      orders[event.order_shipped().order_id()].waybills.push_back(event.order_shipped().waybill());
      break;
    case Event::kOrderFinished:
      ++orders[event.order_finished().order_id()].times_finished;
      break;
    case Event::kOrderClosed:
      ++orders[event.order_closed().order_id()].times_closed;
      orders[event.order_closed().order_id()].closed_by_refund =
          event.order_closed().reason() == mall::v1::CLOSE_REASON_REFUNDED;
      break;
    case Event::kOrderRefunded:
      tell_refund(event.order_refunded());
      break;
    case Event::kPromotionUsed:
      orders[event.promotion_used().order_id()].promotion_fen += event.promotion_used().off_fen();
      break;
    case Event::kChatSaid:
      chats.insert({event.chat_said().chat_id(), event.actor(), event.chat_said().text()});
      break;
    default:
      tell_stock(event);
      tell_supply(event);
      tell_room(event);
      tell_marks(event);
  }
}

void Story::tell_refund(const event::v1::OrderRefunded& refund) {
  OrderStory& order = orders[refund.order_id()];
  World::RefundTruth& all = order.refunds[refund.after_sale_id()];
  all.pieces += refund.quantity();
  all.fen += refund.refund_fen();
  if (refund.restocked()) order.restocked += refund.quantity();
}

void Story::tell_supply(const Event& event) {
  if (!event.has_supply_order_moved()) return;
  const event::v1::SupplyOrderMoved& moved = event.supply_order_moved();
  if (moved.paid_fen() > 0) ++captured[moved.supply_order_id()];
  if (moved.state() == supply::v1::SUPPLY_ORDER_STATE_SHIPPED) {
    orders[moved.order_id()].supplier_waybills.push_back(moved.waybill());
  }
}

void Story::tell_stock(const Event& event) {
  if (event.has_product_saved()) {
    stock[event.product_saved().product_id()] = event.product_saved().stock();
  } else if (event.has_product_listed()) {
    stock[event.product_listed().product_id()] = event.product_listed().stock();
  } else if (event.has_stock_changed()) {
    stock[event.stock_changed().product_id()] = event.stock_changed().stock();
  } else if (event.has_supply_stock_changed()) {
    for (const event::v1::LinkedStock& product : event.supply_stock_changed().products()) {
      stock[product.product_id()] = product.stock();
    }
  }
}

void Story::tell_room(const Event& event) {
  if (event.has_comment_posted()) {
    const event::v1::CommentPosted& said = event.comment_posted();
    comments.insert({said.room_id(), said.user_id(), said.text()});
    ++rooms[said.room_id()].comments;
  } else if (event.has_likes_added()) {
    const event::v1::LikesAdded& added = event.likes_added();
    for (const event::v1::PersonLikes& person : added.people()) {
      likes[{added.room_id(), person.user_id()}] += person.count();
    }
    rooms[added.room_id()].likes += added.count();
  } else if (event.has_room_sale()) {
    RoomStory& room = rooms[event.room_sale().room_id()];
    ++room.sales;
    room.pieces += event.room_sale().quantity();
    room.sales_fen += event.room_sale().amount_fen();
  }
}

void Story::tell_marks(const Event& event) {
  if (event.has_marks_saved()) {
    for (const event::v1::MarkChange& change : event.marks_saved().changes()) {
      marks.insert({event.marks_saved().trainee_id(), change.item_id(), change.after_tenths()});
    }
  } else if (event.has_sheet_submitted()) {
    const event::v1::SheetSubmitted& sheet = event.sheet_submitted();
    results[sheet.trainee_id()] = {sheet.score_tenths(), sheet.passed()};
  }
}

/// Collects findings about one class.
class Collector {
 public:
  explicit Collector(std::int64_t class_id) : class_id_(class_id) {}

  void expect(bool ok, std::string_view what, std::int64_t id) {
    if (!ok) findings_.push_back(fmt::format("class {}: {} ({})", class_id_, what, id));
  }
  /// Two figures that must be equal.
  void equal(std::int64_t found, std::int64_t due, std::string_view what, std::int64_t id) {
    if (found == due) return;
    findings_.push_back(
        fmt::format("class {}: {} ({}): {} instead of {}", class_id_, what, id, found, due));
  }
  Findings take() { return std::move(findings_); }

 private:
  std::int64_t class_id_;
  Findings findings_;
};

bool is_refunded_whole(const World::OrderTruth& truth) {
  std::int64_t left = 0;
  for (const mall::v1::OrderLine& line : truth.placed.lines()) left += line.quantity();
  for (const auto& [after_sale_id, refund] : truth.refunds) left -= refund.pieces;
  return left == 0;
}

void check_order(Collector& all, const World::OrderTruth& truth, const OrderStory& story) {
  const std::int64_t id = truth.placed.order_id();
  all.equal(story.times_placed, 1, "order placed, times in the journal", id);
  all.equal(story.times_paid, truth.paid ? 1 : 0, "order paid, times in the journal", id);
  all.equal(story.times_finished, truth.finished ? 1 : 0, "receipt confirmed, times", id);
  all.equal(story.promotion_fen, truth.paid ? truth.placed.promotion_fen() : 0,
            "taken off by promotions", id);
  std::vector<std::string> waybills = truth.waybills;
  waybills.insert(waybills.end(), story.supplier_waybills.begin(), story.supplier_waybills.end());
  all.expect(story.waybills == waybills, "order shipped otherwise than acknowledged", id);
  all.expect(story.refunds == truth.refunds, "refunded otherwise than acknowledged", id);
  // An order left unpaid may also have been closed by its timer.
  if (truth.closed || truth.paid) {
    const bool closed = truth.closed || is_refunded_whole(truth);
    all.equal(story.times_closed, closed ? 1 : 0, "order closed, times", id);
  }
  if (story.placed == nullptr) return;
  all.equal(story.placed->amount_fen(), truth.placed.amount_fen(), "amount of the order", id);
  all.equal(story.placed->buyer_id(), truth.placed.buyer_id(), "buyer of the order", id);
  all.equal(story.placed->seller_id(), truth.placed.seller_id(), "seller of the order", id);
}

void check_orders(Collector& all, const World& world, const Story& story) {
  for (const auto& [id, truth] : world.orders()) {
    const auto found = story.orders.find(id);
    if (found == story.orders.end()) {
      all.expect(false, "an acknowledged order is not in the journal", id);
    } else if (truth.placed.order_id() == 0) {
      all.expect(false, "an order changed whose placing nobody was told", id);
    } else {
      check_order(all, truth, found->second);
    }
  }
  for (const auto& [id, order] : story.orders) {
    all.expect(world.unsure() || world.orders().contains(id),
               "an order stands in the journal that nobody was told of", id);
  }
}

void check_supply(Collector& all, const World& world, const Story& story) {
  for (const std::int64_t id : world.captured()) {
    const auto found = story.captured.find(id);
    all.equal(found == story.captured.end() ? 0 : found->second, 1, "supply order paid, times", id);
  }
}

void check_rooms(Collector& all, const World& world, const Story& story) {
  for (const World::CommentTruth& comment : world.comments()) {
    all.equal(static_cast<std::int64_t>(story.comments.count(comment)), 1,
              "comment \"" + comment.text + "\", times in the journal", comment.room_id);
  }
  if (!world.unsure()) {
    all.equal(static_cast<std::int64_t>(story.comments.size()),
              static_cast<std::int64_t>(world.comments().size()), "comments in all", 0);
  }
  for (const auto& [who, count] : world.likes()) {
    const auto found = story.likes.find(who);
    const std::int64_t in_journal = found == story.likes.end() ? 0 : found->second;
    const bool ok = world.unsure() ? in_journal >= count : in_journal == count;
    all.expect(ok,
               fmt::format("{} likes of {} acknowledged, {} in the journal", count, who.second,
                           in_journal),
               who.first);
  }
}

void check_chats(Collector& all, const World& world, const Story& story) {
  for (const World::ChatTruth& said : world.chats()) {
    all.equal(static_cast<std::int64_t>(story.chats.count(said)), 1,
              "\"" + said.text + "\" in a talk, times in the journal", said.chat_id);
  }
  if (world.unsure()) return;
  all.equal(static_cast<std::int64_t>(story.chats.size()),
            static_cast<std::int64_t>(world.chats().size()), "said in talks in all", 0);
}

void check_marks(Collector& all, const World& world, const Story& story) {
  for (const World::MarkTruth& mark : world.marks()) {
    all.expect(story.marks.contains(mark), "mark of " + mark.item_id + " is not in the journal",
               mark.trainee_id);
  }
  for (const auto& [trainee, result] : world.results()) {
    const auto found = story.results.find(trainee);
    if (found == story.results.end()) {
      all.expect(false, "a submitted sheet is not in the journal", trainee);
      continue;
    }
    all.equal(found->second.score_tenths, result.score_tenths, "score in the journal", trainee);
    all.expect(found->second.passed == result.passed, "passed or not, in the journal", trainee);
  }
}

void check_stock(Collector& all, const World& world, const Story& story,
                 const std::vector<mall::v1::Product>& products) {
  std::map<std::int64_t, std::int64_t> taken;
  std::map<std::int64_t, std::int64_t> sold;
  for (const auto& [id, truth] : world.orders()) {
    const auto found = story.orders.find(id);
    if (found == story.orders.end() || truth.placed.lines().empty()) continue;
    const OrderStory& order = found->second;
    if (order.times_closed > 0 && !order.closed_by_refund) continue;
    for (const mall::v1::OrderLine& line : truth.placed.lines()) {
      taken[line.product_id()] += line.quantity();
      if (truth.paid) sold[line.product_id()] += line.quantity();
    }
    // What is refunded is bought alone.
    const std::int64_t product_id = truth.placed.lines(0).product_id();
    taken[product_id] -= order.restocked;
    for (const auto& [after_sale_id, refund] : order.refunds) sold[product_id] -= refund.pieces;
  }
  std::set<std::int64_t> shown;
  for (const mall::v1::Product& product : products) {
    const std::int64_t id = product.product_id();
    shown.insert(id);
    all.expect(product.stock() >= 0, "stock below zero", id);
    const auto truth = world.products().find(id);
    if (truth == world.products().end() || world.unsure()) continue;
    const auto told = story.stock.find(id);
    const std::int64_t left = !truth->second.linked       ? truth->second.stocked - taken[id]
                              : told == story.stock.end() ? 0
                                                          : told->second;
    all.equal(product.stock(), left, "stock left", id);
    all.equal(product.sold(), sold[id], "pieces sold", id);
    all.expect(product.listed() == truth->second.listed, "on the shelf or not", id);
  }
  for (const auto& [id, truth] : world.products()) {
    all.expect(shown.contains(id), "a saved product is gone", id);
  }
}

void check_money(Collector& all, const Pictures& pictures, const Accounts& accounts) {
  for (const auto& [user, spent] : pictures.spent_fen) {
    all.equal(spent, accounts.of(user).spent, "play money spent", user);
  }
  for (const auto& [user, wallet] : pictures.wallets) {
    all.equal(wallet.income_fen(), accounts.of(user).income, "income received", user);
    all.equal(wallet.escrow_fen(), accounts.of(user).waiting, "income waiting", user);
  }
}

/// By seller; an order that was refunded whole never was.
std::map<std::int64_t, std::int64_t> paid_orders(const Story& story) {
  std::map<std::int64_t, std::int64_t> paid;
  for (const auto& [id, order] : story.orders) {
    const bool counts = order.placed != nullptr && order.times_paid > 0 && !order.closed_by_refund;
    if (counts) ++paid[order.placed->seller_id()];
  }
  return paid;
}

void check_board(Collector& all, const World& world, const Story& story,
                 const assessment::v1::GetBoardResponse& board) {
  std::map<std::int64_t, std::int64_t> paid = paid_orders(story);
  std::map<std::int64_t, std::int64_t> listed;
  for (const auto& [id, product] : world.products()) {
    if (product.listed) ++listed[product.seller_id];
  }
  for (const assessment::v1::Tile& tile : board.tiles()) {
    const std::int64_t user = tile.user_id();
    all.expect(tile.shop_open() == story.shops.contains(user), "shop open, on the board", user);
    all.equal(tile.paid_orders(), paid[user], "paid orders on the board", user);
    if (!world.unsure()) {
      all.equal(tile.listed_products(), listed[user], "products on the board", user);
    }
    const auto result = world.results().find(user);
    if (result == world.results().end()) continue;
    all.expect(tile.sheet_state() == assessment::v1::SHEET_STATE_SUBMITTED,
               "a submitted sheet is not so on the board", user);
    all.equal(tile.score_tenths(), result->second.score_tenths, "score on the board", user);
  }
}

void check_figures(Collector& all, const Story& story,
                   const std::map<std::int64_t, live::v1::Figures>& figures) {
  for (const auto& [room, shown] : figures) {
    const auto found = story.rooms.find(room);
    const RoomStory due = found == story.rooms.end() ? RoomStory() : found->second;
    all.equal(shown.comments(), due.comments, "comments in the room's figures", room);
    all.equal(shown.likes(), due.likes, "likes in the room's figures", room);
    all.equal(shown.orders(), due.sales, "orders in the room's figures", room);
    all.equal(shown.pieces(), due.pieces, "pieces in the room's figures", room);
    all.equal(shown.sales_fen(), due.sales_fen, "sales in the room's figures", room);
  }
}

}  // namespace

Findings check_journal(const World& world, const Journal& journal) {
  Collector all(world.class_id());
  all.equal(journal.first_wrong(), 0, "first wrong seq of the journal", 0);
  const Story story(journal);
  all.expect(std::ranges::includes(story.shops, world.shops()),
             "an opened shop is not in the journal", 0);
  check_orders(all, world, story);
  check_supply(all, world, story);
  check_rooms(all, world, story);
  check_chats(all, world, story);
  check_marks(all, world, story);
  return all.take();
}

Findings check_pictures(const World& world, const Journal& journal, const Pictures& pictures) {
  Collector all(world.class_id());
  const Story story(journal);
  check_stock(all, world, story, pictures.products);
  check_money(all, pictures, story.accounts);
  check_board(all, world, story, pictures.board);
  check_figures(all, story, pictures.figures);
  return all.take();
}

}  // namespace kaibo::load
