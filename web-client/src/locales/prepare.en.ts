import type zh from './prepare.zh-CN'

const messages: typeof zh = {
  coming: 'Coming up', comingText: 'Reserve, and you are told when it starts.', countdown: 'in {time}', days: '{n} d {time}', due: 'About to start', reserve: 'Reserve', reserved: 'Reserved', reservations: '{n} reserved',
  reserveOf: 'Reserve “{title}”', releaseOf: 'Take back the reservation of “{title}”', own: 'My broadcast',
  announce: 'Announce', announceTitle: 'Announce it?', announceText: 'The whole class sees in the mall that “{title}” starts at {time}, and may reserve.', announceDone: 'Announced; classmates may reserve', plannedFirst: 'Set the planned start first.', toEdit: 'Set it',
  cancel: 'Cancel preview', cancelTitle: 'Cancel the preview?', cancelText: 'The {n} who reserved are told, and their reservations are gone.', cancelDone: 'Preview cancelled',
  announced: 'Announced',
  checklist: 'Before going live', checklistOf: 'Before going live {done}/{all}', allDone: 'All is ready', open: 'Still open: {items}', comma: ', ', startOpen: '{n} still open: {items}.\nGo live all the same?', byHand: 'I have checked',
  item: { cover: 'Cover', notice: 'Notice', planned: 'Planned start', shelf: 'Products', priced: 'Live prices', stocked: 'Stock', script: 'Script', camera: 'Camera', sound: 'Microphone', network: 'Network' },
  itemText: {
    cover: 'Upload an upright cover; without a camera it is what viewers see', notice: 'Write a notice; viewers see it when they enter', planned: 'Set the planned start', shelf: 'At least 3 products on the shelf', priced: 'Every product has a live price', stocked: 'Every product has stock to sell', script: 'All sections, times that add up, products from the shelf',
    camera: 'Is the picture sharp and bright enough?', sound: 'Say something: the bar must move', network: 'Up and down must be fast enough',
  },
  test: 'Test', testing: 'Testing…', stop: 'Stop', cameraGood: 'The picture is there', soundGood: 'You can be heard', level: 'Level', speed: 'Up {up}, down {down}', speedGood: 'Fast enough', speedSlow: 'Rather slow: go nearer to the router, or use a cable', mbps: '{n} Mbit/s',
  noDevice: 'No device found; is it plugged in?', deviceDenied: 'The browser does not allow it: choose “Allow” beside the address', insecure: 'Browsers allow camera and microphone at https addresses only',
  script: 'Script', scriptOf: 'Script: {title}', toScript: 'Write the script', plannedMinutes: 'Planned length (minutes)', leastMinutes: 'The course asks for {n} minutes at least', addRow: 'Add a row', addBelow: 'Add a row below', duplicate: 'Duplicate this row', removeRow: 'Delete this row', handle: 'Row {n}; drag, or move with the up and down keys',
  from: 'From', to: 'To', section: 'Section', product: 'Product', noProduct: 'No product', offShelf: 'A product that is not on the shelf', words: 'Words', wordsHint: 'What is said and done here', who: 'Who', timeWrong: 'Write the time as minutes:seconds, e.g. 03:30',
  sections: { 1: 'Opening', 2: 'Product', 3: 'Talk', 4: 'Push to buy', 5: 'Ending' }, sum: '{total} of {planned} planned', fits: 'The times add up', present: '{name}: there', missing: '{name}: missing',
  keys: 'Alt+↑↓ move · Ctrl+Enter add · Ctrl+D duplicate · Ctrl+S save', saved: 'Script saved', unsaved: 'Changes not saved', leaveTitle: 'Leave this page?', leaveText: 'The script is not saved; your changes will be lost.', leave: 'Leave',
  align: 'Line up times', alignHint: 'From 0, one row after the other, each as long as it is', aligned: 'The times are lined up', templates: 'Templates', templatesTitle: 'Begin with a template', useTemplate: 'Use', replaceTitle: 'Replace the script?', replaceText: 'The template takes the place of the present {n} rows; nothing is saved before you save.', replace: 'Replace',
  emptyTitle: 'No script yet', emptyText: 'With a script you forget nothing and keep the time. A template is the quickest start.', minutesN: '{n} minutes', rowsN: '{n} rows', problems: '{n} to mend', noProblems: 'Nothing to mend', print: 'Print', readOnly: 'This broadcast has ended; its script can only be read.',
  problem: {
    1: 'Section “{section}” is missing', 2: '{time} shorter than planned', 3: '{time} longer than planned', 4: 'The plan is {time} shorter than the course asks for', 5: 'Nothing happens for {time} before row {row}', 6: 'Row {row} overlaps the one above by {time}', 7: 'Row {row} must end after it starts', 8: 'Row {row} needs a product', 9: 'The product of row {row} is not on the shelf', 10: 'Row {row} has no words yet',
  },
  paper: { time: 'Time', shop: 'Shop', host: 'Host', planned: 'Planned start', length: 'Length', madeAt: 'Printed {time}' },
  prompter: 'Prompter', next: 'Next', left: '{time} left', over: '{time} over', last: 'The last one', previous: 'Previous', following: 'Follows the time', follow: 'Follow the time', step: '{n} / {all}', none: 'No script yet', noneText: 'With a script, this tells you step by step what comes while you are live.', hide: 'Hide the prompter', show: 'Show the prompter', points: 'Selling points',
  specPrices: 'Live prices', specPricesHint: 'A live price for each specification; its own price where they are the same.', cutAll: 'Off each specification (yuan)', cut: 'Take off all', cutTooMuch: 'It must be less than the cheapest one costs', details: 'Stock and points', detailsOf: 'Stock and selling points', ownStock: 'Set stock aside for this room', ownStockHint: 'It is sold in this room only and cannot be bought in the mall; what is left goes back when you end.', ownPieces: 'In the room now (pieces)', inMall: '{n} left in the mall', perPerson: 'Limit per person (pieces)', perPersonHint: '0 for none', sellingPoints: 'Selling points', sellingPointsHint: '3–5 lines, one point each; shown in the console and on the viewers’ product sheet',
  ownN: '{n} for this room', limitN: '{n} per person', detailsSaved: 'Saved', numberWrong: 'A whole number from 0, please',
  event: { 1: 'It is on, as you reserved: “{title}”', 2: 'Cancelled, though you reserved: “{title}”', 3: '“{title}”, which you reserved, is now at {time}' },
}

export default messages
