import type zh from './review-zh-CN'

const review: typeof zh = {
  liveFigures: 'Live figures', title: 'Review', of: 'Review: {title}', replay: 'Replay', plan: 'Improvement plan', compare: 'Compare', export: 'Export table', print: 'Print',
  audienceHead: 'Counted over', audience: { value: 'Everybody', people: 'Classmates', simulated: 'Simulated' },
  group: { traffic: 'Traffic', talk: 'Interaction', products: 'Product clicks', sales: 'Sales' },
  name: {
    DURATION: 'Time live', VISITS: 'Visits', VISITORS: 'Visitors', LEAVES: 'Leaves', PEAK_ONLINE: 'Peak online', AVERAGE_ONLINE: 'Average online', AVERAGE_STAY: 'Average stay',
    COMMENTS: 'Comments', COMMENTERS: 'Commenters', LIKES: 'Likes', NEW_FOLLOWERS: 'New followers', INTERACTION_RATE: 'Interaction rate', QUESTIONS: 'Questions', ANSWERED: 'Answered', ANSWER_RATE: 'Answer rate', BAGS: 'Lucky bags', BAG_ENTRIES: 'Bag entries', COUPONS_CLAIMED: 'Coupons claimed',
    PRODUCT_VISITORS: 'Product visitors', CLICK_RATE: 'Click rate', CLICK_TO_SALE: 'Click to sale', CONVERSION: 'Conversion',
    ORDERS: 'Orders', BUYERS: 'Buyers', PIECES: 'Pieces', GMV: 'GMV', PAID: 'Sales', REFUNDED: 'Refunded', NET_SALES: 'Net sales', REFUND_RATE: 'Refund rate',
    SPENT_PER_BUYER: 'Spent per buyer', PRICE_PER_PIECE: 'Price per piece', VISITOR_VALUE: 'UV value', GPM: 'GPM',
  },
  formula: {
    DURATION: 'End − start', VISITS: 'Times somebody came in (PV), without hosts and moderators', VISITORS: 'Different accounts that came in (UV), without hosts and moderators', LEAVES: 'Times somebody left before the end',
    PEAK_ONLINE: 'Most people in the room at once', AVERAGE_ONLINE: 'Watching time of all ÷ time live', AVERAGE_STAY: 'Watching time of all ÷ visitors',
    COMMENTS: 'Comments while live, the host’s answers among them', COMMENTERS: 'Different accounts that commented, without hosts and moderators', LIKES: 'Likes while live', NEW_FOLLOWERS: 'Accounts that followed the shop in the room and still did at the end',
    INTERACTION_RATE: 'Those who commented, liked or followed ÷ visitors', QUESTIONS: 'Comments that ask something of the host, without deleted ones', ANSWERED: 'Those of them that were replied to or marked answered', ANSWER_RATE: 'Answered ÷ questions', BAGS: 'Lucky bags given out', BAG_ENTRIES: 'Times somebody joined a lucky bag', COUPONS_CLAIMED: 'Times a coupon of the room was claimed', PRODUCT_VISITORS: 'Different accounts that opened a product', CLICK_RATE: 'Those who opened a product ÷ visitors', CLICK_TO_SALE: 'Buyers ÷ those who opened a product', CONVERSION: 'Buyers ÷ visitors',
    ORDERS: 'Orders placed in the room, paid or not', BUYERS: 'Different accounts that paid', PIECES: 'Pieces in paid orders', GMV: 'Amount of all orders placed in the room, paid or not', PAID: 'Amount of the paid orders', REFUNDED: 'What of the paid orders was given back', NET_SALES: 'Sales − refunded', REFUND_RATE: 'Refunded ÷ sales',
    SPENT_PER_BUYER: 'Sales ÷ buyers', PRICE_PER_PIECE: 'Sales ÷ pieces', VISITOR_VALUE: 'Sales ÷ visitors (by UV, not by PV)', GPM: 'GMV × 1000 ÷ visitors (by UV, not by PV)',
  },
  unit: { UNSPECIFIED: '', COUNT: 'number', SECONDS: 's', FEN: 'yuan', TEN_THOUSANDTHS: '%', TENTHS: 'people' },
  figure: 'Figure', unitHead: 'Unit', formulaHead: 'Formula', countedFrom: 'Counted from these events', noEvents: 'There are no events of this kind.',
  tab: { figures: 'Key figures' }, minute: 'Minute', entered: 'Came in', left: 'Left', followers: 'New followers', opened: 'Opened', shown: 'Shown', bought: 'Bought', explainedSeconds: 'Seconds explained', moment: 'Moment', what: 'Event',
  mark: { explain: 'E', shelf: 'S', incident: '!', coupon: 'C', flash: 'F', bag: 'B', handOver: 'H', pause: 'P' },
  markers: 'Key moments', markersN: 'Key moments ({n})', noMarkers: 'No product was explained or moved in this broadcast.',
  funnel: 'Product funnel: shown → opened → bought', productLine: 'Explained {explained} · {pieces} sold · {sales}',
  questions: 'Questions and answers', noQuestions: 'Nobody asked anything.', answeredAfter: 'answered after {time}', unanswered: 'not answered', violations: 'Violations', noViolations: 'There are no violations.',
  turns: 'Hosts on air', host: 'Host', from: 'From', length: 'Length', paused: 'Paused',
  lesson: { noSale: 'Products were opened but not bought: think about price, stock and how you close a sale.' },
  keyFigures: 'Review by figures', keyText: 'Can you name the key figures of this broadcast without looking up? Each one is checked; each correct one counts towards your score.', check: 'Check', right: 'correct', wrong: 'not correct; look at how it is counted', rightOf: '{n} of {all} correct', example: 'e.g. {example}', unreadable: 'Write it like this: {example}',
  findings: 'Problems and improvements', findingsText: 'Write down problems, their causes and what you will do next time; each rests on a figure or a moment.', noFindings: 'Nothing has been written yet.', addFinding: 'Add another', savedFindings: 'Saved; instructors can see it',
  restsOn: 'Rests on', restsOnFigure: 'Figure it rests on', noFigure: 'No figure', orMoment: 'Moment (minutes:seconds since the start)', momentWrong: 'Name a moment of the broadcast, e.g. 05:30', aim: 'Aim next time', aimIs: 'Aim {aim}', problem: 'Problem', cause: 'Cause', action: 'Action',
  compareTitle: 'Two broadcasts compared', compareNone: 'Comparing takes two broadcasts', compareNoneText: 'Go live once more and see what has become better.', side: { a: 'First', b: 'Second' }, choose: 'Choose', chooseBoth: 'Choose two broadcasts.', difference: 'Change',
  planTitle: 'From the first broadcast to the next', look: 'Look', pathDone: 'This round is complete: compare both broadcasts and set the next aims.', changes: 'Improvements and their effect', before: 'Before', after: 'After', reached: 'Aim reached', missed: 'Aim not reached yet', compareBoth: 'Compare both in full',
  step: {
    first: { title: 'Finish a first broadcast', text: 'Just go live; it need not be perfect.', action: 'Go live' },
    figures: { title: 'Check the key figures', text: 'Enter the key figures of this broadcast until all are correct.', action: 'Check them' },
    findings: { title: 'Write what to improve', text: 'Problem → cause → action, with an aim for a figure.', action: 'Write it' },
    second: { title: 'Go live again', text: 'Carry out your actions in a second broadcast.', action: 'Prepare it' },
    compare: { title: 'See what changed', text: 'Both broadcasts side by side.', action: 'Compare' },
  },
  replayOf: 'Replay: {title}', replayNone: 'There is a replay after the end', replayNoneText: 'You can watch it live now.', controls: 'Playback; space plays or pauses, left and right move by 5 seconds', play: 'Play', pause: 'Pause', speed: 'Speed', position: 'Position', jump: 'Jump to a key moment', lately: 'What is happening', remarkBy: 'Remark by {name}',
}

export default review
