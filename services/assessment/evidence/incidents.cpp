#include "services/assessment/evidence/incidents.h"

#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::assessment {

using event::v1::Event;
using event::v1::IncidentInjected;

namespace {

v1::IncidentAnswer answer_of(const event::v1::LinkChanged& changed) {
  return changed.state() == supply::v1::LINK_STATE_BROKEN ? v1::INCIDENT_ANSWER_UNLINKED
                                                          : v1::INCIDENT_ANSWER_PRICED;
}

v1::IncidentAnswer answer_of(const event::v1::AfterSaleMoved& moved) {
  return moved.step() == mall::v1::AFTER_SALE_STEP_REFUSE ? v1::INCIDENT_ANSWER_REFUSED
                                                          : v1::INCIDENT_ANSWER_AGREED;
}

}  // namespace

void IncidentEvidence::open(const Event& event) {
  const IncidentInjected& injected = event.incident_injected();
  Incident incident{.injected = injected, .shown = {}};
  incident.shown.set_kind(injected.kind());
  incident.shown.set_title(injected.title());
  incident.shown.set_at(event.at());
  by_trainee_[injected.trainee_id()].push_back(std::move(incident));
}

template <typename IsMeant>
void IncidentEvidence::answer(const Event& event, std::int64_t trainee_id,
                              v1::IncidentAnswer answer, IsMeant is_meant) {
  const auto found = by_trainee_.find(trainee_id);
  if (found == by_trainee_.end()) return;
  for (Incident& incident : found->second) {
    // Words give way to what is done later.
    const bool is_open =
        incident.shown.answered_at() == 0 || incident.shown.answer() == v1::INCIDENT_ANSWER_SPOKE;
    if (!is_open || !is_meant(incident.injected)) continue;
    incident.shown.set_answer(answer);
    incident.shown.set_answered_at(event.at());
  }
}

void IncidentEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  switch (event.body_case()) {
    case Event::kIncidentInjected:
      open(event);
      break;
    case Event::kLinkChanged: {
      const event::v1::LinkChanged& changed = event.link_changed();
      answer(event, event.actor(), answer_of(changed), [&](const IncidentInjected& injected) {
        return injected.good_id() == changed.good_id();
      });
      break;
    }
    case Event::kProductDelisted: {
      const std::int64_t product_id = event.product_delisted().product_id();
      answer(event, seller_of(event, event.product_delisted()), v1::INCIDENT_ANSWER_DELISTED,
             [&](const IncidentInjected& injected) {
               return injected.good_id() != 0 && injected.product_id() == product_id;
             });
      break;
    }
    case Event::kOrderShipped: {
      const event::v1::OrderShipped& shipped = event.order_shipped();
      if (shipped.in_place_of() == 0) break;
      answer(event, shipped.seller_id(), v1::INCIDENT_ANSWER_RESENT,
             [&](const IncidentInjected& injected) {
               return injected.parcel_id() == shipped.in_place_of();
             });
      break;
    }
    case Event::kOrderRefunded: {
      const event::v1::OrderRefunded& refunded = event.order_refunded();
      answer(event, refunded.seller_id(), v1::INCIDENT_ANSWER_REFUNDED,
             [&](const IncidentInjected& injected) {
               return injected.parcel_id() != 0 && injected.order_id() == refunded.order_id();
             });
      break;
    }
    case Event::kAfterSaleMoved: {
      const event::v1::AfterSaleMoved& moved = event.after_sale_moved();
      // Time that runs out, and the customer's own steps, are no answer.
      answer(event, event.actor(), answer_of(moved), [&](const IncidentInjected& injected) {
        return injected.after_sale_id() == moved.after_sale_id();
      });
      break;
    }
    case Event::kAfterSaleSaid: {
      const std::int64_t after_sale_id = event.after_sale_said().after_sale_id();
      answer(event, event.actor(), v1::INCIDENT_ANSWER_SPOKE,
             [&](const IncidentInjected& injected) {
               return injected.after_sale_id() == after_sale_id;
             });
      break;
    }
    default:
      break;
  }
}

std::vector<v1::TileIncident> IncidentEvidence::newest(std::int64_t trainee_id,
                                                       std::size_t limit) const {
  std::vector<v1::TileIncident> newest;
  const std::vector<Incident>& all = known_of(by_trainee_, trainee_id);
  for (auto incident = all.rbegin(); incident != all.rend() && newest.size() < limit; ++incident) {
    newest.push_back(incident->shown);
  }
  return newest;
}

}  // namespace kaibo::assessment
