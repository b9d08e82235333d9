#include "loadtest/instructor.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kaibo::load {
namespace {

constexpr double watching_until = 0.62;
constexpr double marking_until = 0.96;
/// For each thing that a trainee does.
constexpr double looks_at_class = 40 / things_in_lesson;
/// While all sign in.
constexpr double between_looks = 0.02;
/// The last ones stay drafts.
constexpr std::size_t left_as_drafts = 3;

constexpr std::array supplied_goods = {"麻阳冰糖橙 皮薄汁多 5斤装", "炎陵黄桃 脆甜多汁 5斤装",
                                       "江永香柚 清甜化渣 5斤装", "芷江蜜橘 现摘现发 5斤装"};

/// Lines the journal cannot fill, or not alone.
bool wants_hand(const assessment::v1::SheetItem& item) {
  return item.mode() == assessment::v1::ITEM_MODE_MANUAL ||
         item.mode() == assessment::v1::ITEM_MODE_AUTO_MANUAL;
}

const assessment::v1::SheetItem* find_item(const assessment::v1::Sheet& sheet,
                                           const std::string& id) {
  for (const assessment::v1::SheetSection& section : sheet.sections()) {
    for (const assessment::v1::SheetItem& item : section.items()) {
      if (item.id() == id) return &item;
    }
  }
  return nullptr;
}

/// As it is, and twice of it for a little less than twice.
void add_specifications(supply::v1::Good& good) {
  mall::v1::SpecAxis& axis = *good.add_axes();
  axis.set_name("装法");
  for (const int boxes : {1, 2}) {
    axis.add_values(std::to_string(boxes) + " 箱");
    mall::v1::Sku& sku = *good.add_skus();
    sku.add_values(axis.values(boxes - 1));
    sku.set_price_fen(good.supply_price_fen() * boxes - boxes);
    sku.set_list_price_fen(good.suggested_price_fen() * boxes);
    sku.set_stock(good.stock());
  }
}

}  // namespace

Task<void> Instructor::play() {
  co_await until(-chance());
  co_await arrive();
  subscribe("*", 0);
  if (const auto* practice = std::get_if<Practice>(&stage().script)) co_await teach(*practice);
  if (std::holds_alternative<Login>(stage().script)) co_await keep_looking();
}

/// What others feel of the storm.
Task<void> Instructor::keep_looking() {
  for (double now = 0; now < 1; now += think(between_looks)) {
    co_await until(now);
    co_await look_at_board();
  }
}

Task<void> Instructor::teach(const Practice& practice) {
  co_await call(rpcs::list_members, classroom::v1::ListMembersRequest());
  co_await open_market();
  co_await look_at_board();
  const double mean = watching_until / (looks_at_class * practice.things);
  for (double now = 0.05; now < watching_until; now += think(mean)) {
    co_await until(now);
    if (happens(0.25)) {
      co_await open_sheet(any_of(trainees_));
    } else if (last_seq_ > board_seq_) {
      co_await look_at_board();
    }
  }
  const double each = (marking_until - watching_until) / static_cast<double>(trainees_.size());
  for (std::size_t i = 0; i < trainees_.size(); ++i) {
    co_await until(watching_until + each * static_cast<double>(i));
    co_await mark(trainees_[i], i + left_as_drafts < trainees_.size());
  }
  co_await until(marking_until);
  co_await look_at_board();
}

/// A supplier who keeps nobody waiting, for a lesson is short, with some goods.
Task<void> Instructor::open_market() {
  supply::v1::SaveSupplierRequest request;
  request.mutable_supplier()->set_name("湘果汇果品合作社");
  request.mutable_supplier()->set_place("湖南省怀化市");
  request.mutable_supplier()->set_freight_fen(200);
  // All numbers are 0: at once, and without a fault.
  *request.mutable_supplier()->mutable_behaviour() = supply::v1::Behaviour();
  const auto saved = co_await call(rpcs::save_supplier, std::move(request));
  if (!saved) co_return;
  const std::string cover = co_await upload(product_width);
  if (cover.empty()) co_return;
  for (const char* title : supplied_goods) {
    supply::v1::AddGoodRequest addition;
    supply::v1::Good& good = *addition.mutable_good();
    good.set_title(title);
    good.set_category("水果");
    good.set_description("早上摘、下午发，坏果当天拍照按个赔，放阴凉处能存半个月。");
    good.set_specification("5 斤装");
    good.add_pictures(cover);
    good.set_supply_price_fen(between(500, 3000));
    good.set_suggested_price_fen(good.supply_price_fen() * 2);
    good.set_stock(static_cast<std::int32_t>(between(20, 500)));
    good.set_unit("箱");
    good.set_min_quantity(1);
    good.set_supplier_id(saved->supplier().supplier_id());
    if (happens(0.5)) add_specifications(good);
    const auto added = co_await call(rpcs::add_good, std::move(addition));
    if (added) expect(added->good().title() == title, rpcs::add_good.name, "another good");
  }
}

