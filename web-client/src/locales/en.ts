import prepare from './prepare.en'
import type { Messages } from '@/i18n'

import audience from './audience-en'
import goods, { clip, favourites, filter, me, orderBook } from './goods-en'
import practiceEvents from './practice-events-en'
import review from './review-en'
import conduct from './conduct-en'
import trade from './trade-en'
import shop from './shop-en'
import scenario from './scenario-en'
import talk from './talk-en'
import { offerEvents, offers } from './offers.en'
import { promotions } from './promotions-en'
import { supply, supplyEvents } from './supply-en'
import video from './video-en'
import service from './service-en'
import helpers from './helpers-en'

const messages: Messages = {
  review,
  app: { name: 'Kaibo', skip: 'Skip to content', otherLanguageShort: '中', otherLanguage: '中文' },
  action: {
    add: 'Add', all: 'All', back: 'Back', cancel: 'Cancel', close: 'Close', edit: 'Edit', more: 'Load more', refresh: 'Refresh',
    remove: 'Remove', retry: 'Try again', save: 'Save', search: 'Search', send: 'Send',
  },
  state: { done: 'Done', open: 'Not done yet', loading: 'Loading…' },
  form: { byRule: ' (rule: {rule})', fault: ' (fault number {id})' },
  fault: { few_pictures: 'few pictures', short_title: 'short title', short_description: 'short description', banned_word: 'forbidden word', missing_attribute: 'attributes missing', copied: 'copied from a classmate', copied_title: 'title like a classmate’s', copied_picture: 'main picture of a classmate' },
  time: { justNow: 'just now', minutesAgo: '{n} minute ago | {n} minutes ago', hoursAgo: '{n} hour ago | {n} hours ago' },
  connection: {
    connecting: 'Connecting', connectingLong: 'Connecting to the server',
    online: 'Connected', onlineLong: 'Connected: what others do shows at once',
    lost: 'Reconnecting', lostLong: 'Connection lost, reconnecting by itself; nothing you typed is lost',
    restarting: 'Server restarting', restartingLong: 'The server is restarting; this page reconnects by itself in a few seconds, and what you have done is kept',
    ended: 'Disconnected', endedLong: 'The connection has ended, please reload the page',
    offLong: '', off: '',
  },
  role: { 0: '', 1: 'Trainee', 2: 'Instructor', 3: 'Class assistant', 4: 'Institution', 5: 'Authority', 6: 'Administrator' },
  nav: {
    label: 'Main navigation', home: 'Home', shop: 'My shop', supply: 'Supply', live: 'Live', mall: 'Mall', purchases: 'Purchases',
    wallet: 'Wallet', board: 'Board', scores: 'Scores', applications: 'Applications', people: 'People', classes: 'Classes', me: 'Me', rules: 'Rules',
  },
  signIn: {
    title: 'Sign in', lead: 'Where live sellers practise: open a shop, stock it, go live. All simulated, no real money.', way: 'Way to sign in',
    byClass: 'Class + name', byAccount: 'Account', classCode: 'Class code', classCodeHint: 'Your instructor knows it, e.g. ZB2026', name: 'Name',
    account: 'Account', password: 'Password', forgot: 'Forgotten? Ask your instructor for a new one', enter: 'Sign in',
    demoTitle: 'Demo class: click a face to enter', demoText: 'Try anything. Best with two browser windows: one as instructor, one as trainee.', demoAll: 'All accounts',
  },
  setup: {
    title: 'First use: set up the administrator', lead: 'This server has no administrator yet. Use the one-time token it printed at start.',
    token: 'One-time token', tokenHint: 'Printed on screen when the server started; works once', claim: 'Become administrator',
  },
  password: {
    title: 'Change password', text: 'All other devices will be signed out.', mustTitle: 'Choose a new password first',
    mustText: 'You are using the initial password. Replace it by one that only you know, then start.', present: 'Present password', new: 'New password',
    rule: 'At least 8 characters; no birthday, no 12345678', again: 'New password again', differs: 'The two new passwords differ', change: 'Change password', changed: 'Password changed',
  },
  account: {
    title: 'Account and devices', signOut: 'Sign out', switchClass: 'Switch class', sessions: 'Signed-in devices', sessionsText: 'If you do not know one of them, sign it out and change your password.',
    unknownDevice: 'Unknown device', seen: 'Last used {time}', thisDevice: 'This device', endSession: 'Sign it out', ended: 'That device is signed out',
  },
  nowhere: { title: 'No such page', text: 'The link may be wrong, or the page is gone.', home: 'Go home' },
  clock: { label: 'Class clock', hint: 'Class clock: deadlines for payment and shipping run on it', paused: 'paused', pause: 'Pause', resume: 'Resume', speed: 'Speed of the clock' },
  picture: {
    add: 'Add', cover: 'Cover', nth: 'Picture {n}', remove: 'Remove picture {n}', uploading: 'Uploading…', choose: 'Choose picture', change: 'Change picture',
    unreadable: '“{name}” is no readable picture. Use JPG, PNG or WebP.',
  },
  address: { name: 'Recipient', phone: 'Phone', text: 'Address', hint: 'Any made-up address will do, nothing is really sent', madeUp: 'Training room, desk 1 (simulated)' },
  home: {
    hello: 'Hello {name}', nextTitle: 'Your next step', allDone: 'The basics are all done. Keep going!',
    step: {
      shop: { title: 'Open a shop', text: 'A name and a category: two minutes and you are open.', action: 'Open my shop' },
      products: { title: 'Put 3 products on the shelf', text: 'Clear titles and 3 or more pictures score better.', action: 'Publish a product' },
      order: { title: 'Sell your first order', text: 'Tell classmates, or go live and explain.', action: 'See my products' },
      ship: { title: 'Ship to your buyers', text: 'They are waiting; a waybill number does it.', action: 'Ship now' },
      live: { title: 'Go live', text: 'Set up a room, fill the shelf, start.', action: 'Prepare my live' },
    },
    ordersSold: '{n} sold', toShip: '{n} to ship', liveNow: 'Classmates live now', noLive: 'Nobody is live right now', noLiveText: 'The first to go live is the easiest to see.',
    soFar: 'Score so far', soFarText: '{pass} points pass; your instructor marks more.', result: 'Practical result', resultBy: '{name} · {time}',
    scoreLabel: '{score} points of {total}', raise: 'What would raise it', buyers: 'Who bought from me', noBuyers: 'No orders yet', noBuyersText: 'List products and go live: orders appear here.',
  },
  shop: {
    all: 'All', name: 'Shop name', nameHint: 'Unique in the class, e.g. “Old Zhou’s Farm Goods”', category: 'Main category', categoryChoose: 'Please choose', introduction: 'Introduction',
    introductionHint: 'What you sell, where it is from, what is special', logo: 'Logo', logoHint: 'A square picture looks best', open: 'Open shop', openTitle: 'Open your own shop',
    openText: 'The whole class will see it. Name and introduction can be changed later.', opened: 'Congratulations, your shop is open!', saved: 'Shop saved', products: 'Products', orders: 'Orders', promotions: 'Promotions', settings: 'Settings',
    figures: '{listed} on sale · {paid} paid orders', noProducts: 'No products yet', noProductsText: 'Publish your first one, or choose a good from the supply market.', searchOwn: 'Search my products',
  },
  product: {
    publish: 'Publish product', editTitle: 'Edit product', title: 'Title', titleHint: 'Origin + what it is + what is special + size', titleShort: 'Say more: {min} characters or more are better',
    titleLong: 'A title has at most {max} characters', titleMissing: 'Please enter a title', price: 'Price (yuan)', priceWrong: 'Enter a price, e.g. 19.90', priceZero: 'The price must be above 0',
    stock: 'Stock', stockN: '{n} in stock', stockWrong: 'Enter a whole number, e.g. 100', soldN: '{n} sold', description: 'Description', descriptionHint: 'Material, size, storage, who it is for', noDescription: 'The seller has written no description yet.',
    pictures: 'Pictures', picturesHint: 'The first is the cover; drag or use arrow keys to sort', picturesFew: 'Better at least {n}: front, detail, packing', picturesMissing: 'Upload at least one picture',
    banned: 'Words the advertising law forbids: {words}', preview: 'As seen on a phone', previewTitle: 'The title shows here', previewDescription: 'The description shows here', saveAndList: 'Publish and list', saveOnly: 'Save, do not list yet',
    saved: 'Saved', draftAuto: 'The draft is kept on this device', draftKept: 'Your unpublished draft was restored', draftDiscard: 'Discard draft', listed: 'On sale', unlisted: 'Off the shelf', putOn: 'List', takeOff: 'Take off',
    nowListed: 'Listed: the whole class can see it', nowUnlisted: 'Taken off the shelf', shopFirst: 'Open a shop first', shopFirstText: 'It takes two minutes.',
  },
  supply,
  mall: {
    title: 'Class mall', ofShop: 'Products of the shop', search: 'Search products', sort: 'Sort', newest: 'Newest', sold: 'Most sold', priceUp: 'Price, low to high', priceDown: 'Price, high to low',
    none: 'No products yet', noneText: 'What classmates list appears here at once.', nothing: 'Nothing found', nothingText: 'Try another word.', unlisted: 'This product is off the shelf.', own: 'This is your own product; you cannot buy it.',
  },
  buy: {
    title: 'Confirm order', now: 'Buy now', grab: 'Buy', soldOut: 'Sold out', quantity: 'Quantity', less: 'Less', more: 'More', sendTo: 'To {name}, {text}', pay: 'Pay {amount}', orderOnly: 'Order, pay later',
    doneTitle: 'Ordered', paid: 'Paid {amount}', paidText: 'The seller will ship soon. Confirm when it has arrived.', ordered: 'Ordered, please pay soon', orderedText: 'An unpaid order closes by itself.', seeOrder: 'See order', goOn: 'Go on',
    uncertain: 'Pressing again checks the same order; you never pay twice.',
  },
  order: {
    all: 'All', pendingPay: 'To pay', paid: 'To ship', partlyShipped: 'Partly shipped', shipped: 'On its way', finished: 'Finished', closedState: 'Closed',
    closed: { buyer: 'cancelled by the buyer', seller: 'cancelled by the seller', timeout: 'not paid in time', refunded: 'refunded whole', other: 'closed' },
    to: 'To {name} {phone} {text}', payWithin: 'Pay within {time} (class clock)', fromLive: 'from the live room', total: '{n} in all', pay: 'Pay', cancel: 'Cancel order', ship: 'Ship', confirm: 'Confirm receipt',
    cancelTitle: 'Cancel this order?', keep: 'Keep it', cancelAsBuyer: 'The product goes back to the shelf. This cannot be undone.', cancelAsSeller: 'The buyer is told. This cannot be undone.', confirmTitle: 'Has it arrived?', confirmText: 'The money then goes to the seller.',
    nowCancelled: 'Order cancelled', nowFinished: 'Receipt confirmed', nowShipped: 'Shipped; the buyer is told', shipTitle: 'Shipping', courier: 'Courier', waybill: 'Waybill number', waybillHint: 'Simulated: “Make one” gives you a number', inventWaybill: 'Make one',
    noneSeller: 'No orders here yet', noneSellerText: 'An order appears here the moment it is placed.', noneBuyer: 'Nothing bought yet', noneBuyerText: 'Have a look at the mall and support classmates with play money.',
  },
  wallet: { balance: 'Balance', balanceText: 'Play money, good in this class only.', income: 'Income received', incomeText: 'Sum of sales whose buyers confirmed receipt', escrow: 'On the way', escrowText: 'Paid by buyers, receipt not confirmed yet' },
  room: {
    live: 'Live', coming: 'Coming', preparing: 'Preparing', ended: 'Ended', mine: 'My broadcasts', noneMine: 'No room yet: create one.', create: 'New room', editTitle: 'Room settings', toConsole: 'Console',
    none: { now: 'Nobody is live right now', coming: 'Nothing announced', ended: 'No broadcast has ended yet' }, noneText: 'Create a room and invite classmates.', title: 'Title', titleHint: 'What you sell and why to watch, in one line', cover: 'Cover', coverHint: 'Upright pictures (3:4) look best; without a camera it is what viewers see',
    planned: 'Planned start', notice: 'Notice', noticeHint: 'Viewers see it when they enter', saveAndGo: 'Save and fill the shelf', saved: 'Room saved', explaining: 'On show', shopFirst: 'Open a shop first',
  },
  console: {
    title: 'Live console', picture: 'Picture and figures', shelf: 'Shelf', talk: 'Comments', start: 'Go live', startTitle: 'Go live now?', startText: 'The whole class will see your room.', end: 'End live', endTitle: 'End now?', endText: 'Live for {time}. An ended broadcast cannot go on.',
    liveFor: 'LIVE {time}', notYet: 'Not live yet', plannedFor: 'Planned for {time}', add: 'Add product', addTitle: 'Add to the shelf', nothingToAdd: 'Nothing to add', nothingToAddText: 'All products are on the shelf, or none is published yet.', shelfEmpty: 'The shelf is empty', shelfEmptyText: 'Put on what you will explain, in that order.',
    keys: 'Keys 1–9 explain that product', move: 'Place {n}; move with the up and down keys', livePrice: 'Live price', explain: 'Explain', take: 'Take off the shelf', noTalk: 'Comments of viewers appear here.', newest: 'Newest', answer: 'Answer', say: 'Say something as host', sayLater: 'You can speak once live',
    phrase: { welcome: 'Welcome to the room!', cart: 'Like it? Tap the cart below.', shipping: 'Order today, shipped within 48 hours.' },
  },
  viewer: {
    title: 'Live room', say: 'Say something…', quiet: 'No comments now', sending: 'Sending…', entered: '{name} is here', bought: '{name} bought {title}', left: '{n} left', like: 'Like, {n} so far', cart: 'Cart, {n} products', cartTitle: 'Cart ({n})', cartEmpty: 'The host has put up nothing yet',
    notYet: 'Not live yet', notYetText: 'It starts here by itself, no need to reload.', over: 'The broadcast has ended', otherRooms: 'Other rooms',
  },
  video,
  figures: {
    peak: 'Most online', online: 'Online', comments: 'Comments', likes: 'Likes', orders: 'Orders', buyers: 'Buyers', pieces: 'Pieces', sales: 'Sales',
    byMinute: 'Minute by minute', minute: 'min {n}', noMinutes: 'Figures come once live.', byProduct: 'By product', learn: 'What to learn from it',
    lesson: { best: '“{title}” sold best ({amount}): next time put it earlier and explain it twice.', silent: '{n} products were never explained; explained ones sell better.', peak: 'Most were online in minute {minute} ({n}): see what you were explaining.', quiet: 'Nobody commented: ask questions, call people by name.' },
  },
  board: {
    empty: 'No trainees in this class yet', emptyText: 'The class assistant adds them under “People”.', sort: 'Sort', by: { need: 'Who needs help first', score: 'By score', name: 'By name' },
    sum: { shops: 'shops', products: 'products', orders: 'paid', live: 'live', stuck: 'stuck', submitted: 'marked', passing: 'passing' },
    need: { neverSeen: 'not started', noShop: 'no shop', noProducts: 'no product', fewProducts: 'under 3 goods', noLive: 'never live', noOrders: 'no sale', none: 'all tasks done' },
    idleFor: 'idle {n}m', idleLong: 'idle {n}h', noShop: 'no shop', products: 'Goods', orders: 'Orders', live: 'Live', minutes: '{n}m', spoken: '{name}, {score} points, {products} products, {orders} orders, {need}', score: '{score} points',
    stream: 'Class stream', streamEmpty: 'What happens in class appears here.', filter: 'Filter the stream', kind: { shop: 'Shops', product: 'Products', order: 'Trade', live: 'Live', talk: 'Talk', score: 'Scores' },
    showStream: 'Show stream', hideStream: 'Hide stream', watch: 'Watch', lately: 'Lately', nothingLately: 'Nothing lately.',
  },
  sheet: {
    title: 'Score sheet', trainee: 'Trainee', previous: 'Previous (P)', next: 'Next (N)', keys: 'J/K lines, N/P trainees', saving: 'Saving…', saved: 'Draft saved', passed: 'Passed', failed: 'Not passed', passMark: '{n} to pass', submit: 'Submit', submitTitle: 'Submit the result of {name}?',
    submitPass: 'Total {score}, at least {pass}: passed. The trainee sees it at once.', submitFail: 'Total {score}, below {pass}: not passed. The trainee sees it at once.', unmarked: '{n} manual lines are not marked and count 0.', submittedNow: 'Result of {name} submitted', submittedBy: 'Submitted by {name}, {time}; the trainee can see it',
    reopen: 'Reopen', reopenTitle: 'Reopen the sheet', reopenText: 'It can be changed again; the trainee sees that the result is withdrawn, and the reason is kept.', reason: 'Reason', reasonAsk: 'Differs from the proposal: say why', reasonMay: 'Reason (optional)', reasonNeeded: 'A mark that differs from the proposal needs a reason.', pointsWrong: 'Points from 0 to {max}, one decimal at most',
    pointsOf: 'Points for {name}', mode: { 0: '', 1: 'automatic', 2: 'deduction', 3: 'manual', 4: 'auto + manual' }, proposed: 'proposed', proposedHint: 'What the class journal proposes', toMark: 'to mark', takeBack: 'Back to proposal',
    evidence: 'Evidence', rule: 'How points come about', source: 'Source of the rule', markedBy: 'Marked by', events: 'Events', noEvents: 'Nothing recorded for this line yet.', byHand: 'Marked by what the instructor saw; nothing is recorded.',
  },
  people: {
    title: 'People of the class', search: 'Search name or account', add: 'Add people', none: 'Nobody here yet', noneText: 'Paste a list to add the whole class at once.', notTeaching: 'not teaching', reset: 'Reset password', resetTitle: 'Reset the password of {name}?', resetText: 'They get a new initial password and are signed out everywhere.',
    reveal: 'Show ID-card number', revealTitle: 'ID-card number of {name}', revealText: 'The whole number is shown for a stated purpose only, and that is recorded.', role: 'Role', teaches: 'Teaches this class', names: 'Names', namesHint: 'One a line; an ID-card number may follow the name; pasting from a spreadsheet works', namesExample: 'Zhang San\nLi Si\nWang Xiaohua', addN: 'Add {n}', added: '{n} added',
  },
  slips: { title: 'Account slips', text: 'Initial passwords are shown this once: print them or write them down now.', print: 'Print', address: 'Address', password: 'Initial password', present: 'as before' },
  classes: {
    create: 'New class', created: 'Class created', none: 'No classes yet', noneText: 'Create one, then add instructors, an assistant and trainees.', name: 'Class name', nameExample: 'e.g. Live class 3/2026', code: 'Class code', codeHint: 'Typed at sign-in, so keep it short, e.g. ZB2026', profile: 'Course profile',
    profiles: { 'live-hunan-2021': 'Online start-up training (live)', 'ecommerce-2020s': 'Online start-up training (e-commerce)' },
  },
  ...talk,
  ...promotions,
  store: shop.store,
  prepare,
  clip,
  goods,
  orderBook,
  filter,
  favourites,
  me,
  audience: audience.audience,
  scenario: scenario.scenario,
  incident: scenario.incident,
  seller: scenario.seller,
  conduct: conduct.conduct,
  dashboard: conduct.dashboard,
  trade: trade.trade,
  chat: service.chat,
  desk: service.desk,
  rating: service.rating,
  helper: helpers.helper,
  talks: helpers.talks,
  afterSale: trade.afterSale,
  event: {
    ...talk.event,
    ...shop.event,
    ...audience.event,
    ...conduct.event,
    ...trade.event,
    ...service.event,
    ...helpers.event,
    ...scenario.event,
    platform: 'The platform', someone: 'Somebody', comma: ', ', unknown: 'Something only a newer version knows; reload the page', withReason: '{text} ({reason})',
    classCreated: '{who} created the class “{name}”', memberAdded: '{name} joined the class as {role}', clockPaused: '{who} paused the class clock', clockSet: '{who} set the class clock to {speed}×',
    shopOpened: '{who} opened the shop “{name}” ({category})', shopUpdated: '{who} changed the shop “{name}”',
    productSaved: '{who} saved “{title}”, {price}, stock {stock}', productSavedWeak: '{who} saved “{title}”, {price}, stock {stock} (to improve: {faults})', productListed: '{who} listed “{title}” at {price}', productListedWeak: '{who} listed “{title}” at {price} (to improve: {faults})', productDelisted: '{who} took a product off the shelf',
    orderPlaced: '{buyer} ordered {pieces} × “{title}” from {seller}, {amount}', orderPlacedLive: '{buyer} ordered {pieces} × “{title}” in the live room of {seller}, {amount}', orderPaid: '{buyer} paid {seller} {amount}', orderShipped: '{seller} shipped to {buyer} ({courier} {waybill})', orderFinished: '{buyer} confirmed receipt, {seller} got {amount}', orderClosed: 'Order of {buyer} with {seller} closed: {reason}',
    roomSaved: '{who} set up the room “{title}”', roomPreparing: '{who} prepares the live “{title}”', roomLive: '{who} went live: “{title}”', roomEnded: '{who} ended the live “{title}”',
    shelfPut: '{who} put “{title}” on place {place} of the shelf, {price}', shelfTaken: '{who} took a product off the live shelf', roomStarted: '{who} started the broadcast', roomStopped: '{who} ended the broadcast', productExplained: '{who} started to explain a product', explainStopped: '{who} stopped explaining',
    viewerEntered: '{name} entered the room', viewerLeft: '{name} left the room', commentPosted: '{name} said: {text}', likesAdded: 'The room got {n} likes, {total} in all', roomSale: '{buyer} bought {pieces} in the live room, {amount}', productsOpened: 'Products were opened {n} times', explainTitled: '{who} started to explain “{title}”', shelfTakenTitled: '{who} took “{title}” off the live shelf', figuresEntered: '{who} checked key figures: {right} of {all} correct', findingsSaved: '{who} wrote {n} problems and improvements: {problems}',
    videoStarted: '{name} switched the picture on', videoStopped: 'The picture went off', streamUrlSet: '{who} put on an outside stream', streamUrlCleared: '{who} took the outside stream off',
    marksSaved: '{who} marked {name}: {changes}', sheetPassed: '{who} submitted the result of {name}: {score}, passed', sheetFailed: '{who} submitted the result of {name}: {score}, not passed', sheetReopened: '{who} reopened the sheet of {name}: {reason}',
    ...offerEvents,
    ...supplyEvents,
    ...practiceEvents,
    roomForetold: '{who} announced the live “{title}” for {time}', previewCancelled: '{who} cancelled the preview of “{title}”', roomReserved: '{who} reserved the live “{title}” ({n} in all)', roomReleased: '{who} took back the reservation of “{title}” ({n} left)', scriptSaved: '{who} saved the live script: {rows} rows, {minutes} minutes, {sections} sections', shelfDetailsOwn: '{who} set aside {n} of “{title}” for the room', shelfDetailsSet: '{who} set limit and selling points of “{title}”', roomCheckedAll: '{who} had everything checked before going live', roomChecked: '{who} went live with these open: {items}',
  },
  offers,
}

export default messages
