import type { promotions as zh } from './promotions-zh-CN'

export const promotions: typeof zh = {
  promo: {
    title: 'Promotions', create: 'New promotion', start: 'Start', started: 'It runs; the whole class can see it', stop: 'Stop', stopTitle: 'Stop “{name}”?', stopText: 'It does not start again; orders keep what they got.', stopped: 'The promotion has stopped', none: 'No promotions yet', noneText: 'A limited-time price brings new buyers, money off makes orders larger, a bundle sells things together; see here what each did.', copy: 'Copy the link', copied: 'Copied: send it to classmates',
    kinds: { 0: 'shop coupon', 1: 'limited-time price', 2: 'bundle', 3: 'money off' }, states: { 0: '', 1: 'Running', 2: 'Stopped', 3: 'Over', 4: 'Budget spent' },
    limited: '{price} a piece, {n} a person', bundle: '{n} together for {price}', step: '{off} off from {threshold}',
    name: 'Name', nameExample: 'A first taste, say', kind: 'Kind of promotion', about: { 1: 'One product at another price for a while; so many pieces a person, the rest at the usual price. All specifications cost the same.', 2: 'One piece of each product, bought together, for one price.', 3: 'When the chosen products (the whole shop if none) come to the amount; the highest step reached counts, once.' },
    products: { 1: 'Which product', 2: 'Products in the bundle', 3: 'Good for (the whole shop if none)' }, price: { 1: 'Price (yuan)', 2: 'Price of the bundle (yuan)', 3: '' }, listPrice: 'Usually {amount}', perPerson: 'Pieces a person', threshold: 'From (yuan)', off: 'Off (yuan)', addStep: 'Add a step', dropStep: 'Drop the last step', budget: 'Budget (yuan)', budgetHint: 'The most you give; it stops when that is spent', days: 'Days (class clock)',
    rules: 'Stacking: reckoned in the order {order}; on one product may come together: {pairs}. Freight comes last; live-room prices and flash sales take no promotions.', pair: '{one} + {other}', takeBundle: 'Put all into the cart',
    effect: { budget: 'Budget', visits: 'Visits', orders: 'Orders', buyers: 'Buyers', off: 'Given', gmv: 'GMV' },
    formula: { budget: 'What orders that are not closed (paid or not) got off / budget', visits: 'People who came by its tag or link, each once, without the owner', orders: 'Orders that used it, are paid and not closed', buyers: 'Different buyers of these orders, without the simulated audience', off: 'What it took off these orders', gmv: 'What was paid for these orders, with freight, partial refunds not subtracted' },
  },
  cart: { title: 'Cart', link: 'Cart {n}', take: 'Add to cart', added: 'It is in the cart', none: 'The cart is empty', noneText: 'Put things in here; several shops are paid for at once.', gone: '{n} product is not there any more | {n} products are not there any more', total: '{n} shop, {amount} | {n} shops, {amount}', placed: 'One order a shop: {n} order. | One order a shop: {n} orders.' },
  price: { title: 'Price', goods: 'At list price', freight: 'Freight', byLine: 'What falls on each product', live: 'Live-room prices and flash sales take no shop promotions.', promotions: 'Promotions {amount} ({names})' },
}
