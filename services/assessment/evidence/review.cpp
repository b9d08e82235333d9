#include "services/assessment/evidence/review.h"

#include <algorithm>
#include <utility>

namespace kaibo::assessment {

void ReviewEvidence::apply(const event::v1::Event& event, const RoomOwners& /*owners*/) {
  if (event.has_figures_entered()) {
    const event::v1::FiguresEntered& entered = event.figures_entered();
    auto& right = reviews_by_trainee_[event.actor()][entered.room_id()].figures;
    for (const event::v1::FigureChecked& figure : entered.figures()) {
      if (figure.correct()) {
        right[figure.kind()] = event.seq();
      } else {
        right.erase(figure.kind());
      }
    }
  }
  if (event.has_findings_saved()) {
    const event::v1::FindingsSaved& saved = event.findings_saved();
    Review& review = reviews_by_trainee_[event.actor()][saved.room_id()];
    review.findings = saved.findings_size();
    review.findings_seq = event.seq();
  }
}

Measured ReviewEvidence::figures(const Asked& asked) const {
  Measured best;
  for (const auto& [room_id, review] : known_of(reviews_by_trainee_, asked.trainee_id)) {
    Measured measured;
    measured.value = std::ssize(review.figures);
    for (const auto& [kind, seq] : review.figures) measured.seqs.push_back(seq);
    if (measured.value > best.value) best = sorted(std::move(measured));
  }
  const auto repeated = std::ranges::unique(best.seqs);
  best.seqs.erase(repeated.begin(), repeated.end());
  return best;
}

Measured ReviewEvidence::findings(const Asked& asked) const {
  Measured best;
  for (const auto& [room_id, review] : known_of(reviews_by_trainee_, asked.trainee_id)) {
    if (review.findings <= best.value) continue;
    best = {.value = review.findings, .seqs = {review.findings_seq}};
  }
  return best;
}

}  // namespace kaibo::assessment
