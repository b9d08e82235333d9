#include "services/assessment/evidence/service.h"

#include <iterator>

#include "services/mall/after_sale/rules.h"

namespace kaibo::assessment {

using event::v1::Event;

void ServiceEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  switch (event.body_case()) {
    case Event::kChatSaid: {
      const event::v1::ChatSaid& said = event.chat_said();
      const bool counts = said.by_shop() && !said.automatic() && said.in_time() && has_buyer(said);
      if (!counts) break;
      sellers_[said.seller_id()].consultations.emplace(
          Consultation(said.chat_id(), said.consultation()), event.seq());
      break;
    }
    case Event::kAfterSaleAsked: {
      const event::v1::AfterSaleAsked& asked = event.after_sale_asked();
      if (has_buyer(asked)) sellers_[asked.seller_id()].open[asked.after_sale_id()];
      break;
    }
    case Event::kAfterSaleMoved:
      move(event.after_sale_moved(), event.seq());
      break;
    case Event::kReviewReplied: {
      const event::v1::ReviewReplied& reply = event.review_replied();
      if (!has_buyer(reply)) break;
      sellers_[reply.seller_id()].replies.emplace(reply.review_id(), event.seq());
      break;
    }
    default:
      break;
  }
}

void ServiceEvidence::move(const event::v1::AfterSaleMoved& moved, std::int64_t seq) {
  namespace rules = mall::after_sale_rules;
  Seller& seller = sellers_[moved.seller_id()];
  const auto found = seller.open.find(moved.after_sale_id());
  if (found == seller.open.end()) return;
  AfterSale& after_sale = found->second;
  const auto step = static_cast<mall::v1::AfterSaleStep>(moved.step());
  if (rules::party_of(step) == mall::v1::AFTER_SALE_PARTY_SELLER) after_sale.seqs.push_back(seq);
  if (step == mall::v1::AFTER_SALE_STEP_EXPIRE &&
      rules::waits_for(after_sale.state) == mall::v1::AFTER_SALE_PARTY_SELLER) {
    after_sale.late = true;
  }
  after_sale.state = static_cast<mall::v1::AfterSaleState>(moved.state());
  if (!rules::has_ended(after_sale.state)) return;
  if (!after_sale.late && !after_sale.seqs.empty()) {
    if (after_sale.seqs.back() != seq) after_sale.seqs.push_back(seq);
    seller.handled[moved.after_sale_id()] = std::move(after_sale.seqs);
  }
  seller.open.erase(found);
}

Measured ServiceEvidence::consultations(const Asked& asked) const {
  Measured measured;
  const auto& answered = known_of(sellers_, asked.trainee_id).consultations;
  measured.value = std::ssize(answered);
  for (const auto& [consultation, seq] : answered) measured.seqs.push_back(seq);
  return sorted(std::move(measured));
}

Measured ServiceEvidence::after_sales(const Asked& asked) const {
  Measured measured;
  const auto& handled = known_of(sellers_, asked.trainee_id).handled;
  measured.value = std::ssize(handled);
  for (const auto& [after_sale_id, seqs] : handled) {
    measured.seqs.insert(measured.seqs.end(), seqs.begin(), seqs.end());
  }
  return sorted(std::move(measured));
}

Measured ServiceEvidence::reviews(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).replies);
}

}  // namespace kaibo::assessment
