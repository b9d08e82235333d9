import type zh from './service-zh-CN'

const messages: typeof zh = {
  event: {
    chatCalled: 'The shop that {name} helps has news',
  },
  chat: {
    title: 'Messages', unread: '{n} unread message | {n} unread messages', none: 'No talks yet', noneText: 'Press “Ask the shop” at a product, a shop or an order to talk to its seller.', choose: 'Choose a talk on the left', asBuyer: 'Shops I asked', asShop: 'Buyer asks', ask: 'Ask the shop', empty: 'Nothing said yet', emptyText: 'Say hello; ask about the product, shipping or after-sale.',
    kind: { 0: '', 1: '', 2: '[picture]', 3: '[product]', 4: '[order]' }, automatic: 'Automatic answer', say: 'Say something…', send: 'Send', picture: 'Send a picture', card: 'Send a product or an order', cardTitle: 'Send a product or an order', products: 'Products', orders: 'Orders', noCards: 'No product or order to send', sendProduct: 'Send this product', sendOrder: 'Send this order', earlier: 'Earlier messages', off: 'Off the shelf',
    waits: 'Waits for the first answer', waitsFor: 'The buyer has waited {time}', answeredBy: '{name} answers', takeOver: 'Take over', takeOverText: '{name} answers now. Take over to answer the buyer yourself.', quick: 'Quick answers', noQuick: 'No quick answers yet; the owner sets them in “My shop → Service”',
    rate: 'Please rate this service', rated: 'You gave {n} star | You gave {n} stars', ratedShop: 'The buyer gave {n} star | The buyer gave {n} stars',
  },
  desk: {
    title: 'Service', open: 'Answer buyers', figures: 'Figures of the service', consultations: 'Consultations', consultationsFormula: 'A buyer who speaks after the shop last answered begins a new one', firstReply: 'Average first answer', firstReplyFormula: 'Seconds from the first words of a buyer to the first answer of a person ÷ answered consultations; automatic answers do not count; real time', share: 'Answered within {minutes} min', shareFormula: 'First answered by a person within {seconds} s: {quick} ÷ answered or waiting for over {seconds} s: {due}', score: 'Service rating', scoreFormula: 'Average of the stars that buyers gave ({n} rating) | Average of the stars that buyers gave ({n} ratings)', none: 'none yet', seconds: '{n} s',
    settings: 'Service settings', automatic: 'Automatic first answer', automaticHint: 'Sent when a buyer begins; does not count as answered; empty for none', quick: 'Quick answers', quickHint: 'One press while answering a buyer', addQuick: 'Add one', quickN: 'Quick answer {n}', removeQuick: 'Remove number {n}', save: 'Save service settings', saved: 'Service settings saved',
  },
  rating: {
    title: 'Reviews', ofProduct: 'Product reviews', ofShop: 'Shop reviews', none: 'No reviews yet', noneText: 'Buyers review after they have confirmed receipt.', score: '{score} of 5', count: '{n} review | {n} reviews', formula: 'Sum of all stars ÷ number of reviews; simulated viewers review nothing', star: '{n} star | {n} stars', stars: 'Stars', choose: 'Press a star', text: 'How is it?', textHint: 'Taste, packing, how fast it came', pictures: 'Pictures', submit: 'Post review', posted: 'Review posted', automatic: 'Good by default', toReview: 'Review', reply: 'Reply', replyTitle: 'The seller replies', replyHint: 'Once only; the whole class sees it', replied: 'Replied', all: 'All reviews', unreplied: 'To reply', more: 'More reviews',
  },
}

export default messages
