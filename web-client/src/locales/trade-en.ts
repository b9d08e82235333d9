import type zh from './trade-zh-CN'

const messages: typeof zh = {
  event: {
    orderPriceChanged: '{seller} changed the price for {buyer} from {before} to {amount}: {reason}', orderRemarked: '{who} made a note on an order: {text}', orderShipLate: '{seller} is late with shipping to {buyer} ({pieces} pieces)',
    orderShippedPart: '{seller} shipped {pieces} pieces to {buyer} ({courier} {waybill}), more to come', orderResent: '{seller} sent {buyer} a lost parcel again ({courier} {waybill})', orderFinishedSelf: 'The order of {buyer} confirmed itself, {seller} got {amount}', orderClosedNote: 'Order of {buyer} with {seller} closed: {reason} ({note})',
    parcelMoved: 'Parcel {courier} {waybill}: {state}', parcelLost: '{who} let the parcel {courier} {waybill} get lost',
    afterSaleAsked: '{buyer} asked {seller} for after-sale ({kind}): {pieces} × “{title}”, {amount} ({reason})', afterSaleMoved: '{who}: {step}, {kind} of “{title}” → {state}', afterSaleExpired: 'Time ran out, {kind} of “{title}” → {state}', afterSaleUnpaid: 'Time ran out, {kind} of “{title}”: {seller} lacks {missing} to pay the refund; it is tried again later', afterSaleSaid: '{who} wrote in an after-sale: {text}',
    orderRefunded: '{seller} refunded {buyer} {amount} ({pieces} pieces)', roomRefund: '{amount} refunded for {pieces} pieces sold in the live room', disputeOpened: '{buyer} and {seller} ask the platform to decide on “{title}”, {amount}',
  },
  trade: {
    order: 'Order', details: 'Details', number: 'Order {id}', history: 'What happened', tracking: 'Tracking', parcelN: 'Parcel {n}', piecesN: '{n} pcs', refundedN: '{n} refunded', inAfterSale: 'in after-sale', changed: 'Price changed by {amount}: {reason}', refunded: '{amount} refunded', late: 'Shipped late', shipWithin: 'Ship within {time} (class clock)', confirmsIn: 'Confirms itself in {time} (class clock)', note: 'Note: {note}',
    track: { 0: '', 1: 'Waiting for the courier', 2: 'Collected', 3: 'On its way', 4: 'Held up on its way', 5: 'Out for delivery', 6: 'Delivered', 7: 'Lost on its way' },
    parcel: { 0: '', 1: 'Goods', 2: 'Sent back by the buyer', 3: 'Replacement' }, resentAs: 'sent again', resend: 'Send again', resent: 'Sent again',
    what: 'What to ship', whole: 'All that is left', part: 'A part', price: 'Change price', priceTitle: 'Change the amount', priceText: 'Possible before payment; the buyer is told. It is {amount} now.', amount: 'New amount (yuan)', reason: 'Reason', priceReason: 'e.g. for a regular customer', priceDone: 'Price changed; the buyer is told', remark: 'Note', remarkTitle: 'Seller’s note', remarkText: 'Only you and the instructor see it.', remarkDone: 'Note saved', myRemark: 'Note: {text}',
    cancelReason: 'Reason (optional)',
  },
  afterSale: {
    title: 'After-sale', mine: 'My after-sales', ask: 'Ask for after-sale', kind: { 0: '', 1: 'Refund only', 2: 'Return and refund', 3: 'Exchange' }, kindText: { 0: '', 1: 'Money back, nothing is sent back', 2: 'Sent back, refunded when it has come', 3: 'Sent back, a new one comes' },
    state: { 0: '', 1: 'Seller to answer', 2: 'Buyer to send back', 3: 'Seller to receive', 4: 'Seller to send anew', 5: 'Buyer to receive', 6: 'Refused', 7: 'Platform decides', 8: 'Refunded', 9: 'Exchanged', 10: 'Closed' },
    step: { 0: '', 1: 'Ask', 2: 'Withdraw', 3: 'Send back', 4: 'Replacement received', 5: 'Ask the platform', 6: 'Agree', 7: 'Refuse', 8: 'Return received', 9: 'Send anew', 10: 'For the buyer: refund', 11: 'For the seller: close', 12: 'Time ran out', 13: 'Message' },
    party: { 0: '', 1: 'Buyer', 2: 'Seller', 3: 'Platform (instructor)', 4: 'System' },
    quantity: 'Pieces', refund: 'Refund', chooseKind: 'What you want', reason: 'Reason', text: 'Explanation', textHint: 'Say what is wrong; photos prove it', pictures: 'Evidence', submit: 'Submit', asked: 'Submitted; the seller answers next', left: '{time} left (class clock)',
    why: 'Reason', whyHint: 'The other side and the instructor see it', done: 'Done', none: 'No after-sales', noneBuyer: 'When something is wrong, choose “Ask for after-sale” in the order.', noneSeller: 'What buyers ask for appears here at once.', onlyOpen: 'Open', all: 'All', talk: 'Negotiation', say: 'Message', sayHint: 'Talk about how to solve it', send: 'Send', goods: 'Product', of: '{buyer} to {seller}', waiting: '{n} to do', noRefundKind: 'An exchange refunds nothing', missing: 'Lacks {amount}', missingSeller: 'You lack {amount} to pay this refund. Let other orders bring money in (ask buyers to confirm receipt), then agree or confirm the return; after the deadline it is also tried again, after longer and longer pauses.', missingStaff: '{seller} lacks {amount} to pay this refund: remind the seller to let other orders bring money in. After the deadline it is tried again, after longer and longer pauses.',
    expire: { 1: 'No answer in time means yes', 2: 'Closes when not sent back in time', 3: 'Counts as received when time is up', 4: 'Refunded when not sent in time', 5: 'Counts as received when time is up', 6: 'Closes when the platform is not asked in time' },
    decide: 'Decide', decideText: 'Both sides see the reason. A refund is exactly what these pieces cost.', uphold: 'For the buyer: refund {amount}', reject: 'For the seller: close', decided: 'Decided',
    disputes: 'Disputes', disputesTitle: 'Brought before the platform', noDisputes: 'Nothing to decide', noDisputesText: 'When two trainees cannot agree, or a seller lacks the money to refund, it appears here.', parcels: 'Parcels under way', parcelsText: 'Let one get lost and see how the trainees deal with it.', noParcels: 'No parcel is under way', lose: 'Lose it', loseTitle: 'Lose this parcel?', loseText: 'The parcel from {seller} to {buyer} will be lost and both are told. This cannot be undone.', lost: 'The parcel is lost',
  },
}

export default messages
