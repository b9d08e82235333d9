import type zh from './goods-zh-CN'
import type { clip as clipZh, favourites as favouritesZh, filter as filterZh, me as meZh, orderBook as orderBookZh } from './goods-zh-CN'

/** Products as tables, the export of orders, filters of the mall, favourites and footprints, the buyer's own page. */
const goods: typeof zh = {
  sheet: 'Products', help: 'How to fill it in', helpColumn: 'Column', helpText: 'What goes there', categories: 'Categories', group: 'Group', yes: 'yes', no: 'no',
  column: {
    code: 'Code', title: 'Title', category: 'Category', attributes: 'Attributes', specification: 'Specification', specification_code: 'Specification code', price_fen: 'Price (¥)', list_price_fen: 'Price before (¥)', cost_fen: 'Cost (¥)', stock: 'Stock', stock_seen: 'Stock when exported', weight_grams: 'Weight (g)', listed: 'On the shelf', description: 'Description',
  },
  about: {
    code: 'Needed. Your own number, each once in your shop; imported again, the product of that code is changed.', title: 'Needed. Origin, name, what is special, size.', category: 'One of the sheet “Categories”; may stay empty.', attributes: 'As in: Origin: Hunan; Weight: 5 lb. Those with * the category asks for.',
    specification: 'Empty where there is none. Else a row for each, all with the same code, as in: Weight: 5 lb; Colour: red. All combinations are needed.', specification_code: 'A number of its own; may stay empty.', price_fen: 'Needed, like 29.90', list_price_fen: 'What it cost before, not below the price; may stay empty.', cost_fen: 'Only you see it; may stay empty.', stock: 'Needed, a whole number.',
    stock_seen: 'Filled in by the export, leave it: the stock changes by the difference, so that what was sold meanwhile stays sold. Empty for new products.', weight_grams: 'For freight by weight; may stay empty.', listed: 'yes or no. Pictures are not in the table: enter “no” for a new product, add pictures where you edit it, then list it.', description: 'Material, sizes, how to keep it, for whom.',
  },
  example: { attribute: 'fill in', title: 'Navel oranges from Yongzhou, picked to order, 5 lb', specified: 'Navel oranges from Yongzhou, two sizes', description: 'Picked and sent the same day; bad fruit is refunded.', axis: 'Weight', size: '{n} lb' },
  wrong: { amount: '“{text}” is no amount; write it like 29.90', whole: '“{text}” is no whole number; write it like 100', pairs: '“{text}” cannot be read; write “name: value”, several with semicolons', flag: '“{text}” cannot be read; write yes or no', missing: 'Fill this in', column: 'The first row has no such column; use the template', file: 'This file cannot be read; choose an xlsx table (save as .xlsx in Excel or WPS)', empty: 'The table holds no products; start in row 2' },
  import: 'Bulk import', export: 'Export table', exported: '{n} products exported', importText: 'Fill in the template, or export your products and edit them, then choose the file. Products of the same code are changed; each fault is named by row and column, and nothing is imported until there is none. At most {max} rows.', template: 'Download template', choose: 'Choose a table', again: 'Corrected: choose again', checking: 'Checking…',
  outcome: 'To import: {added} new, {changed} changed', faults: 'To correct: {n}', row: 'Row', columnHead: 'Column', problem: 'Problem', clean: 'Nothing is wrong.', importAll: 'Import all', importGood: 'Import the {n} good ones', imported: 'Imported: {added} new, {changed} changed',
}

export const orderBook: typeof orderBookZh = {
  export: 'Export orders', sheet: 'Orders', lines: 'Lines', exported: '{n} orders exported', number: 'Order', state: 'State', closed: 'Closed because', buyer: 'Buyer', placed: 'Placed', paid: 'Paid', shipped: 'Shipped', finished: 'Finished', goods: 'Goods', freight: 'Freight', promotions: 'Promotions', discount: 'Coupon off', change: 'Price change', amount: 'Amount', refunded: 'Refunded', coupon: 'Coupon', receiver: 'Receiver', phone: 'Phone', address: 'Address', parcels: 'Parcels', remark: 'Note',
  title: 'Product', specification: 'Specification', price: 'Price', quantity: 'Pieces', shippedPieces: 'Pieces shipped', refundedPieces: 'Pieces refunded', linePaid: 'Paid', lineRefunded: 'Refunded',
}

export const filter: typeof filterZh = { allGroups: 'All categories', allOf: 'All of {group}', groups: 'Categories', price: 'Price', from: 'From', to: 'To', inStock: 'In stock only', clear: 'Clear filters', found: '{n} found', nothing: 'Nothing matches', nothingText: 'Loosen the filters or try another word.' }

export const favourites: typeof favouritesZh = {
  add: 'Add to favourites', drop: 'Remove from favourites', added: 'Added to favourites', dropped: 'Removed from favourites', title: 'My favourites', none: 'No favourites yet', noneText: 'Tap the heart on a product and it stands here.', cheaper: '{amount} less than then', dearer: '{amount} more than then', gone: 'Off the shelf', closed: 'Shop closed',
  footprints: 'My footprints', noFootprints: 'No footprints yet', noFootprintsText: 'What you look at stands here, the latest first.', clear: 'Clear footprints', clearTitle: 'Clear your footprints?', clearText: 'This cannot be undone; favourites stay.', cleared: 'Footprints cleared',
}

export const clip: typeof clipZh = { title: 'Video (optional)', hint: 'MP4 or WebM, {seconds} seconds and {mb} MB at most; it is shown before the pictures.', add: 'Add video', replace: 'Replace video', remove: 'Remove video', sending: 'Uploading {percent}%', checking: 'Checking…', tooLarge: 'The video is too large: shorten it, or lower its resolution, to {mb} MB at most.', of: 'Video of “{title}”', show: 'Watch the video' }

export const me: typeof meZh = { orders: 'My orders', allOrders: 'All orders', coupons: 'Coupons', favourites: 'Favourites', footprints: 'Footprints', wallet: 'Wallet', afterSales: 'After-sale', account: 'Account and devices', more: 'More', usable: '{n} usable', things: '{n}', waiting: '{n} to do' }

export default goods
