import type zh from './scenario-zh-CN'

const messages: typeof zh = {
  event: {
    scenarioChanged: '{who} changed the class’s scenario: {changes}',
    scenarioChange: '{name} {before} → {after}',
    incidentPrice: 'The supply price of “{title}” in the shop of {name} went from {before} to {now} (arranged)',
    incidentStock: 'The supplier of “{title}” in the shop of {name} has none left (arranged)',
    incidentParcel: 'The courier lost “{title}” sent by {name} (arranged)',
    incidentRefund: 'A difficult customer bought “{title}” from {name} and wants the money back (arranged)',
  },
  scenario: {
    title: 'Scenario', lead: 'These numbers change this class alone. A change holds for what happens from then on; orders and after-sales under way keep their times.', save: 'Save changes ({n})', saved: 'Saved; in force from now on', reset: 'As the course says', course: 'course: {value}', wrong: 'Enter {min} – {max}',
    group: { money: 'Play money', trade: 'Times of orders', after_sale: 'Times of after-sale', supply: 'Suppliers', shop: 'Opening a shop', conduct: 'Platform rules' },
    unit: { minutes: '{n} min', hours: '{n} h', days: '{n} days', percent: '{n}%', pieces: '{n} pieces', times: '{n} times' },
    suffix: { fen: 'yuan', minutes: 'min', hours: 'hours', days: 'days', percent: '%', pieces: 'pieces', times: 'times' },
    on: 'on', off: 'off', classTime: 'Times run on the class clock.', suppliers: 'Suppliers that are there already are set one by one under “Manage”', history: 'Changes', noHistory: 'Nothing was changed: all as the course says.', readOnly: 'Only instructors change it.',
  },
  incident: {
    title: 'Inject an incident', lead: 'The same happens to everybody chosen, at once, and cannot be taken back. The board shows what they do about it; it counts for no marks.',
    kind: { 0: '', 1: 'Supply price changes', 2: 'Supplier out of stock', 3: 'Courier loses a parcel', 4: 'Difficult customer' },
    kindText: { 0: '', 1: 'The supply price of one linked product of each shop changes at once.', 2: 'The supplier of one linked product of each shop has none left.', 3: 'The newest parcel under way of each shop is lost.', 4: 'A simulated customer buys one piece in each shop and wants the money back. They count for no marks.' },
    whom: 'To whom', everybody: 'All trainees', some: 'Choose trainees', chosen: '{n} chosen', percent: 'Change (%)', percentHint: 'Below zero for a lower price, e.g. -20', text: 'The customer says', textDefault: 'I changed my mind. I want all my money back right now, or you get a bad review and a complaint!',
    go: 'Let it happen', done: '{n} were hit', left: '{n} were not', otherShops: '{n} more shops sell it and are hit, too', again: 'Another one',
    answer: { 0: 'nothing done yet', 1: 'looked at the new price', 2: 'took it off the shelf', 3: 'broke the link', 4: 'sent it again', 5: 'agreed', 6: 'refused', 7: 'answered the customer', 8: 'refunded' }, after: 'after {n} min', lately: 'Incidents',
  },
  seller: { whose: 'Whose shop', choose: 'Choose a trainee', chooseText: 'Choose a trainee to see their linked goods, supply orders and profit.' },
}

export default messages
