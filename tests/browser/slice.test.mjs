// A class practises end to end, each person in a Chromium of their own: a trainee opens a shop, sells and goes live, a
// classmate with a phone buys, the instructor watches and scores. The steps are one story: each needs those before it.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const sellerAccount = 'xy30'
const sellerName = '宋春花'
const classmateAccount = 'xy31'
const classmateName = '谭志强'
const instructorAccount = 'js01'

const takenShopName = '橙心果园'
const shopName = '春花的山货铺'
/// Their main pictures are nobody else's.
const walnut = { title: '临安山核桃 新货手剥 原味奶香 500克', price: '19.9', stock: '50', pictures: ['hetao-2', 'hetao-1'] }
const mushroom = { title: '房县花菇 自家晒干 肉厚煲汤 250克', price: '36', stock: '30', pictures: ['xianggu-2'] }
/// In tenths of a point.
const passMark = 600
const roomTitle = '山货专场 现剥现尝'

const { people, picture, step } = story('slice')

let kaibo
let seller
let classmate
let instructor
let roomId

before(async () => {
  kaibo = await startDemo()
  const [first, second, third] = await Promise.all([
    openBrowser(kaibo.door(0), desktop),
    openBrowser(kaibo.door(1), phone),
    openBrowser(kaibo.door(2), desktop),
  ])
  Object.assign(people, { seller: first, classmate: second, instructor: third })
  seller = first.page
  classmate = second.page
  instructor = third.page
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const pictureFile = (name) =>
  fileURLToPath(new URL(`../../services/kaibo/demo/pictures/${name}.webp`, import.meta.url))
const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const tile = () => instructor.locator(`button[data-testid^=tile-][data-account="${sellerName}"]`)
const orderOf = (page, product, state) =>
  page.locator(`article[data-testid^=order-][data-state="${state}"]`).filter({ hasText: product.title })
const orderState = { unpaid: 1, paid: 2, shipped: 3, finished: 4 }

async function publish(page, product) {
  await page.goto('/shop/product/new')
  await page.getByTestId('picture-input').setInputFiles(product.pictures.map(pictureFile))
  for (let nth = 1; nth <= product.pictures.length; ++nth) {
    const uploaded = page.getByRole('group', { name: `第 ${nth} 张图片` }).locator('img')
    await uploaded.waitFor()
    assert.match(await uploaded.getAttribute('src'), /^\/files\//)
  }
  await page.getByTestId('product-title').fill(product.title)
  await page.getByTestId('product-price').fill(product.price)
  await page.getByTestId('product-stock').fill(product.stock)
  await page
    .getByTestId('product-description')
    .fill('今年的新货，自家晒干，分袋密封，没有添加。收到后请放在阴凉干燥的地方，三个月内吃完，老人孩子都合适。')
}

async function putOnSale(page, product) {
  await page.getByTestId('product-list').click()
  await page.waitForURL(/tab=products/)
  await page.getByText(product.title).first().waitFor()
}

/// Of the sheet that is open, in tenths of a point.
const total = async () => Number(await instructor.getByTestId('sheet-total').getAttribute('data-tenths'))
const totalBecomes = (tenths) =>
  instructor.locator(`[data-testid=sheet-total][data-tenths="${tenths}"]`).waitFor()

async function mark(item, marks, reason) {
  const line = instructor.getByTestId(`line-${item}`)
  const input = line.getByTestId(`points-${item}`)
  const expected = (await total()) + 10 * (marks - Number(await input.inputValue()))
  await input.fill(String(marks))
  await input.press('Tab')
  if (reason) {
    await line.getByTestId(`reason-${item}`).fill(reason)
    await line.getByTestId(`reason-${item}`).press('Tab')
  }
  await totalBecomes(expected)
}

step('each signs in by a face of the demo', async () => {
  await Promise.all([
    enterByFace(seller, sellerAccount),
    enterByFace(classmate, classmateAccount),
    enterByFace(instructor, instructorAccount),
  ])
  await seller.waitForURL(/\/home$/)
  await classmate.waitForURL(/\/home$/)
  await instructor.waitForURL(/\/board$/)
  await tile().waitFor()
  assert.equal(await instructor.locator('button[data-testid^=tile-]').count(), 35)
  await instructor.evaluate(() => {
    window.sinceSignIn = true
  })
})

step('a name another shop has is refused beside its field', async () => {
  await seller.goto('/shop')
  await seller.getByTestId('shop-name').fill(takenShopName)
  await seller.getByTestId('shop-category').selectOption('菌菇山货')
  await seller.getByTestId('shop-introduction').fill('自家山里的干货，现剥现发。')
  await seller.getByTestId('shop-save').click()
  const field = seller.locator('.field', { has: seller.getByTestId('shop-name') })
  const reason = await field.getByRole('alert').textContent()
  assert.match(reason, /店铺|名称|店名/)
  assert.equal(await seller.getByTestId('shop-name').getAttribute('aria-invalid'), 'true')
  await picture(seller, 'shop-name-refused')
})

step('a trainee opens a shop, and the board shows it', async () => {
  await seller.getByTestId('shop-name').fill(shopName)
  await seller.getByTestId('shop-save').click()
  await seller.getByTestId('publish').waitFor()
  await tile().filter({ hasText: `✓ ${shopName}` }).waitFor()
})

step('products with uploaded pictures go on sale', async () => {
  await publish(seller, walnut)
  await picture(seller, 'product')
  await putOnSale(seller, walnut)
  await publish(seller, mushroom)
  await putOnSale(seller, mushroom)
  await picture(seller, 'products')
  await tile().filter({ hasText: /宝贝\s*2/ }).waitFor()
})

step('a classmate finds the product, orders and pays', async () => {
  await classmate.getByTestId('nav-mall').click()
  const products = classmate.locator('a[data-testid^=product-]')
  await products.filter({ hasText: mushroom.title }).waitFor()
  await classmate.getByTestId('mall-search').fill('山核桃 新货')
  await products.filter({ hasText: mushroom.title }).waitFor({ state: 'detached' })
  const found = products.filter({ hasText: walnut.title })
  await found.waitFor()
  assert.equal(await products.count(), 1)
  await picture(classmate, 'mall')
  await found.click()
  await classmate.getByTestId('buy').click()
  await classmate.getByTestId('order-only').click()
  await classmate.getByTestId('buy-done').waitFor()
  await classmate.goto('/purchases')
  await orderOf(classmate, walnut, orderState.unpaid).locator('[data-testid^=pay-]').click()
  await orderOf(classmate, walnut, orderState.paid).waitFor()
  await picture(classmate, 'paid')
})

step('the seller is told and ships', async () => {
  const told = withText(seller, 'notice', classmateName)
  await told.waitFor()
  await picture(seller, 'told')
  await told.getByRole('link').click()
  await orderOf(seller, walnut, orderState.paid).locator('[data-testid^=ship-]').click()
  await seller.getByTestId('waybill-make').click()
  await seller.getByTestId('ship-confirm').click()
  await orderOf(seller, walnut, orderState.shipped).waitFor()
})

step('the classmate confirms, and the seller sees it without reload', async () => {
  const shipped = orderOf(classmate, walnut, orderState.shipped)
  await shipped.locator('[data-testid^=confirm-]').click()
  await classmate.getByTestId('confirm-yes').click()
  await orderOf(classmate, walnut, orderState.finished).waitFor()
  await orderOf(seller, walnut, orderState.finished).waitFor()
})

step('the seller makes a room, fills the shelf and goes live', async () => {
  await seller.goto('/live')
  await seller.getByTestId('new-room').click()
  await seller.getByTestId('room-title').fill(roomTitle)
  await seller.getByTestId('room-notice').fill('今天拍，明天发。')
  await seller.getByTestId('room-save').click()
  await seller.waitForURL(/\/console$/)
  roomId = /live\/(\d+)\//.exec(seller.url())[1]
  await putOnShelf(walnut)
  await picture(seller, 'console-before')
  await seller.getByTestId('start-live').click()
  await seller.getByTestId('confirm-yes').click()
  await seller.getByTestId('end-live').waitFor()
  await tile().locator('.on-air').waitFor()
})

async function putOnShelf(product) {
  await seller.getByTestId('shelf-add').click()
  const row = seller.locator('dialog li').filter({ hasText: product.title })
  await row.locator('[data-testid^=add-]').click()
  await seller.locator('li[data-testid^=shelf-]').filter({ hasText: product.title }).waitFor()
  await seller.keyboard.press('Escape')
  await seller.locator('dialog[open]').waitFor({ state: 'detached' })
}

step('a classmate in the room sees products at the moment they appear', async () => {
  await classmate.goto('/live')
  await classmate.getByTestId(`room-${roomId}`).click()
  await classmate.getByTestId('viewer-live').waitFor()
  await withText(seller, 'online', /^1$/).waitFor()
  await withText(classmate, 'cart', /^\s*1\s*$/).waitFor()
  await putOnShelf(mushroom)
  await withText(classmate, 'cart', /^\s*2\s*$/).waitFor()
  await seller.keyboard.press('1')
  await withText(classmate, 'explained', walnut.title).waitFor()
  // The second key comes while the first is under way.
  await seller.keyboard.press('2')
  await seller.keyboard.press('1')
  await withText(classmate, 'explained', walnut.title).waitFor()
  await seller.keyboard.press('2')
  await withText(classmate, 'explained', mushroom.title).waitFor()
  await picture(classmate, 'room')
})

step('comments and likes arrive on the screen of the other', async () => {
  await classmate.getByTestId('comment').fill('花菇多少钱一袋？')
  await classmate.getByTestId('send').click()
  await withText(seller, 'question', '花菇多少钱一袋？').waitFor()
  await seller.getByTestId('console-comment').fill('三十六一袋，点小黄车就能拍。')
  await seller.getByTestId('console-send').click()
  await withText(classmate, 'lines', '三十六一袋，点小黄车就能拍。').waitFor()
  for (let nth = 0; nth < 7; ++nth) await classmate.getByTestId('like').click()
  await withText(seller, 'likes', /^7$/).waitFor()
})

step('the classmate buys without leaving the room', async () => {
  await classmate.getByTestId('grab').click()
  await classmate.getByTestId('buy-confirm').waitFor()
  await picture(classmate, 'room-buy')
  await classmate.getByTestId('buy-confirm').click()
  await classmate.getByTestId('buy-done').waitFor()
  await classmate.getByTestId('buy-close').click()
  await classmate.getByTestId('viewer-live').waitFor()
  assert.equal(new URL(classmate.url()).pathname, `/room/${roomId}`)
  await withText(classmate, 'explained', '29').waitFor()
})

step('the seller sees order and figures in the console', async () => {
  await withText(seller, 'orders', /^1$/).waitFor()
  await withText(seller, 'sales', '36.00').waitFor()
  await seller.getByText(`${classmateName} 买了 ${mushroom.title}`).waitFor()
  await picture(seller, 'console-live')
})

step('a coupon of the room is claimed', async () => {
  await seller.getByTestId('tool-coupon').click()
  await seller.getByTestId('coupon-name').fill('下次再来')
  await seller.getByTestId('coupon-issue').click()
  await classmate.locator('[data-testid=coupon-pop] [data-testid^=claim-]').click()
  await seller.locator('[data-testid^=tool-coupon-]').filter({ hasText: '1/20' }).waitFor()
})

step('the board showed it all without reload', async () => {
  await tile().filter({ hasText: /订单\s*2/ }).waitFor()
  await withText(instructor, 'stream', `${sellerName}开播了：“${roomTitle}”`).waitFor()
  await picture(instructor, 'board')
  assert.equal(await instructor.evaluate(() => window.sinceSignIn), true)
})

step('the session ends, and its figures agree with what happened', async () => {
  await seller.getByTestId('end-live').click()
  await seller.getByTestId('confirm-yes').click()
  await seller.waitForURL(/\/figures$/)
  const figures = seller.getByTestId('figures')
  for (const expected of ['观看人数 1', '评论 2', '点赞 7', '订单 1', '成交件数 1', '成交额 ¥36.00']) {
    await figures.getByRole('button', { name: new RegExp(`^${expected} `) }).waitFor()
  }
  await picture(seller, 'figures')
  await classmate.getByText('直播已结束').waitFor()
  await tile().locator('.on-air').waitFor({ state: 'detached' })
})

step('the score sheet proposes points and shows the evidence', async () => {
  await tile().click()
  await picture(instructor, 'board-drawer')
  await instructor.getByTestId('to-sheet').click()
  await instructor.getByTestId('sheet-total').waitFor()
  assert.ok((await total()) > 0)
  await instructor.getByTestId('line-A1').click()
  const evidence = withText(instructor, 'evidence', 'A1')
  await evidence.locator('li.event').filter({ hasText: shopName }).first().waitFor()
  assert.equal(await instructor.getByTestId('points-A1').inputValue(), '4')
  await picture(instructor, 'sheet')
})

step('an override asks for a reason', async () => {
  const proposed = await total()
  const line = instructor.getByTestId('line-A1')
  await line.getByTestId('points-A1').fill('3')
  await line.getByTestId('points-A1').press('Tab')
  await line.getByRole('alert').filter({ hasText: '原因' }).waitFor()
  await picture(instructor, 'sheet-reason')
  assert.equal(await total(), proposed)
  await line.getByTestId('reason-A1').fill('店铺简介太短，当面说过')
  await line.getByTestId('reason-A1').press('Tab')
  await totalBecomes(proposed - 10)
})

step('the manual lines are scored, and the result is submitted', async () => {
  await withText(instructor, 'sheet-verdict', /^不合格/).waitFor()
  const given = { B3: 3, C6: 5, D2: 6, E1: 6, E2: 2, E3: 2, F1: 4, F2: 3, F3: 3 }
  for (const [item, marks] of Object.entries(given)) await mark(item, marks)
  // More than the journal shows.
  await mark('A3', 2, '当面看过从供货商进货的单据')
  await mark('C3', 6, '同学当面问的都答了')
  await mark('D1', 4, '纸上填对了四个数据')
  assert.ok((await total()) >= passMark)
  await withText(instructor, 'sheet-verdict', /^合格/).waitFor()
  await seller.goto('/home')
  await seller.getByTestId('progress').waitFor()
  assert.equal(await seller.getByTestId('result').count(), 0)
  await instructor.getByTestId('sheet-submit').click()
  await instructor.getByTestId('confirm-yes').click()
  await instructor.getByTestId('sheet-reopen').waitFor()
  assert.ok(await instructor.getByTestId('points-A1').isDisabled())
  await picture(instructor, 'submitted')
})

step('the trainee sees the published result without reload', async () => {
  const marks = (await total()) / 10
  await withText(seller, 'result', /^\s*合格/).waitFor()
  await withText(seller, 'progress', String(marks)).waitFor()
  await picture(seller, 'result')
})

step('the page changes to English and back', async () => {
  await seller.getByTestId('language').click()
  await seller.locator('html[lang=en]').waitFor()
  const links = await seller.locator('nav.rail a').allTextContents()
  assert.ok(links.length > 3)
  for (const link of links) assert.doesNotMatch(link, /\p{Script=Han}/u)
  await picture(seller, 'english')
  await seller.getByTestId('language').click()
  await seller.locator('html[lang=zh-CN]').waitFor()
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
