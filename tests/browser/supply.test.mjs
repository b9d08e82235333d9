// Goods of the supply market from the instructor's desk to a classmate's door: found, copied with a mark-up, bought on a
// phone, captured, shipped by the supplier, sent back and paid back, and counted to the fen; then one with specifications.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { enterByFace, openTrade, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const sellerAccount = 'xy04'
const buyerAccount = 'xy30'
const instructorAccount = 'js01'

const { people, picture, step } = story('supply')

let kaibo
let seller
let buyer
let instructor
let good
let product
let specGood
let specProduct
let supplyOrder
let order

before(async () => {
  kaibo = await startDemo()
  ;({ seller, buyer, instructor } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const idIn = async (locator, prefix) => (await locator.getAttribute('data-testid')).slice(prefix.length)
const inState = (state) => seller.locator(`[data-testid="supply-order-${supplyOrder}"][data-state="${state}"]`)

async function fill(page, fields) {
  for (const [handle, value] of Object.entries(fields)) await page.getByTestId(handle).fill(value)
}

/// The chosen part of the supply market is to be seen, and the page itself is not pushed sideways.
async function fitsThePhone(page) {
  const seen = await page.evaluate(() => {
    const { left, right } = document.querySelector('[role=tab][aria-selected=true]')?.getBoundingClientRect() ?? { left: 0, right: 0 }
    return { tab: left >= 0 && right <= innerWidth, page: document.documentElement.scrollWidth <= innerWidth }
  })
  assert.deepEqual(seen, { tab: true, page: true }, page.url())
}

async function buyOne() {
  await buyer.goto(`/mall/${product}`)
  await buyer.getByTestId('buy').click()
  await buyer.getByTestId('buy-confirm').click()
  await buyer.getByTestId('buy-done').waitFor()
  await buyer.getByTestId('buy-close').click()
}

step('the instructor makes a supplier quick and reliable, and the class clock fast', async () => {
  await Promise.all([
    enterByFace(seller, sellerAccount),
    enterByFace(buyer, buyerAccount),
    enterByFace(instructor, instructorAccount),
  ])
  await instructor.goto('/supply/manage')
  await instructor.locator('[data-testid^=manage-]').nth(1).waitFor()
  await picture(instructor, 'manage')
  await instructor.getByTestId('tab-suppliers').click()
  await instructor.locator('[data-testid^=supplier-]').filter({ hasText: '湘果汇' }).locator('[data-testid^=edit-supplier-]').click()
  await fill(instructor, { 'behave-acceptMinutes': '5', 'behave-prepareMinutes': '10', 'behave-latePercent': '0', 'behave-shortPercent': '0', 'behave-inspectMinutes': '5', 'behave-rejectPercent': '0', 'supplier-freight': '2.00' })
  await picture(instructor, 'behaviour')
  await instructor.getByTestId('supplier-save').click()
  await instructor.locator('[data-testid^=supplier-]').filter({ hasText: '接单 5 分钟' }).waitFor()
})

step('a trainee finds a good, works out its profit and copies it with a mark-up', async () => {
  await seller.goto('/supply')
  await seller.getByTestId('tab-水果').click()
  await seller.getByTestId('filter-sort').selectOption({ label: '供货价从低到高' })
  await seller.getByTestId('supply-search').fill('冰糖橙')
  await seller.getByTestId('supply-search').press('Enter')
  const found = seller.locator('[data-testid^=good-]')
  await withText(seller, 'found', '1').waitFor()
  await picture(seller, 'market')
  good = await idIn(found.first(), 'good-')
  await found.first().click()
  await seller.getByTestId('calc-net').waitFor()
  await seller.getByTestId('calc-price').fill('25.00')
  await withText(seller, 'calc-net', '¥5.95').waitFor()
  await picture(seller, 'good')
  await seller.getByTestId('source').click()
  await seller.getByTestId('markup-percent').fill('40')
  const price = seller.getByTestId(`copy-price-${good}`)
  await seller.waitForFunction((handle) => document.querySelector(`[data-testid="${handle}"]`)?.value === '22.90', `copy-price-${good}`)
  await fill(seller, { 'copy-cap': '30', [`copy-title-${good}`]: '麻阳冰糖橙 皮薄汁多 坏果包赔5斤装' })
  assert.equal(await price.inputValue(), '22.90')
  await picture(seller, 'copy')
  await seller.getByTestId('copy-go').click()
  await seller.locator(`[data-testid="copy-result-${good}"][data-state=done]`).waitFor()
  await seller.getByTestId('to-links').click()
  const linked = seller.locator(`[data-testid^=linked-][data-good="${good}"]`)
  await linked.waitFor()
  product = await idIn(linked, 'linked-')
  await picture(seller, 'links')
})

step('two more goods at once, each with its own result', async () => {
  await seller.goto('/supply')
  await seller.getByTestId('tab-茶叶').click()
  await seller.locator('[data-testid^=pick-]').first().waitFor()
  await seller.waitForFunction(() => document.querySelectorAll('[data-testid^=pick-]').length < 20)
  for (const nth of [0, 1]) await seller.locator('[data-testid^=pick-]').nth(nth).check()
  await seller.getByTestId('copy-open').click()
  const prices = seller.locator('[data-testid^=copy-price-]')
  await prices.nth(1).fill('0')
  await seller.getByTestId('copy-go').click()
  await seller.locator('[data-testid^=copy-result-][data-state=failed]').waitFor()
  await seller.locator('[data-testid^=copy-result-][data-state=done]').waitFor()
  await picture(seller, 'copy-several')
  await prices.nth(1).fill('88.00')
  await seller.getByTestId('copy-go').click()
  await seller.getByTestId('to-links').waitFor()
  await seller.keyboard.press('Escape')
})

step('a classmate buys it on a phone, and the order waits to be captured', async () => {
  await buyOne()
  await seller.goto('/supply/orders')
  const card = seller.locator('[data-testid^=supply-order-]')
  await card.waitFor()
  supplyOrder = await idIn(card, 'supply-order-')
  order = await card.getAttribute('data-order')
  await withText(seller, 'advice', '抓取').waitFor()
  await picture(seller, 'waiting')
  await seller.getByTestId(`capture-${supplyOrder}`).click()
  await inState('CAPTURED').waitFor()
})

step('the supplier ships on the class clock, and its waybill is on the order of the mall', async () => {
  await instructor.goto('/board')
  await instructor.getByTestId('clock-speed').selectOption('100000')
  await inState('SHIPPED').waitFor()
  await picture(seller, 'shipped')
  await buyer.goto('/purchases')
  await buyer.getByTestId(`order-${order}`).filter({ hasText: 'GX' }).waitFor()
  await picture(buyer, 'waybill')
})

step('a good that goes back is inspected and paid back', async () => {
  await seller.getByTestId(`return-open-${supplyOrder}`).click()
  await seller.getByTestId('return-reason').fill('买家说有两个坏果')
  await picture(seller, 'return')
  await seller.getByTestId('return-ask').click()
  await seller.locator('[data-testid^=return-send-]').click()
  await seller.getByTestId('return-sent').click()
  await seller.locator('[data-testid^=return-][data-state=REFUNDED]').waitFor()
  await picture(seller, 'refunded')
})

step('a changed price and an end of supply are told beside the product', async () => {
  await instructor.goto('/supply/manage')
  await fill(instructor, { 'manage-search': '冰糖橙' })
  await instructor.getByTestId('manage-search').press('Enter')
  await instructor.getByTestId(`edit-${good}`).click()
  await instructor.getByTestId('good-price').fill('16.80')
  await instructor.getByTestId('good-save').click()
  await seller.goto('/shop')
  await withText(seller, `link-${product}`, '供货价变了').waitFor()
  await seller.goto('/supply/links')
  await seller.getByTestId(`reprice-${product}`).click()
  await withText(seller, `linked-${product}`, '¥23.90').waitFor()
  await instructor.getByTestId(`stop-${good}`).click()
  await withText(seller, `linked-${product}`, '货源停供').waitFor()
  await picture(seller, 'stopped')
  await instructor.getByTestId(`stop-${good}`).click()
  await withText(seller, `linked-${product}`, '货源停供').waitFor({ state: 'detached' })
})

step('captured automatically, the next order is handed over at once', async () => {
  await seller.goto('/supply/settings')
  await seller.getByTestId('capture-AUTOMATIC').check()
  await picture(seller, 'settings')
  await seller.getByTestId('settings-save').click()
  await withText(seller, 'notice', '设置已保存').first().waitFor()
  await buyOne()
  await seller.goto('/supply/orders')
  await seller.locator('[data-testid^=supply-order-]').filter({ hasText: '自动抓取' }).waitFor()
})

step('profit is counted to the fen and exported', async () => {
  await seller.goto('/supply/profit')
  // 22.90 + 23.90; (15.80 + 2.00 − 15.80) + (16.80 + 2.00).
  await withText(seller, 'profit-income', '¥46.80').waitFor()
  await withText(seller, 'profit-cost', '¥20.80').waitFor()
  await withText(seller, 'profit-net', '¥26.00').waitFor()
  await withText(seller, `profit-order-${order}`, '¥20.90').waitFor()
  await picture(seller, 'profit')
  const [download] = await Promise.all([seller.waitForEvent('download'), seller.getByTestId('profit-export').click()])
  assert.match(download.suggestedFilename(), /\.xlsx$/)
})

step('of a good with specifications those are listed that the seller wants, each at its price and limit', async () => {
  await seller.goto('/supply')
  await seller.getByTestId('supply-search').fill('赣南脐橙')
  await seller.getByTestId('supply-search').press('Enter')
  await withText(seller, 'found', '1').waitFor()
  specGood = await idIn(seller.locator('[data-testid^=good-]').first(), 'good-')
  await seller.getByTestId(`good-${specGood}`).click()
  await withText(seller, 'good-skus', '10斤装 / 大果').waitFor()
  await picture(seller, 'good-specifications')
  await seller.getByTestId('source').click()
  await seller.getByTestId('markup-percent').fill('60')
  const rows = seller.locator('input[type=checkbox][data-testid^=copy-sku-]')
  // 16.80 + 60 %, to the next .9.
  await seller.waitForFunction(() => document.querySelector('[data-testid^=copy-sku-price-]')?.value === '26.90')
  const ids = await rows.evaluateAll((all) => all.map((one) => one.dataset.testid.slice('copy-sku-'.length)))
  assert.equal(ids.length, 4)
  await rows.nth(3).uncheck()
  await fill(seller, { [`copy-sku-price-${ids[2]}`]: '47.50', [`copy-sku-cap-${ids[2]}`]: '9' })
  await picture(seller, 'copy-specifications')
  await seller.getByTestId('copy-go').click()
  await seller.locator(`[data-testid="copy-result-${specGood}"][data-state=done]`).waitFor()
  await seller.getByTestId('to-links').click()
  const linked = seller.locator(`[data-testid^=linked-][data-good="${specGood}"]`)
  await linked.waitFor()
  specProduct = await idIn(linked, 'linked-')
  const mapped = linked.locator('[data-testid^=link-sku-]')
  assert.deepEqual(await mapped.evaluateAll((all) => all.map((one) => one.dataset.goodSku)), ids)
  assert.deepEqual(await mapped.evaluateAll((all) => all.slice(2).map((one) => one.dataset.stock)), ['9', '0'])
  await picture(seller, 'links-specifications')
})

step('a classmate chooses one of them, and the supply order names it', async () => {
  await buyer.goto(`/mall/${specProduct}`)
  for (const choice of ['spec-10斤装', 'spec-中果']) {
    await buyer.getByTestId(choice).evaluate((one) => one.scrollIntoView({ block: 'center' }))
    await buyer.getByTestId(choice).check()
  }
  await withText(buyer, 'buy', '立即购买').click()
  await withText(buyer, 'buy-confirm', '47.50').waitFor()
  await buyer.getByTestId('buy-confirm').click()
  await buyer.getByTestId('buy-done').waitFor()
  await seller.goto('/supply/orders')
  await seller.locator('[data-testid^=supply-order-]').filter({ hasText: '10斤装 / 中果' }).filter({ hasText: '¥29.80' }).waitFor()
  await picture(seller, 'order-specification')
})

step('a price and a stock that change are told of their specification alone', async () => {
  await instructor.goto('/supply/manage')
  await instructor.getByTestId('manage-search').fill('赣南脐橙')
  await instructor.getByTestId('manage-search').press('Enter')
  await instructor.getByTestId(`edit-${specGood}`).click()
  await fill(instructor, { 'sku-price-0': '17.50', 'sku-stock-1': '0' })
  await picture(instructor, 'manage-specifications')
  await instructor.getByTestId('good-save').click()
  await seller.goto('/supply/links')
  const mapped = seller.getByTestId(`linked-${specProduct}`).locator('[data-testid^=link-sku-]')
  await mapped.nth(0).filter({ hasText: '供货价变了' }).waitFor()
  await mapped.nth(1).filter({ hasText: '货源缺货' }).waitFor()
  assert.equal(await mapped.nth(1).getAttribute('data-stock'), '0')
  await picture(seller, 'news-specifications')
  await seller.getByTestId(`reprice-${specProduct}`).click()
  await mapped.nth(0).filter({ hasText: '¥28.90' }).waitFor()
})

step('the pages fit a phone and speak English', async () => {
  await seller.setViewportSize(phone.viewport)
  await seller.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))
  for (const path of ['/supply', `/supply/goods/${good}`, '/supply/links', '/supply/orders', '/supply/profit', '/supply/settings']) {
    await seller.goto(path)
    await seller.locator('h1').waitFor()
    await seller.waitForLoadState('networkidle')
    await picture(seller, `phone-${path.split('/').at(-1)}`)
    await fitsThePhone(seller)
  }
  await buyer.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))
  await buyer.goto(`/supply/goods/${specGood}`)
  await buyer.getByTestId('good-skus').waitFor()
  await fitsThePhone(buyer)
  await picture(buyer, 'phone-good-specifications')
  await buyer.getByTestId('source').click()
  await buyer.locator('[data-testid^=copy-sku-price-]').first().waitFor()
  await picture(buyer, 'phone-copy-specifications')
  await instructor.setViewportSize(phone.viewport)
  await instructor.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))
  await instructor.goto('/supply/manage')
  await instructor.getByTestId('manage-search').fill('赣南脐橙')
  await instructor.getByTestId('manage-search').press('Enter')
  await instructor.getByTestId(`edit-${specGood}`).click()
  await instructor.getByTestId('sku-price-0').scrollIntoViewIfNeeded()
  await picture(instructor, 'phone-manage-specifications')
})

step('no page complained', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
