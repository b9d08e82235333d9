// After-sales as people see them.

#include <string>
#include <unordered_map>
#include <utility>

#include "common/base/page_size.h"
#include "services/mall/after_sale/after_sales.h"
#include "services/mall/after_sale/records.h"
#include "services/mall/after_sale/rules.h"

namespace kaibo::mall {

namespace {

constexpr int page_of_after_sales = 50;
constexpr int most_after_sales = 200;

}  // namespace

v1::ListAfterSalesResponse AfterSales::list(db::Transaction& tx, std::int64_t person_id,
                                            const v1::ListAfterSalesRequest& wish) {
  const v1::AfterSaleParty side =
      wish.as_seller() ? v1::AFTER_SALE_PARTY_SELLER : v1::AFTER_SALE_PARTY_BUYER;
  const after_sale_records::Page page{
      .class_id = wish.class_id(),
      .person_id = person_id,
      .as_seller = wish.as_seller(),
      .open = wish.open(),
      .order_id = wish.order_id(),
      .before_id = wish.before_after_sale_id(),
      .limit = base::page_size(wish.limit(), page_of_after_sales, most_after_sales)};
  std::vector<v1::AfterSale> found = after_sale_records::list(tx, page);
  add_names(tx, found);
  v1::ListAfterSalesResponse response;
  for (v1::AfterSale& one : found) {
    if (wish.as_seller()) add_missing(tx, wish.class_id(), one);
    for (const auto step : after_sale_rules::allowed_steps(one.state(), one.kind(), side)) {
      one.add_allowed_steps(step);
    }
    *response.add_after_sales() = std::move(one);
  }
  for (const after_sale_records::Count& count : after_sale_records::counts(tx, page)) {
    if (after_sale_rules::waits_for(count.state) != side) continue;
    response.set_waiting(response.waiting() + count.count);
  }
  return response;
}

v1::ListDisputesResponse AfterSales::disputes(db::Transaction& tx, const Viewer& viewer,
                                              std::int64_t class_id) {
  std::vector<v1::AfterSale> found = after_sale_records::for_staff(
      tx, class_id, classroom_.class_now(tx, class_id), most_after_sales);
  for (v1::AfterSale& one : found) add_missing(tx, class_id, one);
  // A timer may be about to fire.
  std::erase_if(found,
                [](const v1::AfterSale& one) { return !one.disputed() && one.missing_fen() == 0; });
  add_names(tx, found);
  v1::ListDisputesResponse response;
  for (v1::AfterSale& one : found) {
    const auto party =
        viewer.is_instructor ? v1::AFTER_SALE_PARTY_PLATFORM : v1::AFTER_SALE_PARTY_UNSPECIFIED;
    for (const auto step : after_sale_rules::allowed_steps(one.state(), one.kind(), party)) {
      one.add_allowed_steps(step);
    }
    *response.add_after_sales() = std::move(one);
  }
  return response;
}

v1::AfterSale AfterSales::shown(db::Transaction& tx, std::int64_t class_id,
                                v1::AfterSale after_sale, v1::AfterSaleParty party) {
  for (v1::AfterSaleEntry& entry : after_sale_records::entries(tx, after_sale.after_sale_id())) {
    *after_sale.add_entries() = std::move(entry);
  }
  const v1::Order order = orders_.require(tx, class_id, after_sale.order_id());
  for (const v1::Parcel& parcel : order.parcels()) {
    if (parcel.after_sale_id() == after_sale.after_sale_id()) *after_sale.add_parcels() = parcel;
  }
  if (party != v1::AFTER_SALE_PARTY_BUYER) add_missing(tx, class_id, after_sale);
  for (const auto step :
       after_sale_rules::allowed_steps(after_sale.state(), after_sale.kind(), party)) {
    after_sale.add_allowed_steps(step);
  }
  std::vector<v1::AfterSale> one{std::move(after_sale)};
  add_names(tx, one);
  return std::move(one.front());
}

void AfterSales::add_names(db::Transaction& tx, std::vector<v1::AfterSale>& after_sales) {
  std::vector<std::int64_t> people;
  for (const v1::AfterSale& one : after_sales) {
    people.push_back(one.seller_id());
    people.push_back(one.buyer_id());
    for (const v1::AfterSaleEntry& entry : one.entries()) people.push_back(entry.author_id());
  }
  const std::unordered_map<std::int64_t, std::string> names = identity_.names_of(tx, people);
  const auto name_of = [&](std::int64_t person_id) {
    const auto found = names.find(person_id);
    return found == names.end() ? std::string() : found->second;
  };
  for (v1::AfterSale& one : after_sales) {
    one.set_seller_name(name_of(one.seller_id()));
    one.set_buyer_name(name_of(one.buyer_id()));
    for (v1::AfterSaleEntry& entry : *one.mutable_entries()) {
      entry.set_author_name(name_of(entry.author_id()));
    }
  }
}

void AfterSales::add_missing(db::Transaction& tx, std::int64_t class_id,
                             v1::AfterSale& after_sale) {
  const bool may_cost = !after_sale_rules::has_ended(after_sale.state()) &&
                        after_sale.kind() != v1::AFTER_SALE_KIND_EXCHANGE;
  if (may_cost) {
    after_sale.set_missing_fen(orders_.missing_fen(tx, refund_of(class_id, after_sale)));
  }
}

}  // namespace kaibo::mall
