// An order's life and what comes after it: price, parcel and its way, receipt; a refund that is refused and decided by
// the instructor; a parcel that gets lost. A seller at a desk, a buyer with a phone, an instructor.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { enterByFace, openTrade, story } from './person.mjs'
import { startDemo } from './server.mjs'

const sellerAccount = 'xy01'
const buyerAccount = 'xy30'
const instructorAccount = 'js01'
const title = '脐橙'

const orderState = { unpaid: 1, paid: 2, shipped: 3, finished: 4, closed: 5 }
const trackState = { waiting: 1, collected: 2, lost: 7 }
const afterSaleState = { waitSeller: 1, waitReceipt: 3, refused: 6, disputed: 7, refunded: 8 }
const taken = { sendBack: 3, appeal: 5, agree: 6, refuse: 7, receive: 8 }

const { people, picture, step } = story('after-sale')

let kaibo
let seller
let buyer
let instructor
let orderId
let paidFen
let startFen

before(async () => {
  kaibo = await startDemo()
  ;({ seller, buyer, instructor } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const fenOf = (text) => Math.round(Number(/[\d.,]+/.exec(text)[0].replaceAll(',', '')) * 100)
const orderOn = (page, state) => page.locator(`[data-testid="order-${orderId}"][data-state="${state}"]`)
const afterSaleOn = (page, state) => page.locator(`[data-testid="after-sale"][data-state="${state}"]`)

async function balance() {
  await buyer.goto('/wallet')
  const shown = buyer.getByTestId('balance')
  await shown.filter({ hasText: /\d/ }).waitFor()
  return fenOf(await shown.innerText())
}

async function order(quantity, payNow) {
  await buyer.goto('/mall')
  await buyer.getByTestId('mall-search').fill(title)
  await buyer.getByTestId('mall-search').press('Enter')
  await buyer.locator('[data-testid^=product-]').filter({ hasText: title }).first().click()
  await buyer.getByTestId('buy').click()
  for (let more = 1; more < quantity; more++) await buyer.getByTestId('quantity-more').click()
  await buyer.getByTestId(payNow ? 'buy-confirm' : 'order-only').click()
  await buyer.getByTestId('buy-done').waitFor()
  await buyer.goto('/purchases')
  const card = buyer.locator('[data-testid^=order-]').first()
  await card.waitFor()
  orderId = /order-(\d+)/.exec(await card.getAttribute('data-testid'))[1]
}

async function ship() {
  await seller.getByTestId(`ship-${orderId}`).click()
  await seller.getByTestId('waybill-make').click()
  await seller.getByTestId('ship-confirm').click()
}

async function takeStep(page, which, text) {
  await page.getByTestId(`step-${which}`).click()
  if (text) await page.getByTestId('step-text').fill(text)
  if (which === taken.sendBack) await page.getByTestId('waybill-make').click()
  await page.getByTestId('step-confirm').click()
}

step('the seller lowers the price and notes it, and the buyer pays what is shown', async () => {
  await Promise.all([enterByFace(seller, sellerAccount), enterByFace(buyer, buyerAccount), enterByFace(instructor, instructorAccount)])
  startFen = await balance()
  await order(3, false)
  await seller.goto('/shop?tab=orders')
  await seller.getByTestId(`price-${orderId}`).click()
  await seller.getByTestId('new-amount').fill('60.01')
  await seller.getByTestId('price-reason').fill('老顾客优惠')
  await picture(seller, 'price')
  await seller.getByTestId('price-confirm').click()
  await orderOn(seller, orderState.unpaid).filter({ hasText: '¥60.01' }).waitFor()
  await seller.getByTestId(`remark-${orderId}`).click()
  await seller.getByTestId('remark-order').fill('多放两个')
  await seller.getByTestId('remark-save').click()
  await orderOn(seller, orderState.unpaid).filter({ hasText: '多放两个' }).waitFor()
  await orderOn(buyer, orderState.unpaid).filter({ hasText: '老顾客优惠' }).waitFor()
  assert.equal(await orderOn(buyer, orderState.unpaid).filter({ hasText: '多放两个' }).count(), 0, 'the note is the seller’s own')
  await buyer.getByTestId(`pay-${orderId}`).click()
  await orderOn(buyer, orderState.paid).waitFor()
  paidFen = 6001
})

step('the parcel goes its way on the class clock, and the buyer sees it', async () => {
  await orderOn(seller, orderState.paid).waitFor()
  await ship()
  await orderOn(seller, orderState.shipped).waitFor()
  await buyer.goto(`/orders/${orderId}`)
  await buyer.locator(`[data-testid^=parcel-][data-state="${trackState.waiting}"]`).waitFor()
  await instructor.goto('/board')
  await instructor.getByTestId('clock-speed').selectOption('100000')
  await buyer.locator(`[data-testid^=parcel-]:not([data-state="${trackState.waiting}"])`).waitFor({ timeout: 60_000 })
  await instructor.getByTestId('clock-speed').selectOption('100')
  await picture(buyer, 'tracking')
  await seller.goto(`/orders/${orderId}`)
  await seller.getByTestId('tracking').waitFor()
  await picture(seller, 'order')
})

step('after the receipt the buyer asks for a refund and the seller refuses it', async () => {
  await buyer.getByTestId(`confirm-${orderId}`).click()
  await buyer.getByTestId('confirm-yes').click()
  await orderOn(buyer, orderState.finished).waitFor()
  await buyer.getByTestId(`after-sale-${orderId}`).click()
  await buyer.getByTestId('ask-kind-1').check()
  // All three are asked for by itself: one is too many to keep.
  await buyer.getByTestId('ask-refund').filter({ hasText: '¥60.01' }).waitFor()
  await buyer.locator('.quantity button').first().click()
  await buyer.locator('.quantity button').first().click()
  await buyer.getByTestId('ask-refund').filter({ hasText: '¥20.00' }).waitFor()
  await buyer.getByTestId('ask-reason').selectOption('商品破损')
  await buyer.getByTestId('ask-text').fill('有一箱压坏了，见照片')
  await picture(buyer, 'ask')
  await buyer.getByTestId('ask-confirm').click()
  await afterSaleOn(buyer, afterSaleState.waitSeller).waitFor()
  await seller.goto('/shop?tab=after-sale')
  await seller.getByTestId('after-sales-waiting').waitFor()
  await picture(seller, 'after-sales')
  await seller.locator('[data-testid^=after-sale-card-]').first().click()
  await afterSaleOn(seller, afterSaleState.waitSeller).waitFor()
  await takeStep(seller, taken.refuse, '看不出是运输压坏的')
  await afterSaleOn(buyer, afterSaleState.refused).waitFor()
})

step('the two talk, and the instructor decides for the buyer, to the fen', async () => {
  await buyer.getByTestId('say').fill('外箱也破了，签收时拍的')
  await buyer.getByTestId('say-send').click()
  await seller.getByTestId('entries').filter({ hasText: '签收时拍的' }).waitFor()
  await takeStep(buyer, taken.appeal, '请平台看照片')
  await afterSaleOn(buyer, afterSaleState.disputed).waitFor()
  await instructor.goto('/disputes')
  await instructor.locator(`[data-testid^=after-sale-card-][data-state="${afterSaleState.disputed}"]`).waitFor()
  await picture(instructor, 'disputes')
  await instructor.locator('[data-testid^=after-sale-card-]').first().click()
  await instructor.getByTestId('decide-reason').fill('外箱破损清楚，属于运输问题')
  await picture(instructor, 'decide')
  await instructor.getByTestId('decide-refund').click()
  await afterSaleOn(instructor, afterSaleState.refunded).waitFor()
  await afterSaleOn(buyer, afterSaleState.refunded).waitFor()
  await picture(buyer, 'refunded')
  assert.equal(await balance(), startFen - paidFen + 2000)
  await buyer.goto(`/orders/${orderId}`)
  await buyer.getByTestId(`refunded-${orderId}`).filter({ hasText: '¥20.00' }).waitFor()
  await buyer.getByTestId('history').filter({ hasText: '¥20.00' }).waitFor()
})

step('a parcel that the instructor lets get lost is sent again', async () => {
  await order(1, true)
  await seller.goto(`/orders/${orderId}`)
  await ship()
  await orderOn(seller, orderState.shipped).waitFor()
  await instructor.goto('/disputes')
  const lose = instructor.locator('[data-testid^=lose-]').first()
  await lose.waitFor()
  await picture(instructor, 'parcels')
  await lose.click()
  await instructor.getByTestId('confirm-yes').click()
  await buyer.goto(`/orders/${orderId}`)
  await buyer.locator(`[data-testid^=parcel-][data-state="${trackState.lost}"]`).waitFor()
  await picture(buyer, 'lost')
  await seller.locator('[data-testid^=resend-]').click()
  await seller.getByTestId('waybill-make').click()
  await seller.getByTestId('ship-confirm').click()
  await buyer.locator(`[data-testid^=parcel-][data-state="${trackState.waiting}"]`).waitFor()
})

step('what is sent back is refunded when the seller has received it', async () => {
  await buyer.getByTestId(`after-sale-${orderId}`).click()
  await buyer.getByTestId('ask-kind-2').check()
  await buyer.getByTestId('ask-confirm').click()
  await afterSaleOn(buyer, afterSaleState.waitSeller).waitFor()
  await seller.goto(new URL(buyer.url()).pathname)
  await takeStep(seller, taken.agree)
  await takeStep(buyer, taken.sendBack)
  await afterSaleOn(seller, afterSaleState.waitReceipt).waitFor()
  await picture(seller, 'sent-back')
  await takeStep(seller, taken.receive)
  await afterSaleOn(buyer, afterSaleState.refunded).waitFor()
  assert.equal(await balance(), startFen - paidFen + 2000)
  await buyer.goto('/purchases')
  await orderOn(buyer, orderState.closed).waitFor()
  await picture(buyer, 'purchases')
})

step('everything has its words in English, too', async () => {
  await instructor.getByTestId('language').first().click()
  await instructor.locator('html[lang=en]').waitFor()
  await instructor.goto('/disputes')
  await instructor.getByText('Brought before the platform').waitFor()
  await picture(instructor, 'disputes-en')
})

step('no page complained', async () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
