// A shop's promotions beside coupons, and one checkout over two shops: a limited-time price, a bundle and money off are
// laid down; a buyer with a phone comes by the tag, sees the price step by step, and pays both shops with one tap.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, enterByFace, openTrade, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const orange = '信丰脐橙'
const kiwi = '绿心猕猴桃'
const dates = '若羌灰枣'
const perilla = '通城紫苏叶'
const kind = { limited: 1, bundle: 2, full: 3 }
const state = { running: 1, stopped: 2 }

const { people, picture, step } = story('promotions')

let kaibo
let seller
let buyer
let orderId
let full

before(async () => {
  kaibo = await startDemo()
  ;({ seller, buyer } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const promotion = (name) => seller.locator(`[data-testid^=promotion-][data-state="${state.running}"]`).filter({ hasText: name })

async function fill(page, fields) {
  for (const [handle, value] of Object.entries(fields)) await page.getByTestId(handle).fill(value)
}

async function start(which, name, products, fields) {
  await seller.getByTestId('new-promotion').click()
  await seller.getByTestId(`promotion-kind-${which}`).check()
  for (const title of products) await seller.locator('dialog label').filter({ hasText: title }).locator('input').check()
  await fill(seller, { 'promotion-name': name, ...fields })
  await picture(seller, `form-${which}`)
  await seller.getByTestId('promotion-start').click()
  await promotion(name).waitFor()
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
