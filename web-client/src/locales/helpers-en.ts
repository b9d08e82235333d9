import type zh from './helpers-zh-CN'

const messages: typeof zh = {
  event: {
    helperSet: '{seller} asked {helper} to help in “{name}”: {kind}', helperGone: '{helper} helps in “{name}” no more',
  },
  helper: {
    title: 'Helpers', text: 'Ask classmates to run the shop with you: one kind of work each, at most {n} of them, changed or let go at any time.', none: 'No helpers yet',
    kind: { 1: 'Customer service', 2: 'Operations' }, may: { 1: 'Answer buyers and reply to reviews', 2: 'Products (edit, list, stock, prices), orders (ship, remark, change the price), promotions and the shop’s page; not registration, deposit, wallet, refunds or helpers' },
    kindOf: 'Work of {name}', whom: 'Choose a classmate', full: 'Full; let one go first', asWhat: 'As what', add: 'Ask to help', added: 'Helper added', removed: '{name} helps no more, from now on',
    switch: 'My shop and shops I help in', own: 'My shop', here: 'Owner {owner} · your work here: {kind}', gone: 'You do not help in this shop', goneText: 'Its owner may have let you go; your own shop is still there.', back: 'To my shop',
  },
  talks: {
    contact: 'Message the buyer', title: 'Talks of {name}’s shop', text: 'To read only.', none: 'No talks yet', noShop: 'This trainee has no shop yet', link: 'Talks', withBuyer: 'Say the first words to the buyer',
  },
}

export default messages
