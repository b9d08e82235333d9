// A shop's promotions beside coupons, and one checkout over two shops: a limited-time price, a bundle and money off are
// laid down; a buyer with a phone comes by the tag, sees the price step by step, and pays both shops with one tap. What is
// planned for later is seen with its countdown, changed, withdrawn, and starts by the class clock, at a price for each
// specification.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, enterByFace, openTrade, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const orange = '信丰脐橙'
const kiwi = '绿心猕猴桃'
const dates = '若羌灰枣'
const perilla = '通城紫苏叶'
const honey = '柚子蜜酱'
const kind = { limited: 1, bundle: 2, full: 3 }
const state = { running: 1, stopped: 2, planned: 5, withdrawn: 6 }

const { people, picture, step } = story('promotions')

let kaibo
let seller
let buyer
let instructor
let orderId
let full

before(async () => {
  kaibo = await startDemo()
  ;({ seller, buyer, instructor } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const promotion = (name, now = state.running) => seller.locator(`[data-testid^=promotion-][data-state="${now}"]`).filter({ hasText: name })
/// So many hours from now, as a field of date and time takes it; the class clock goes with the real one at first.
const inHours = (hours) => new Date(Date.now() + (hours + 8) * 3_600_000).toISOString().slice(0, 16)

async function fill(page, fields) {
  for (const [handle, value] of Object.entries(fields)) await page.getByTestId(handle).fill(value)
}

async function start(which, name, products, fields, now = state.running) {
  await seller.getByTestId('new-promotion').click()
  await seller.getByTestId(`promotion-kind-${which}`).check()
  for (const title of products) await seller.locator('dialog label').filter({ hasText: title }).locator('input').check()
  await fill(seller, { 'promotion-name': name, ...fields })
  await picture(seller, `form-${which}`)
  await seller.getByTestId('promotion-start').click()
  await promotion(name, now).waitFor()
}

async function open(title) {
  await buyer.goto('/mall')
  await buyer.getByTestId('mall-search').fill(title)
  const cards = buyer.locator('[data-testid^=product-]')
  await cards.filter({ hasNotText: title }).first().waitFor({ state: 'detached' })
  await cards.first().waitFor()
  return cards.first()
}

async function intoCart(title) {
  await (await open(title)).click()
  await buyer.getByTestId('to-cart').click()
}

step('a seller starts a limited-time price, a bundle and money off', async () => {
  await Promise.all([enterByFace(seller, 'xy01'), enterByFace(buyer, 'xy30')])
  await seller.goto('/shop?tab=promotions')
  await seller.getByTestId('new-promotion').click()
  await fill(seller, { 'promotion-name': '太贵了' })
  await seller.getByTestId('promotion-price').fill('1')
  await seller.locator('dialog label').filter({ hasText: orange }).locator('input').check()
  await seller.getByTestId('promotion-start').click()
  await seller.locator('dialog [role=alert]').first().waitFor()
  await picture(seller, 'refused')
  await seller.keyboard.press('Escape')
  await start(kind.limited, '新客尝鲜', [orange], { 'promotion-price': '19.90', 'promotion-per-person': '1', 'promotion-budget': '100' })
  await start(kind.bundle, '果干组合', [kiwi, dates], { 'promotion-price': '50' })
  await start(kind.full, '开业满减', [], { 'promotion-threshold-0': '50', 'promotion-off-0': '5' })
  full = /promotion-(\d+)/.exec(await promotion('开业满减').getAttribute('data-testid'))[1]
  await picture(seller, 'running')
})

step('a buyer sees the tags, comes by one, and the price is explained before the order', async () => {
  const card = await open(orange)
  await card.locator('[data-testid^=tags-]').waitFor()
  await picture(buyer, 'mall')
  await card.click()
  await buyer.waitForURL(/promotion=\d+$/)
  await buyer.locator('[data-testid^=tags-]').filter({ hasText: '新客尝鲜' }).waitFor()
  await picture(buyer, 'product')
  await buyer.getByTestId('buy').click()
  await withText(buyer, 'buy-explained', '−¥10.00').waitFor()
  await withText(buyer, 'buy-confirm', '¥19.90').waitFor()
  await buyer.getByTestId('quantity-more').click()
  await withText(buyer, 'buy-confirm', '¥49.80').waitFor()
  await picture(buyer, 'explained')
  await buyer.keyboard.press('Escape')
})

step('the cart holds a bundle and what another shop sells, and a part of it can be chosen', async () => {
  await buyer.getByTestId('to-cart').click()
  await (await open(dates)).click()
  await buyer.locator('[data-testid^=bundle-]').first().waitFor()
  await picture(buyer, 'bundle')
  await buyer.getByTestId('bundle-take').click()
  await intoCart(perilla)
  await buyer.goto('/cart')
  await withText(buyer, 'cart-total', '¥77.70').waitFor()
  await picture(buyer, 'cart')
  const other = buyer.locator('[data-testid^=cart-line-]').filter({ hasText: perilla }).locator('input[type=checkbox]')
  await other.uncheck()
  await withText(buyer, 'cart-total', '¥64.90').waitFor()
  await other.check()
  await withText(buyer, 'cart-total', '¥77.70').waitFor()
})

step('both shops are paid with one tap, an order each', async () => {
  await withText(buyer, 'cart-pay', '¥77.70').click()
  await withText(buyer, 'cart-done', '¥77.70').waitFor()
  await picture(buyer, 'paid')
  const placed = buyer.locator('[data-testid^=placed-]')
  assert.equal(await placed.count(), 2)
  orderId = /placed-(\d+)/.exec(await placed.first().getAttribute('data-testid'))[1]
})

step('buyer and seller see the same steps on the order page', async () => {
  for (const page of [buyer, seller]) {
    await page.goto(`/orders/${orderId}`)
    const steps = page.getByTestId('price-steps').first()
    await steps.filter({ hasText: /新客尝鲜.*果干组合.*开业满减.*¥64\.90/ }).waitFor()
    await steps.locator('summary').click()
    await picture(page, 'order')
  }
})

step('the seller sees what each did, with its formula, and stops one', async () => {
  await seller.goto('/shop?tab=promotions')
  await withText(seller, `orders-${full}`, '1').waitFor()
  await withText(seller, `budget-${full}`, '¥5.00').waitFor()
  const limited = promotion('新客尝鲜')
  await limited.locator('[data-testid^=visits-]').filter({ hasText: '1' }).waitFor()
  await picture(seller, 'report')
  await seller.getByTestId(`stop-promotion-${full}`).click()
  await seller.getByTestId('confirm-yes').click()
  await seller.locator(`[data-testid="promotion-${full}"][data-state="${state.stopped}"]`).waitFor()
})

step('who cancels an order can say why', async () => {
  await (await open(perilla)).click()
  await buyer.getByTestId('buy').click()
  await buyer.getByTestId('order-only').click()
  await buyer.getByTestId('buy-done').waitFor()
  await buyer.goto('/purchases')
  await buyer.locator('[data-testid^=cancel-]').first().click()
  await buyer.getByTestId('cancel-reason').fill('拍错了')
  await picture(buyer, 'cancel')
  await buyer.getByTestId('cancel-confirm').click()
  await buyer.locator('[data-testid^=order-]').filter({ hasText: '拍错了' }).first().waitFor()
})

step('a seller plans a price for each specification, changes it, and a classmate sees when it starts', async () => {
  await seller.goto('/shop?tab=products')
  await seller.locator('main [data-testid^=product-]').filter({ hasText: honey }).getByRole('link').first().click()
  await seller.locator('form details summary').first().click()
  await seller.getByTestId('add-axis').click()
  await fill(seller, { 'axis-0': '容量', 'axis-values-0': '450克、900克' })
  await fill(seller, { 'sku-price-0': '26.8', 'sku-stock-0': '60', 'sku-price-1': '49.8', 'sku-stock-1': '40' })
  await seller.getByTestId('product-list').click()
  await seller.waitForURL(/tab=products$/)
  await seller.goto('/shop?tab=promotions')
  await start(kind.limited, '周末尝蜜', [honey], { 'promotion-price': '19.90', 'promotion-per-person': '2', 'promotion-from': inHours(2), 'promotion-until': inHours(48) }, state.planned)
  const planned = promotion('周末尝蜜', state.planned)
  await planned.filter({ hasText: '450克 ¥19.90、900克 ¥42.90' }).waitFor()
  await planned.locator('[data-testid^=change-promotion-]').click()
  await seller.getByTestId('promotion-sku-price-1').fill('39')
  await picture(seller, 'changing')
  await seller.getByTestId('promotion-start').click()
  await planned.filter({ hasText: '900克 ¥39.00' }).waitFor()
  await planned.getByTestId('starts-in').filter({ hasText: '后开始' }).waitFor()
  await picture(seller, 'planned')
  await (await open(honey)).click()
  const tags = buyer.locator('[data-testid^=tags-]').filter({ hasText: '周末尝蜜' })
  await tags.getByTestId('starts-in').filter({ hasText: '后开始' }).waitFor()
  await buyer.getByTestId('spec-900克').check()
  await picture(buyer, 'coming')
  await buyer.getByTestId('buy').click()
  await withText(buyer, 'buy-confirm', '¥49.80').waitFor()
  await buyer.keyboard.press('Escape')
})

step('a coupon that is not valid yet is seen, changed and withdrawn', async () => {
  await seller.getByTestId('new-coupon').click()
  await fill(seller, { 'coupon-name': '下周见', 'coupon-off': '3', 'coupon-from': inHours(40) })
  await seller.getByTestId('coupon-issue').click()
  const ticket = seller.locator('[data-testid^=coupon-]').filter({ hasText: '下周见' }).first()
  await ticket.getByTestId('starts-in').waitFor()
  await ticket.locator('[data-testid^=change-coupon-]').click()
  await seller.getByTestId('coupon-off').fill('4')
  await picture(seller, 'changing-coupon')
  await seller.getByTestId('coupon-issue').click()
  await ticket.filter({ hasText: '¥4.00' }).waitFor()
  await picture(seller, 'coming-coupon')
  const seen = buyer.locator('[data-testid^=coupon-]').filter({ hasText: '下周见' }).filter({ hasText: '¥4.00' })
  await seen.getByTestId('starts-in').waitFor()
  assert.equal(await seen.locator('[data-testid^=claim-]').count(), 0)
  await picture(buyer, 'coming-coupon')
  await ticket.locator('[data-testid^=stop-]').click()
  await seller.getByTestId('confirm-yes').click()
  await ticket.filter({ hasText: '已停发' }).waitFor()
  await seen.waitFor({ state: 'detached' })
})

step('what is planned can be withdrawn', async () => {
  await start(kind.full, '过几天再减', [], { 'promotion-threshold-0': '90', 'promotion-off-0': '9', 'promotion-from': inHours(40) }, state.planned)
  await promotion('过几天再减', state.planned).locator('[data-testid^=stop-promotion-]').click()
  await picture(seller, 'withdraw')
  await seller.getByTestId('confirm-yes').click()
  await promotion('过几天再减', state.withdrawn).waitFor()
})

step('it starts by the class clock, and each specification has its price', async () => {
  await enterByFace(instructor, 'js01')
  await instructor.goto('/board')
  await instructor.getByTestId('clock-speed').selectOption('100000')
  await promotion('周末尝蜜').waitFor({ timeout: 60_000 })
  await instructor.getByTestId('clock-speed').selectOption('100')
  await buyer.getByTestId('starts-in').waitFor({ state: 'detached' })
  await buyer.getByTestId('buy').click()
  await withText(buyer, 'buy-confirm', '¥39.00').waitFor()
  await picture(buyer, 'begun')
  await buyer.keyboard.press('Escape')
  await buyer.getByTestId('spec-450克').check()
  await buyer.getByTestId('buy').click()
  await withText(buyer, 'buy-confirm', '¥19.90').waitFor()
  await buyer.keyboard.press('Escape')
})

step('in English, and on either screen', async () => {
  for (const title of [kiwi, perilla]) await intoCart(title)
  for (const page of [seller, buyer]) {
    await page.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))
    for (const screen of [desktop, phone]) {
      await page.setViewportSize(screen.viewport)
      for (const path of [page === seller ? '/shop?tab=promotions' : '/cart', `/orders/${orderId}`, '/mall']) {
        await page.goto(path)
        await page.locator('html[lang=en]').waitFor()
        await page.waitForFunction(() => document.querySelector('main .skeleton') === null)
        if (path === '/cart') await page.getByTestId('price-steps').nth(1).waitFor()
        await picture(page, 'english')
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= screen.viewport.width, `${path} is ${width} wide`)
      }
    }
  }
})

step('no page complained', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
