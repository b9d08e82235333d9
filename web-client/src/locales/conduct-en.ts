import type zh from './conduct-zh-CN'

const messages: typeof zh = {
  conduct: {
    title: 'Platform rules', mine: 'My violations', all: 'All rules', rulesLead: 'Real platforms deduct points and punish by these rules. Meeting them here costs nothing; know them before you open a real shop.',
    none: 'No violations', noneText: 'Keep it so. The rules below are worth reading.', total: '{n} points deducted', points: '−{n} points', times: '{n} times', blocks: 'Refused at once', off: 'Off in this class', words: 'What triggered it', text: 'The rule', punishment: 'What a real platform does', wordList: 'Words it looks for',
    place: { title: 'Title of a product', main_picture: 'Main picture of a product', product: 'Product', shop: 'Shop profile', announcement: 'Announcement', page: 'Shop page', order: 'Order', parcel: 'Parcel', person: 'Trade partner', chat: 'Customer chat', review: 'Reply to a review' },
    state: { 0: '', 1: 'Stands', 2: 'Appealed', 3: 'Appeal rejected', 4: 'Lifted, does not count' },
    toProduct: 'To the product', toOrder: 'To the order',
    appeal: 'Appeal', appealLabel: 'Your reasons', appealHint: 'Say why it should not count; one appeal each', appealSend: 'Send the appeal', appealed: 'Sent; the instructor decides', myAppeal: 'Appeal: {text}', decision: 'Instructor: {text}',
    classTitle: 'Violations and appeals', classLead: 'What the platform’s rules found in the class. When somebody appeals, you lift the violation or keep it.', people: 'Points by person', noViolations: 'No such violations', everyone: 'Everybody', everyRule: 'All rules', everyState: 'All states', waiting: '{n} appeals wait', noneWaiting: 'No appeal waits',
    filterPerson: 'Trainee', filterRule: 'Rule', filterState: 'State',
    reason: 'Reason of the decision', reasonHint: 'The trainee sees it', lift: 'Lift it', keep: 'Keep it', decided: 'Decided', more: 'Earlier ones', ofPerson: '{n} violations · {points} points',
  },
  dashboard: {
    title: 'Figures', of: '{name}’s shop “{shop}”', export: 'Export', empty: 'No figures yet', emptyText: 'They come when classmates look at your products or order.', overview: 'Overview', products: 'By product', curve: 'Trend', hours: 'By hour', days: 'By day', clock: 'Times are those of the class clock', hoursLast: 'The last {n} hours', daysLast: 'The last {n} days',
    name: 'Figure', value: 'Value', formulaHead: 'How it is counted', time: 'Time',
    figure: { views: 'Page views (PV)', visitors: 'Visitors (UV)', orders: 'Orders placed', paidOrders: 'Orders paid', buyers: 'Buyers', conversion: 'Conversion', gmvFen: 'GMV', paidFen: 'Paid', refundedFen: 'Refunded', netFen: 'Net sales', perCustomerFen: 'Per customer', refundRate: 'Refund rate', pieces: 'Pieces paid', simulatedBuyers: 'Simulated buyers' },
    formula: {
      views: 'How often product pages were opened; the same person at the same product counts once in {n} minutes, your own looks never', visitors: 'Different persons who opened a product page', orders: 'All orders placed, also unpaid and closed ones', paidOrders: 'Orders that were paid', buyers: 'Different persons who paid, simulated ones too', conversion: 'Buyers in the mall {mall} ÷ visitors {visitors}',
      gmvFen: 'What all orders placed cost (also unpaid and closed; with freight and price changes)', paidFen: 'Sum of paid orders, with freight', refundedFen: 'Sum given back to buyers', netFen: 'Paid − refunded', perCustomerFen: 'Paid ÷ buyers', refundRate: 'Refunded ÷ paid', pieces: 'Pieces in paid orders, also those refunded later', simulatedBuyers: 'Of the simulated audience of live rooms, no classmates',
    },
    product: { title: 'Product', views: 'Views', visitors: 'Visitors', buyers: 'Buyers', conversion: 'Conversion', pieces: 'Pieces', paid: 'Paid', refunded: 'Refunded' },
    noProducts: 'No product was looked at or sold yet',
  },
  event: {
    violationFound: '{name} broke the platform’s rule “{rule}”: {words} ({points} points)', violationAppealed: '{name} appealed against a violation: {text}', appealLifted: '{who} lifted a violation of {name}: {text}', appealKept: '{who} kept a violation of {name}: {text}', productViewed: '{who} looked at a product',
  },
}

export default messages
