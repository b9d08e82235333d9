// The instructor's scenario: a time-out that is changed and takes effect for what comes after it; a price that changes for
// one trainee and a difficult customer for all; what they do about it on the board; a look into a trainee's supply.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { enterByFace, openTrade, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const sellerAccount = 'xy04'
const buyerAccount = 'xy30'
const instructorAccount = 'js01'

const orderState = { unpaid: 1, closed: 5 }
const incident = { price: 1, refund: 4 }
const answer = { none: 0, priced: 1, agreed: 5 }
const agree = 6
/// 60×: five minutes of class time pass in five seconds.
const quick = '6000'

const { people, picture, step } = story('scenario')

let kaibo
let seller
let buyer
let instructor
let earlier
let product
let tile

before(async () => {
  kaibo = await startDemo()
  ;({ seller, buyer, instructor } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const setting = (key, value) => instructor.locator(`[data-testid="setting-${key}"][data-value="${value}"]`)
const orderOn = (orderId, state) => buyer.locator(`[data-testid="order-${orderId}"][data-state="${state}"]`)
const onTile = (of, what) => instructor.locator(`[data-testid="incident-of-${of}"][data-answer="${what}"]`)

/// An order that is not paid; its id.
async function orderOnly() {
  await buyer.goto('/mall')
  await buyer.getByTestId('mall-search').fill('菊花')
  await buyer.getByTestId('mall-search').press('Enter')
  await buyer.locator('[data-testid^=product-]').filter({ hasText: '菊花' }).first().click()
  await buyer.getByTestId('buy').click()
  await buyer.getByTestId('order-only').click()
  await buyer.getByTestId('buy-done').waitFor()
  await buyer.goto('/purchases')
  const card = buyer.locator('[data-testid^=order-]').first()
  await card.waitFor()
  return /order-(\d+)/.exec(await card.getAttribute('data-testid'))[1]
}

async function inject(kind, fill) {
  await instructor.getByTestId('incident-open').click()
  await instructor.getByTestId(`incident-${kind}`).check()
  await fill()
  await picture(instructor, `incident-${kind}`)
  await instructor.getByTestId('incident-go').click()
  await instructor.getByTestId('incident-outcome').waitFor()
  await picture(instructor, `outcome-${kind}`)
  const done = Number(/\d+/.exec(await instructor.getByTestId('incident-done').innerText())[0])
  await instructor.getByTestId('incident-close').click()
  return done
}

step('the instructor shortens a time-out, which is refused out of its range and kept within', async () => {
  await Promise.all([enterByFace(seller, sellerAccount), enterByFace(buyer, buyerAccount), enterByFace(instructor, instructorAccount)])
  earlier = await orderOnly()
  await instructor.goto('/scenario')
  await setting('mall.unpaid_minutes', 30).waitFor()
  const field = instructor.getByTestId('set-mall.unpaid_minutes')
  await field.fill('0')
  assert.ok(await instructor.getByTestId('scenario-save').isDisabled())
  await field.fill('5')
  await picture(instructor, 'changing')
  await instructor.getByTestId('scenario-save').click()
  await setting('mall.unpaid_minutes', 5).waitFor()
  await instructor.getByTestId('scenario-history').filter({ hasText: '30 分钟 → 5 分钟' }).waitFor()
  await picture(instructor, 'saved')
})

step('it holds for the order placed after it, not for the one before', async () => {
  const later = await orderOnly()
  await instructor.getByTestId('clock-speed').selectOption(quick)
  await orderOn(later, orderState.closed).waitFor()
  assert.equal(await orderOn(earlier, orderState.unpaid).count(), 1)
  await picture(buyer, 'closed')
  await instructor.getByTestId('clock-speed').selectOption('100')
})

step('what was changed goes back to what the course says', async () => {
  await instructor.getByTestId('reset-mall.unpaid_minutes').click()
  await instructor.getByTestId('scenario-save').click()
  await setting('mall.unpaid_minutes', 30).waitFor()
})

step('a trainee links a good of the supply market', async () => {
  await seller.goto('/supply')
  await seller.getByTestId('supply-search').fill('冰糖橙')
  await seller.getByTestId('supply-search').press('Enter')
  await seller.getByTestId('found').filter({ hasText: '1' }).waitFor()
  await seller.locator('[data-testid^=good-]').first().click()
  await seller.getByTestId('source').click()
  await seller.getByTestId('copy-cap').fill('30')
  await seller.getByTestId('copy-go').click()
  await seller.locator('[data-testid^=copy-result-][data-state=done]').waitFor()
  await seller.getByTestId('to-links').click()
  const linked = seller.locator('[data-testid^=linked-]').first()
  await linked.waitFor()
  product = (await linked.getAttribute('data-testid')).slice('linked-'.length)
})

step('its price changes for that trainee alone, and the board shows that nothing is done yet', async () => {
  await instructor.goto('/board')
  const done = await inject(incident.price, async () => {
    await instructor.getByTestId('incident-percent').fill('20')
    await instructor.getByTestId('incident-whom').selectOption('some')
    await instructor.getByTestId(`incident-for-${sellerAccount}`).check()
  })
  assert.equal(done, 1)
  const shown = instructor.locator('[data-testid^=incident-of-]')
  await shown.first().waitFor()
  assert.equal(await shown.count(), 1)
  tile = (await shown.getAttribute('data-testid')).slice('incident-of-'.length)
  assert.equal(await shown.getAttribute('data-answer'), String(answer.none))
  await picture(instructor, 'board-open')
})

step('the trainee prices it anew, and the board tells', async () => {
  await seller.getByTestId(`reprice-${product}`).click()
  await onTile(tile, answer.priced).waitFor()
  await picture(instructor, 'board-priced')
})

step('a difficult customer comes to every shop at once', async () => {
  const done = await inject(incident.refund, () => instructor.getByTestId('incident-whom').selectOption('everybody'))
  assert.ok(done >= 8, `${done} shops had something to sell`)
  await instructor.waitForFunction((n) => document.querySelectorAll('[data-testid^=incident-of-]').length >= n, done)
  await picture(instructor, 'board-all')
})

step('the trainee deals with the customer', async () => {
  await seller.goto('/shop?tab=after-sale')
  await seller.locator('[data-testid^=after-sale-card-]').first().click()
  await seller.getByTestId(`step-${agree}`).click()
  await picture(seller, 'customer')
  await seller.getByTestId('step-confirm').click()
  await onTile(tile, answer.agreed).waitFor()
})

step('from the board the instructor looks into the trainee’s supply, without acting', async () => {
  await instructor.getByTestId(`tile-${tile}`).click()
  await instructor.getByTestId('drawer-incidents').waitFor()
  await picture(instructor, 'drawer')
  await instructor.getByTestId('to-supply-links').click()
  await instructor.getByTestId(`linked-${product}`).waitFor()
  assert.equal(await instructor.getByTestId('seller').inputValue(), tile)
  assert.equal(await instructor.getByTestId(`break-${product}`).count(), 0)
  await picture(instructor, 'links')
  await instructor.getByTestId('tab-supply-orders').click()
  await instructor.waitForURL(`**/supply/orders?trainee=${tile}`)
  await instructor.getByTestId('tab-supply-profit').click()
  await instructor.getByTestId('profit-net').waitFor()
  await picture(instructor, 'profit')
})

step('the pages fit a phone and speak English', async () => {
  await instructor.setViewportSize(phone.viewport)
  await instructor.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))
  for (const path of ['/scenario', '/board', `/supply/links?trainee=${tile}`, `/supply/orders?trainee=${tile}`, `/supply/profit?trainee=${tile}`]) {
    await instructor.goto(path)
    await instructor.locator('h1').waitFor()
    await instructor.waitForLoadState('networkidle')
    await picture(instructor, `phone-${path.split('?')[0].split('/').at(-1)}`)
    assert.ok(await instructor.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways`)
  }
  await instructor.goto('/board')
  await instructor.getByTestId('incident-open').click()
  await instructor.getByTestId('incident-go').waitFor()
  await picture(instructor, 'phone-incident')
})

step('no page complained', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
