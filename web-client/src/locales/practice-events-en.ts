export default {
  promotionStarted: '{seller} started the promotion “{name}”', promotionPlanned: '{seller} planned the promotion “{name}” from {time} on', promotionChanged: '{seller} changed the planned promotion “{name}”, from {time} on', promotionWithdrawn: '{seller} withdrew a promotion before it started', promotionStopped: 'a promotion of {seller} stopped', promotionExpired: 'a promotion of {seller} ran out of time or budget and stopped',
  promotionUsed: '{buyer} paid an order in {seller}’s shop with a promotion and saved {amount}', promotionVisited: '{visitor} came to a product by a promotion of {seller}',
  chatAsked: '{buyer} asked {seller}: {text}', chatAutomatic: '{seller}’s shop answered {buyer} automatically: {text}', chatAnswered: '{who} answered {buyer}: {text}',
  chatAnsweredInTime: '{who} first answered {buyer} after {n} s, in time: {text}', chatAnsweredLate: '{who} first answered {buyer} after {n} s, too late: {text}',
  chatTakenOver: '{helper} took over a talk of {seller}’s shop', chatRated: '{buyer} gave the service of {seller} {stars} stars',
  reviewPosted: '{buyer} reviewed a product of {seller}, {stars} stars: {text}', reviewPlain: '{buyer} reviewed a product of {seller}, {stars} stars', reviewAutomatic: '{buyer}’s time for a review ran out: {seller} has an automatic good one', reviewReplied: '{seller} replied to {buyer}’s review: {text}',
}