Task<void> Instructor::look_at_board() {
  const std::int64_t known = last_seq_;
  const auto board = co_await call(rpcs::get_board, assessment::v1::GetBoardRequest());
  if (!board) co_return;
  expect(board->tiles_size() == static_cast<int>(trainees_.size()), rpcs::get_board.name,
         "not everybody is on it");
  expect(board->seq() >= known, rpcs::get_board.name, "older than what was heard already");
  board_seq_ = board->seq();
}

Task<void> Instructor::open_sheet(std::int64_t trainee_id) {
  assessment::v1::GetSheetRequest request;
  request.set_trainee_id(trainee_id);
  const auto answer = co_await call(rpcs::get_sheet, std::move(request));
  if (!answer) co_return;
  expect(answer->sheet().trainee_id() == trainee_id, rpcs::get_sheet.name, "of somebody else");
  for (const assessment::v1::SheetSection& section : answer->sheet().sections()) {
    for (const assessment::v1::SheetItem& item : section.items()) {
      if (item.evidence_count() == 0) continue;
      assessment::v1::ListEvidenceRequest evidence;
      evidence.set_trainee_id(trainee_id);
      evidence.set_item_id(item.id());
      const auto found = co_await call(rpcs::list_evidence, std::move(evidence));
      if (found) expect(!found->events().empty(), rpcs::list_evidence.name, "no events");
      co_return;
    }
  }
}

Task<void> Instructor::mark(std::int64_t trainee_id, bool submits) {
  assessment::v1::GetSheetRequest look;
  look.set_trainee_id(trainee_id);
  const auto before = co_await call(rpcs::get_sheet, std::move(look));
  if (!before) co_return;
  assessment::v1::SaveMarksRequest request;
  request.set_trainee_id(trainee_id);
  request.set_version(before->sheet().version());
  for (const assessment::v1::SheetSection& section : before->sheet().sections()) {
    for (const assessment::v1::SheetItem& item : section.items()) {
      if (!wants_hand(item)) continue;
      assessment::v1::NewMark& mark = *request.add_marks();
      mark.set_item_id(item.id());
      // In half points.
      mark.set_points_tenths(static_cast<std::int32_t>(between(0, item.max_tenths() / 5) * 5));
      mark.set_reason("按现场表现评分");
    }
  }
  const auto marks = request.marks();
  const auto answer = co_await call(rpcs::save_marks, std::move(request));
  if (!answer) co_return;
  expect(answer->sheet().version() > before->sheet().version(), rpcs::save_marks.name,
         "the version has not grown");
  for (const assessment::v1::NewMark& mark : marks) {
    const assessment::v1::SheetItem* item = find_item(answer->sheet(), mark.item_id());
    expect(item != nullptr && item->points_tenths() == mark.points_tenths(), rpcs::save_marks.name,
           "another mark");
    world().marked({trainee_id, mark.item_id(), mark.points_tenths()});
  }
  if (submits) co_await submit(trainee_id, answer->sheet().version());
}

Task<void> Instructor::submit(std::int64_t trainee_id, std::int64_t version) {
  assessment::v1::SubmitSheetRequest request;
  request.set_trainee_id(trainee_id);
  request.set_version(version);
  const auto answer = co_await call(rpcs::submit_sheet, std::move(request));
  if (!answer) co_return;
  const assessment::v1::Sheet& sheet = answer->sheet();
  expect(sheet.state() == assessment::v1::SHEET_STATE_SUBMITTED &&
             sheet.passed() == (sheet.score_tenths() >= sheet.pass_tenths()),
         rpcs::submit_sheet.name, "the result contradicts itself");
  world().submitted(trainee_id, {sheet.score_tenths(), sheet.passed()});
}

Task<std::vector<mall::v1::Product>> Instructor::all_products() {
  std::vector<mall::v1::Product> products;
  const auto shops = co_await call(rpcs::list_shops, mall::v1::ListShopsRequest());
  if (!shops) co_return products;
  for (const mall::v1::Shop& shop : shops->shops()) {
    mall::v1::ListShopProductsRequest request;
    request.set_shop_id(shop.shop_id());
    const auto found = co_await call(rpcs::list_shop_products, std::move(request));
    if (found) products.insert(products.end(), found->products().begin(), found->products().end());
  }
  co_return products;
}

Task<Pictures> Instructor::look_at_all() {
  Pictures pictures;
  pictures.products = co_await all_products();
  const auto board = co_await call(rpcs::get_board, assessment::v1::GetBoardRequest());
  if (board) pictures.board = *board;
  for (const std::int64_t room_id : world().ended_rooms()) {
    live::v1::GetFiguresRequest request;
    request.set_room_id(room_id);
    const auto figures = co_await call(rpcs::get_figures, std::move(request));
    if (figures) pictures.figures[room_id] = figures->figures();
  }
  co_return pictures;
}

}  // namespace kaibo::load
