// A shop's service and what its buyers say of it: a buyer with a phone asks about a product, a classmate with a phone helps
// and answers, the seller at a desk takes the talk over; it is rated and counted. Then the buyer reviews what came, and the
// seller replies. The classmate goes over to the shop's operations and is let go; an instructor reads the talks.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const sellerAccount = 'xy01'
const helperAccount = 'xy03'
const buyerAccount = 'xy30'
const instructorAccount = 'js01'
const helperName = '陈雨桐'
const sellerName = '林晓燕'
const shopName = '橙心果园'
const title = '脐橙'
const automatic = '您好，果园在忙，马上回复您'
const quick = '三天内能到，坏果包赔'

const { people, picture, step } = story('service')

let kaibo
let seller
let helper
let buyer
let instructor
let productPath
let orderId

before(async () => {
  kaibo = await startDemo()
  const [one, two, three, four] = await Promise.all([
    openBrowser(kaibo.door(0), desktop),
    openBrowser(kaibo.door(1), phone),
    openBrowser(kaibo.door(0), phone),
    openBrowser(kaibo.door(1), desktop),
  ])
  Object.assign(people, { seller: one, helper: two, buyer: three, instructor: four })
  ;[seller, helper, buyer, instructor] = [one.page, two.page, three.page, four.page]
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const pictureFile = (name) =>
  fileURLToPath(new URL(`../../services/kaibo/demo/pictures/${name}.webp`, import.meta.url))
const unread = (page, count) => page.locator(`[data-testid=chat-bell][data-unread="${count}"]`)
const line = (page, text) => page.getByTestId('chat-message').filter({ hasText: text })
const figure = (page, key, text) => page.getByTestId(`desk-${key}`).filter({ hasText: text })
const orderOn = (page, state) => page.locator(`[data-testid="order-${orderId}"][data-state="${state}"]`)

async function say(page, text) {
  await page.getByTestId('chat-text').fill(text)
  await page.getByTestId('chat-send').click()
  await line(page, text).waitFor()
}

async function openTalk(page) {
  await page.getByTestId('chat-bell').click()
  await page.locator('[data-testid^=chat-][data-unread]:not([data-testid=chat-bell])').first().click()
  await page.getByTestId('chat-talk').waitFor()
}

const helperOf = (kind) => seller.locator(`[data-testid^=helper-][data-kind="${kind}"]`)

/** From the person's own page to the shop they help in. */
async function enterShop() {
  await helper.getByTestId('shop-switch').getByRole('link').filter({ hasText: shopName }).click()
  await helper.getByTestId('helps-here').filter({ hasText: sellerName }).waitFor()
}

/** What a page of a shop shows, by the keys of its tabs. */
async function tabsOf(page) {
  const ids = await page.getByRole('tablist').first().getByRole('tab').evaluateAll((tabs) => tabs.map((tab) => tab.dataset.testid))
  return ids.map((id) => id.replace('tab-', ''))
}

async function fitsThePhone(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(width <= phone.viewport.width, `${page.url()} is ${width} wide`)
}

step('the seller sets up the service', async () => {
  await Promise.all([enterByFace(seller, sellerAccount), enterByFace(helper, helperAccount), enterByFace(buyer, buyerAccount)])
  await seller.goto('/shop?tab=service')
  await seller.getByTestId('automatic-answer').fill(automatic)
  await seller.getByTestId('add-quick').click()
  await seller.getByTestId('quick-answer-0').fill(quick)
  await picture(seller, 'desk')
  await seller.getByTestId('desk-save').click()
  await seller.getByTestId('notice').first().waitFor()
  await seller.reload()
  await figure(seller, 'consultations', '0').waitFor()
  assert.equal(await seller.getByTestId('quick-answer-0').inputValue(), quick)
})

step('the seller asks a classmate to help as customer service', async () => {
  await seller.getByTestId('tab-helpers').click()
  await seller.getByTestId('helper-who').selectOption({ label: helperName })
  await seller.getByTestId('helper-add').click()
  await helperOf(1).filter({ hasText: helperName }).waitFor()
  await picture(seller, 'helpers')
  await helper.goto('/shop')
  await enterShop()
  assert.deepEqual(await tabsOf(helper), ['service', 'reviews'])
  await fitsThePhone(helper)
  await picture(helper, 'helps-service')
})

step('the buyer asks about a product and is answered automatically', async () => {
  await buyer.goto('/mall')
  await buyer.getByTestId('mall-search').fill(title)
  await buyer.getByTestId('mall-search').press('Enter')
  await buyer.locator('[data-testid^=product-]').filter({ hasText: title }).first().click()
  await buyer.getByTestId('buy').waitFor()
  productPath = new URL(buyer.url()).pathname
  await buyer.getByTestId('ask-shop').click()
  await buyer.getByTestId('send-offer').click()
  await line(buyer, title).waitFor()
  await line(buyer, automatic).waitFor()
  await say(buyer, '几天能到？')
  await fitsThePhone(buyer)
  await picture(buyer, 'asked')
  await unread(seller, 2).waitFor()
  await unread(helper, 2).waitFor()
})

step('the helper answers from a phone, and the buyer hears it at once', async () => {
  await openTalk(helper)
  await helper.getByTestId('chat-waits').waitFor()
  await unread(helper, 0).waitFor()
  await helper.getByTestId('quick-0').click()
  await picture(helper, 'answering')
  await helper.getByTestId('chat-send').click()
  await line(buyer, quick).waitFor()
  await fitsThePhone(helper)
  await helper.getByTestId('chat-back').click()
  await helper.locator('[data-testid^=chat-][data-unread="0"]:not([data-testid=chat-bell])').first().waitFor()
  await picture(helper, 'talks')
})

step('the seller takes the talk over and sends a picture', async () => {
  await say(buyer, '果子大不大？')
  await seller.getByTestId('tab-service').click()
  await seller.getByTestId('to-chats').click()
  await openTalk(seller)
  await seller.getByTestId('chat-answerer').filter({ hasText: helperName }).waitFor()
  await picture(seller, 'taken-by-another')
  await seller.getByTestId('take-over').click()
  await say(seller, '您看，拳头大小')
  await seller.getByTestId('chat-picture').setInputFiles(pictureFile('qicheng-2'))
  await seller.locator('[data-testid=chat-message][data-kind="2"]').waitFor()
  await buyer.locator('[data-testid=chat-message][data-kind="2"]').waitFor()
  await seller.getByTestId('chat-card').click()
  await picture(seller, 'cards')
  await seller.locator('[data-testid^=card-product-]').first().click()
  await buyer.locator('[data-testid=chat-message][data-kind="3"][data-own="false"]').waitFor()
  await picture(seller, 'talk')
})

step('the buyer rates the service, and the figures say how quick it was', async () => {
  await buyer.getByTestId('chat-rate').getByTestId('star-5').click()
  await buyer.getByTestId('chat-rated').waitFor()
  await picture(buyer, 'rated')
  await seller.goto('/shop?tab=service')
  await figure(seller, 'consultations', '2').waitFor()
  await figure(seller, 'share', '100%').waitFor()
  await figure(seller, 'score', '5.00').waitFor()
  await picture(seller, 'figures')
})

step('the buyer buys it and asks about the order', async () => {
  await buyer.goto(productPath)
  await buyer.getByTestId('buy').click()
  await buyer.getByTestId('buy-confirm').click()
  await buyer.getByTestId('buy-done').waitFor()
  await buyer.goto('/purchases')
  const card = buyer.locator('[data-testid^=order-]').first()
  await card.waitFor()
  orderId = /order-(\d+)/.exec(await card.getAttribute('data-testid'))[1]
  await buyer.goto(`/orders/${orderId}`)
  await buyer.getByTestId('ask-shop').click()
  await buyer.getByTestId('send-offer').click()
  await buyer.locator('[data-testid=chat-message][data-kind="4"]').waitFor()
  await unread(seller, 1).waitFor()
  await picture(buyer, 'order-card')
})

step('the helper sends the order back, and has no more of it than the card', async () => {
  await openTalk(helper)
  await helper.getByTestId('take-over').click()
  await helper.getByTestId('chat-card').click()
  await helper.getByTestId(`card-order-${orderId}`).click()
  const card = helper.locator('[data-testid=chat-message][data-kind="4"][data-own="true"]')
  await card.waitFor()
  assert.equal(await card.getByRole('link').count(), 0)
  await buyer.locator('[data-testid=chat-message][data-kind="4"][data-own="false"]').waitFor()
  await fitsThePhone(helper)
  await picture(helper, 'order-back')
})

step('what came is reviewed with stars, words and a picture', async () => {
  await seller.goto(`/orders/${orderId}`)
  await seller.getByTestId(`ship-${orderId}`).click()
  await seller.getByTestId('waybill-make').click()
  await seller.getByTestId('ship-confirm').click()
  await orderOn(seller, 3).waitFor()
  await buyer.goto(`/orders/${orderId}`)
  await buyer.getByTestId(`confirm-${orderId}`).click()
  await buyer.getByTestId('confirm-yes').click()
  await buyer.getByTestId('order-reviews').waitFor()
  await buyer.getByTestId('star-4').click()
  await buyer.getByTestId('review-text').fill('皮薄汁多，就是箱子有点压')
  await buyer.getByTestId('picture-input').setInputFiles(pictureFile('qicheng-1'))
  await buyer.locator('[data-testid=order-reviews] .item img').first().waitFor()
  await fitsThePhone(buyer)
  await picture(buyer, 'review-form')
  await buyer.getByTestId('review-post').click()
  await buyer.getByTestId('order-reviews').filter({ hasText: '箱子有点压' }).waitFor()
})

step('the seller replies once, and everybody reads it at the product and the shop', async () => {
  await seller.goto('/shop?tab=reviews')
  await seller.getByTestId('tab-unreplied').click()
  await seller.locator('[data-testid^=reply-text-]').first().fill('谢谢您，下次换加厚的箱子')
  await picture(seller, 'reply')
  await seller.locator('[data-testid^=reply-]:not([data-testid^=reply-text-])').first().click()
  await seller.locator('[data-testid^=reply-text-]').first().waitFor({ state: 'detached' })
  await buyer.goto(productPath)
  await buyer.getByTestId('score').filter({ hasText: '4.00' }).waitFor()
  await buyer.getByTestId('reviews').filter({ hasText: '加厚的箱子' }).waitFor()
  await buyer.getByTestId('reviews').scrollIntoViewIfNeeded()
  await fitsThePhone(buyer)
  await picture(buyer, 'product')
  await buyer.getByTestId('to-shop').click()
  await buyer.getByTestId('score').filter({ hasText: '4.00' }).waitFor()
  await picture(buyer, 'shop')
})

step('the seller begins to talk from an order', async () => {
  await seller.goto(`/orders/${orderId}`)
  await seller.getByTestId(`contact-${orderId}`).click()
  await seller.getByTestId('take-over').click()
  await seller.getByTestId('send-offer').click()
  await say(seller, '这单的箱子我们再补您一个')
  await picture(seller, 'contacted')
  await unread(buyer, 2).waitFor()
})

step('the helper goes over to operations and works in the shop from a phone', async () => {
  await seller.goto('/shop?tab=helpers')
  await helperOf(1).getByRole('combobox').selectOption('2')
  await helperOf(2).waitFor()
  await helper.goto('/shop')
  await enterShop()
  assert.deepEqual(await tabsOf(helper), ['products', 'orders', 'promotions', 'decorate'])
  await helper.locator('[data-testid^=product-]').filter({ hasText: '柚子蜜酱' }).locator('[data-testid^=list-]').click()
  await helper.getByTestId('notice').first().waitFor()
  await fitsThePhone(helper)
  await picture(helper, 'helps-products')
  await helper.getByTestId('tab-orders').click()
  await helper.getByTestId(`remark-${orderId}`).click()
  await helper.getByTestId('remark-order').fill('补发纸箱')
  await helper.getByTestId('remark-save').click()
  await helper.getByTestId(`order-${orderId}`).filter({ hasText: '补发纸箱' }).waitFor()
  await fitsThePhone(helper)
  await picture(helper, 'helps-orders')
  const orders = helper.locator('[data-testid^=order-]')
  const before = await orders.count()
  await buyer.goto(productPath)
  await buyer.getByTestId('buy').click()
  await buyer.getByTestId('buy-confirm').click()
  await buyer.getByTestId('buy-done').waitFor()
  await orders.nth(before).waitFor()
  await buyer.goto(productPath)
  await seller.goto(`/orders/${orderId}`)
  await seller.getByTestId(`order-${orderId}`).filter({ hasText: '补发纸箱' }).waitFor()
})

step('once let go, the helper has nothing there any more, at once', async () => {
  await helper.getByTestId('tab-products').click()
  await helper.locator('[data-testid^=list-]').first().waitFor()
  await seller.goto('/shop?tab=helpers')
  await helperOf(2).locator('[data-testid^=remove-]').click()
  await helperOf(2).waitFor({ state: 'detached' })
  await helper.getByText('你不在这家店帮忙').waitFor()
  await helper.reload()
  await helper.getByText('你不在这家店帮忙').waitFor()
  await picture(helper, 'let-go')
})

step('an instructor reads the talks of the shop with their figures', async () => {
  await enterByFace(instructor, instructorAccount)
  await instructor.goto('/board')
  await instructor.locator('[data-testid^=tile-]').filter({ hasText: sellerName }).first().click()
  await instructor.getByTestId('drawer').getByTestId('to-talks').click()
  await figure(instructor, 'share', '100%').waitFor()
  await instructor.locator('[data-testid^=chat-][data-unread]:not([data-testid=chat-bell])').first().click()
  await instructor.getByTestId('chat-read').getByText('几天能到？').waitFor()
  assert.equal(await instructor.getByTestId('chat-text').count(), 0)
  await picture(instructor, 'staff-talks')
  await instructor.setViewportSize(phone.viewport)
  await fitsThePhone(instructor)
  await picture(instructor, 'staff-talks-phone')
})

step('everything has its words in English, too', async () => {
  for (const page of [seller, buyer]) {
    await page.getByTestId('language').first().click()
    await page.locator('html[lang=en]').waitFor()
  }
  await seller.goto('/shop?tab=service')
  await seller.getByText('Answered within 3 min').waitFor()
  await picture(seller, 'figures-en')
  await seller.setViewportSize(phone.viewport)
  await fitsThePhone(seller)
  await picture(seller, 'figures-phone-en')
  await seller.goto('/shop?tab=reviews')
  await seller.getByTestId('score').waitFor()
  await fitsThePhone(seller)
  await picture(seller, 'reviews-phone-en')
  await seller.setViewportSize(desktop.viewport)
  await seller.goto('/chat')
  await seller.getByText('Choose a talk on the left').waitFor()
  await picture(seller, 'talks-en')
  await buyer.goto('/chat')
  await buyer.getByText('Shops I asked').first().waitFor()
  await fitsThePhone(buyer)
  await picture(buyer, 'talks-phone-en')
  await buyer.goto(productPath)
  await buyer.getByText('Product reviews').waitFor()
  await fitsThePhone(buyer)
})

step('no page complained', async () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
