// A host's offers in a live room: coupon, flash sale and lucky bag, with two viewers who hold phones.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const hostAccount = 'xy04'
const phrase = '紫苏真香'

const { people, picture, step } = story('offers')

let kaibo
let host
let first
let second
let roomId
let product

before(async () => {
  kaibo = await startDemo()
  const [one, two, three] = await Promise.all([
    openBrowser(kaibo.door(0), desktop),
    openBrowser(kaibo.door(1), phone),
    openBrowser(kaibo.door(0), phone),
  ])
  Object.assign(people, { host: one, first: two, second: three })
  host = one.page
  first = two.page
  second = three.page
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const flash = (page, state) => page.locator(`[data-testid="flash-${product}"][data-state="${state}"]`).first()
const flashState = { waiting: 1, running: 2, soldOut: 3, ended: 4 }
const bagState = { issued: 1, joining: 2, drawn: 3 }

async function fill(page, fields) {
  for (const [handle, value] of Object.entries(fields)) await page.getByTestId(handle).fill(value)
}

async function buy(page) {
  await page.getByTestId('grab').click()
  await page.getByTestId('buy-confirm').waitFor()
}

async function paid(page, amount) {
  await page.getByTestId('buy-confirm').filter({ hasText: amount }).click()
  await withText(page, 'buy-done', amount).waitFor()
  await page.getByTestId('buy-close').click()
}

step('a host goes live, and two classmates come in', async () => {
  await Promise.all([enterByFace(host, hostAccount), enterByFace(first, 'xy30'), enterByFace(second, 'xy31')])
  await host.goto('/live')
  await host.getByTestId('new-room').click()
  await host.getByTestId('room-title').fill('紫苏专场 福利多多')
  await host.getByTestId('room-save').click()
  await host.waitForURL(/\/console$/)
  roomId = /live\/(\d+)\//.exec(host.url())[1]
  await host.getByTestId('shelf-add').click()
  await host.locator('dialog li [data-testid^=add-]').first().click()
  const item = host.locator('li[data-testid^=shelf-]')
  await item.first().waitFor()
  product = /shelf-(\d+)/.exec(await item.first().getAttribute('data-testid'))[1]
  await host.keyboard.press('Escape')
  await host.locator('dialog[open]').waitFor({ state: 'detached' })
  assert.ok(await host.getByTestId('tool-coupon').isDisabled(), 'nothing is offered before the start')
  await host.getByTestId('start-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.getByTestId('end-live').waitFor()
  await host.keyboard.press('1')
  for (const viewer of [first, second]) {
    await viewer.goto(`/room/${roomId}`)
    await viewer.getByTestId('explained').waitFor()
  }
})

step('a price that the host changes is on every screen at once', async () => {
  await host.getByTestId(`price-${product}`).click()
  await host.getByTestId('live-price').fill('12.00')
  await host.getByTestId('live-price').press('Enter')
  for (const viewer of [first, second]) await withText(viewer, 'explained', '¥12.00').waitFor()
})

step('a coupon pops up, is claimed with one tap, and takes off what it says', async () => {
  await host.getByTestId('tool-coupon').click()
  await fill(host, { 'coupon-name': '直播专享', 'coupon-off': '3', 'coupon-total': '5' })
  await picture(host, 'coupon-form')
  await host.getByTestId('coupon-issue').click()
  await withText(first, 'coupon-left', '5').waitFor()
  await second.getByTestId('coupon-pop').waitFor()
  await picture(first, 'coupon-pop')
  await first.locator('[data-testid=coupon-pop] [data-testid^=claim-]').click()
  await first.getByTestId('coupon-pop').waitFor({ state: 'detached' })
  await withText(second, 'coupon-left', '4').waitFor()
  await host.locator('[data-testid^=tool-coupon-]').filter({ hasText: '1/5' }).waitFor()
  await buy(first)
  await withText(first, 'coupon-discount', '¥3.00').waitFor()
  await withText(first, 'buy-explained', '¥9.00').waitFor()
  await picture(first, 'coupon-used')
  await paid(first, '¥9.00')
})

step('a flash sale counts down, sells one to each and is sold out', async () => {
  await host.getByTestId('tool-flash').click()
  await fill(host, { 'flash-price': '6.00', 'flash-pieces': '2' })
  await host.getByTestId('flash-lead').selectOption('10')
  await picture(host, 'flash-form')
  await host.getByTestId('flash-issue').click()
  await flash(first, flashState.waiting).filter({ hasText: /00:0\d 后开抢/ }).waitFor()
  await picture(first, 'flash-waiting')
  await withText(first, 'explained', '¥12.00').waitFor()
  await flash(first, flashState.running).waitFor()
  await flash(second, flashState.running).waitFor()
  await withText(second, 'explained', '¥6.00').waitFor()
  await picture(second, 'flash-running')
  await picture(host, 'flash-console')
  await buy(first)
  assert.equal(await first.getByTestId('coupon-choice').count(), 0, 'a flash price takes no coupon')
  await paid(first, '¥6.00')
  await flash(second, flashState.running).filter({ hasText: '1 件' }).waitFor()
  await buy(first)
  await first.getByTestId('buy-confirm').click()
  await withText(first, 'buy-problem', '每人只能抢一单').waitFor()
  await picture(first, 'flash-once')
  await first.keyboard.press('Escape')
  await buy(second)
  await paid(second, '¥6.00')
  for (const page of [host, first, second]) await flash(page, flashState.soldOut).waitFor()
  await withText(first, 'explained', '¥12.00').waitFor()
})

step('a lucky bag is joined by its phrase and drawn, and the result can be checked', async () => {
  await host.getByTestId('tool-bag').click()
  await fill(host, { 'bag-phrase': phrase, 'bag-fen': '2', 'bag-winners': '1' })
  await host.getByTestId('bag-seconds').selectOption('10')
  await picture(host, 'bag-form')
  await host.getByTestId('bag-issue').click()
  const icon = first.locator('[data-testid^=bag-icon-]')
  await icon.filter({ hasText: /00:/ }).waitFor()
  await icon.click()
  await picture(first, 'bag-open')
  await first.getByTestId('bag-join').click()
  await first.getByTestId('bag-joined').waitFor()
  await second.getByTestId('comment').fill(`${phrase}！`)
  await second.getByTestId('send').click()
  await host.locator('[data-testid^=tool-bag-]').filter({ hasText: '2 人参与' }).waitFor()
  const results = await Promise.all(
    [first, second].map(async (viewer) => {
      await viewer.locator(`[data-testid=bag][data-state="${bagState.drawn}"]`).waitFor()
      return viewer.getByTestId('bag-won').isVisible()
    }),
  )
  assert.equal(results.filter(Boolean).length, 1, 'one of two wins')
  const loser = results[0] ? second : first
  await loser.getByTestId('bag-lost').waitFor()
  await picture(first, 'bag-result-first')
  await picture(second, 'bag-result-second')
  await loser.locator('dialog[open] summary').click()
  await loser.getByTestId('bag-redraw').click()
  await loser.locator('[data-testid=bag-redrawn][data-agrees=true]').waitFor()
  await picture(loser, 'bag-redrawn')
  await host.locator(`[data-testid^=tool-bag-][data-state="${bagState.drawn}"]`).waitFor()
  await picture(host, 'console-after')
})

step('the wallet of coupons and the orders explain the price', async () => {
  await first.goto('/coupons')
  await first.locator('[data-testid^=mine-][data-state="2"]').waitFor()
  await picture(first, 'my-coupons')
  await first.goto('/purchases')
  await first.locator('[data-testid^=explained-]').filter({ hasText: '直播专享' }).waitFor()
  await picture(first, 'purchases')
})

step('a shop gives out a coupon in the mall and sees its effect', async () => {
  const page = await people.host.page.context().newPage()
  await page.goto('/shop?tab=promotions')
  await page.getByTestId('new-coupon').click()
  await fill(page, { 'coupon-name': '', 'coupon-off': '1' })
  await page.getByTestId('coupon-issue').click()
  await page.locator('.field', { has: page.getByTestId('coupon-name') }).getByRole('alert').waitFor()
  await page.getByTestId('coupon-kind-2').check()
  await fill(page, { 'coupon-name': '满减试试', 'coupon-off': '2', 'coupon-threshold': '10' })
  await page.getByTestId('coupon-issue').click()
  await page.locator('article[data-testid^=coupon-]').filter({ hasText: '满减试试' }).waitFor()
  await second.goto(`/mall/${product}`)
  await second.locator('article[data-testid^=coupon-] [data-testid^=claim-]').click()
  await picture(second, 'mall-coupon')
  await page.locator('article[data-testid^=coupon-]').filter({ hasText: '满减试试' }).filter({ hasText: '1/20' }).waitFor()
  await picture(page, 'promotions')
  await page.setViewportSize(phone.viewport)
  await picture(page, 'promotions-phone')
  await page.close()
})

step('in English, too', async () => {
  await host.getByTestId('language').click()
  await host.locator('html[lang=en]').waitFor()
  await host.getByTestId('tool-flash').click()
  await host.getByTestId('flash-price').waitFor()
  await picture(host, 'english')
  await host.setViewportSize(phone.viewport)
  await picture(host, 'english-phone')
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
