// Registration, settings and page of a shop.
export default {
  event: {
    shopApplied: '{who} applied for the shop “{name}” (attempt {n})', applicationApproved: 'The application for “{name}” passed', applicationApprovedBy: '{who} approved the application for “{name}”', applicationRejected: 'The application for “{name}” did not pass the automatic checks ({n} faults)', applicationRejectedBy: '{who} rejected the application for “{name}”: {reason}', applicationWithdrawn: '{who} withdrew the application for “{name}”',
    shopTurnedOpen: '“{name}” is open for business again', shopTurnedClosed: '“{name}” closed for business', shopSettingsSaved: '{who} saved the shop’s settings: {categories} categories, {templates} freight templates', shopPagePublished: '{who} published version {version} of the shop’s page: {blocks} blocks, {n} products recommended', shopPageRolledBack: '{who} rolled the shop’s page back to version {from} (now version {version})',
  },
  store: {
    decorate: 'Decorate', open: 'Open for business', openText: 'The whole class sees and buys what your shop sells.', closed: 'Closed for business', closedText: 'Your products are not in the mall and cannot be bought; orders go on as usual.', closedForBuyers: 'The owner has closed the shop for now; come back later.', close: 'Close for now', openAgain: 'Open again', nowOpen: 'The shop is open again', nowClosed: 'The shop is closed',
    region: 'Province (freight goes by it)', elsewhere: 'Everywhere else', announcement: 'Announcement', returnAddress: 'Return address', hasReturnAddress: 'Set a return address (returns are sent there)', categories: 'Categories of the shop', categoryName: 'Name of the category', addCategory: 'Add a category', settingsSaved: 'The shop’s settings are saved', front: 'Front page', allProducts: 'All products {n}', weight: 'Weight of a piece (g)',
    productCategory: 'Category of the product', noCategory: 'None',
    spec: { title: 'Specification', more: 'Specifications, cost and code', name: 'Name, like “Weight”', values: 'Values, like “5 lb, 10 lb”', add: 'Add a specification', hint: 'At most 3; each combination has a price and a stock of its own', tooMany: 'There are at most {max} combinations; use fewer values', fillDown: 'Fill all with the first line', price: 'Price', listPrice: 'Was', listPriceLong: 'Price before (¥)', cost: 'Cost', costLong: 'Cost (¥, only you see it)', stock: 'Stock', code: 'Your code', from: 'and up', choose: 'Choose a specification' },
    freight: {
      title: 'Freight templates', text: 'The first holds unless a product names another. Orders in live rooms go free of freight.', newName: 'Usual freight', name: 'Name of the template', by: 'Reckoned', piece: 'By piece', weight: 'By weight', add: 'Add a freight template', addRule: 'Add a rule for some regions', chooseRegions: 'Choose regions', firstPieces: 'First pieces', firstGrams: 'First grams', morePieces: 'Each further', moreGrams: 'Each further (g)', fee: 'Freight (¥)', freeFrom: 'Free from (¥)', never: 'Never',
      template: 'Freight template', first: 'The shop’s first template', of: 'Freight of {amount} included',
    },
    application: {
      kind: 'Kind of shop', deposit: 'Deposit {amount}', noDeposit: 'No deposit', agreement: 'Agreement of the practice mall (version {version})', agree: 'By opening the shop you accept the agreement; version and time are recorded.', agreeReview: 'By handing it in you accept the agreement; version and time are recorded. It is checked automatically, then reviewed by your instructor.', simulated: 'Make it up; do not enter numbers of real documents',
      submit: 'Hand in', save: 'Save as draft', saved: 'The draft is saved', handedIn: 'Handed in; your instructor will review it', waiting: 'Your application is being reviewed', waitingText: '“{name}” was handed in at {time}. You will hear as soon as your instructor has decided.', depositHeld: 'A deposit of {amount} is held from your wallet; it comes back if the application is rejected or withdrawn.', withdraw: 'Withdraw and edit',
      rejected: 'The automatic checks did not let it pass. Correct it and hand it in again:', rejectedBy: '{name} rejected it. Correct it and hand it in again:',
    },
    review: {
      waiting: '{n} to review', text: 'What passed the automatic checks waits here.', none: 'The course of this class asks for no review: what passes the automatic checks opens at once.', empty: 'No applications yet', attempt: 'Attempt {n}', state: { 1: 'Draft', 2: 'Waiting', 3: 'Rejected', 4: 'Approved' }, reason: 'Your remark', reasonHint: 'Needed to reject; the trainee reads it', approve: 'Approve', reject: 'Reject', approved: 'The shop of {name} is open', rejected: 'The application of {name} is rejected', said: '{name}: {reason}',
    },
    block: { 1: 'Banner', 2: 'Products', 3: 'Coupons', 4: 'Text', 5: 'Picture' },
    page: {
      empty: 'No blocks yet. Start with a banner, then recommend some products.', up: 'Up', down: 'Down', blockTitle: 'Title (may stay empty)', blockText: 'Write something', picture: 'Picture', category: 'Category of the shop', noCategory: 'No category, chosen products only', products: 'Choose products', leadsTo: 'Product it leads to', publish: 'Publish', save: 'Save draft', history: 'History', published: 'Published: buyers see it now', rolledBack: 'Rolled back to version {version}',
      differs: 'The draft differs from what buyers see until you publish it.', same: 'This is what buyers see (version {version}).', never: 'Never published: buyers see all products.', preview: 'Preview', phone: 'Phone', desktop: 'Desktop', front: 'Open the front page', version: 'Version {version}', from: 'from version {version}', now: 'Seen now', rollBack: 'Roll back to this',
    },
  },
}
