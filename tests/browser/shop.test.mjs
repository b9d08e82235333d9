// A shop in a class whose course asks for a review: applied for, rejected with a reason, corrected, approved; set up with
// categories and freight, decorated and published; a classmate with a phone buys a specification with freight; closed and opened again.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { desktop, openTrade, phone, story } from './person.mjs'
import { startEmpty } from './server.mjs'

const classCode = 'DS2601'
const password = 'my-own-password'
const sellerName = '林晓燕'
const buyerName = '周建国'
const instructorName = '沈老师'
const shopName = '橙心果园'
const reason = '简介请写明产地，买家才放心'
const product = { title: '湖南永州脐橙 现摘现发 皮薄多汁 两种规格', pictures: ['qicheng-1', 'qicheng-2'] }

const { people, picture, step } = story('shop')

let kaibo
let seller
let buyer
let instructor
let shopPath

before(async () => {
  kaibo = await startEmpty()
  ;({ seller, buyer, instructor } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const pictureFile = (name) =>
  fileURLToPath(new URL(`../../services/kaibo/demo/pictures/${name}.webp`, import.meta.url))
const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })

async function fill(page, fields) {
  for (const [handle, value] of Object.entries(fields)) await page.getByTestId(handle).fill(value)
}

/// The initial passwords of new members, by name.
async function addMembers(page, role, names) {
  await page.getByTestId('add-members').first().click()
  await page.getByTestId('new-role').selectOption(role)
  await page.getByTestId('new-names').fill(names.join('\n'))
  await page.getByTestId('add-confirm').click()
  const slips = {}
  for (const name of names) {
    const slip = page.locator('[data-testid^=slip-]').filter({ hasText: name }).first()
    await slip.waitFor()
    slips[name] = (await slip.getByTestId('slip-password').textContent()).trim()
  }
  return slips
}

async function speak(page, language) {
  await page.evaluate((chosen) => localStorage.setItem('kaibo.locale', chosen), language)
  await page.reload()
  await page.locator(`html[lang=${language}]`).waitFor()
}

async function signInFirst(page, name, initial) {
  await page.goto('/')
  await fill(page, { 'class-code': classCode, name, password: initial })
  await page.getByTestId('sign-in').click()
  await page.waitForURL(/\/password$/)
  await fill(page, { 'present-password': initial, 'new-password': password, 'new-password-again': password })
  await page.getByTestId('change-password').click()
  await page.waitForURL(/\/(home|board)$/)
}

step('a class of the e-commerce course is founded', async () => {
  await instructor.goto(kaibo.setupPath())
  await fill(instructor, { name: '周主任', account: 'zhou', password: 'first-day-2026' })
  await instructor.getByTestId('claim').click()
  await instructor.waitForURL(/\/classes$/)
  await instructor.getByTestId('new-class').first().click()
  await fill(instructor, { 'class-name-input': '电商一班', 'class-code-input': classCode })
  await instructor.getByTestId('class-profile').selectOption('ecommerce-2020s')
  await instructor.getByTestId('class-create').click()
  await instructor.waitForURL(/\/people$/)
  const slips = await addMembers(instructor, '1', [sellerName, buyerName])
  await instructor.reload()
  Object.assign(slips, await addMembers(instructor, '2', [instructorName]))
  await instructor.context().clearCookies()
  await signInFirst(instructor, instructorName, slips[instructorName])
  await Promise.all([signInFirst(seller, sellerName, slips[sellerName]), signInFirst(buyer, buyerName, slips[buyerName])])
})

step('the automatic checks name what is wrong, and nothing typed is lost', async () => {
  await seller.goto('/shop')
  await fill(seller, { 'shop-name': '橙心官方果园', 'shop-introduction': '现摘现发的好橙子，坏果包赔。' })
  await seller.getByTestId('shop-category').selectOption('水果')
  await seller.getByTestId('shop-save').click()
  await seller.getByTestId('application-rejected').waitFor()
  await seller.getByTestId('application-fault-name_word').waitFor()
  await seller.getByTestId('application-fault-logo').waitFor()
  assert.equal(await seller.getByTestId('application-fault-paper').count(), 2)
  assert.equal(await seller.getByTestId('shop-name').inputValue(), '橙心官方果园')
  await picture(seller, 'application-checked')
})

step('a corrected application waits, its deposit held, and the class board says so', async () => {
  await fill(seller, { 'shop-name': shopName, 'paper-holder': sellerName, 'paper-phone': '13800000000' })
  await seller.getByTestId('cover-input').first().setInputFiles(pictureFile('logo-chengxin'))
  await seller.locator('form .cover img').first().waitFor()
  await seller.getByTestId('shop-save').click()
  await withText(seller, 'application-waiting', '100.00').waitFor()
  await picture(seller, 'application-waiting')
  await withText(instructor, 'waiting-applications', '1').waitFor()
  await picture(instructor, 'board')
})

step('the instructor rejects it, and only with a reason', async () => {
  await instructor.getByTestId('waiting-applications').click()
  await instructor.locator('[data-testid^=reject-]').click()
  await instructor.locator('.field [role=alert]').waitFor()
  await instructor.locator('[data-testid^=reason-]').fill(reason)
  await picture(instructor, 'review')
  await instructor.locator('[data-testid^=reject-]').click()
  await instructor.locator('[data-testid^=application-][data-state="3"]').waitFor()
  await withText(seller, 'application-rejected', reason).waitFor()
  await picture(seller, 'application-rejected')
})

step('corrected and approved, the shop is open', async () => {
  await seller.getByTestId('shop-introduction').fill('湖南永州自家果园，现摘现发，坏果包赔。')
  await seller.getByTestId('shop-save').click()
  await seller.getByTestId('application-waiting').waitFor()
  await instructor.locator('[data-testid^=approve-]').click()
  await instructor.locator('[data-testid^=application-][data-state="4"]').waitFor()
  await seller.getByTestId('publish').waitFor()
})

step('a product goes on sale, and the shop gets a category, a return address and freight', async () => {
  await seller.goto('/shop/product/new')
  await seller.getByTestId('picture-input').setInputFiles(product.pictures.map(pictureFile))
  for (let nth = 1; nth <= product.pictures.length; ++nth) {
    await seller.getByRole('group', { name: `第 ${nth} 张图片` }).locator('img').waitFor()
  }
  await fill(seller, { 'product-title': product.title, 'product-description': '永州自家果园现摘现发，一箱约十二到十五个，皮薄好剥，坏果包赔。' })
  await seller.getByTestId('product-category').selectOption('新鲜水果')
  await fill(seller, { 'attribute-产地': '湖南永州', 'attribute-净含量': '见规格' })
  await seller.getByTestId('product-save').click()
  await seller.waitForURL(/\/shop\?tab=products$/)
  await seller.locator('main [data-testid^=product-]').filter({ hasText: product.title }).getByRole('link').first().click()
  await seller.getByText('缺少类目属性：储存方式').waitFor()
  await seller.getByTestId('attribute-储存方式').selectOption('常温')
  await seller.locator('form details summary').first().click()
  await seller.getByTestId('add-axis').click()
  await fill(seller, { 'axis-0': '重量', 'axis-values-0': '5斤、10斤' })
  await fill(seller, { 'sku-price-0': '29.9', 'sku-stock-0': '50', 'sku-price-1': '55.9', 'sku-stock-1': '30' })
  await picture(seller, 'specifications')
  await seller.getByTestId('product-list').click()
  await seller.waitForURL(/\/shop\?tab=products$/)

  await seller.goto('/shop?tab=settings')
  await seller.getByTestId('announcement').fill('新橙上市，湖南省内两件包邮价')
  await seller.getByTestId('has-return-address').check()
  await fill(seller, { 'address-name': sellerName, 'address-phone': '13800000000', 'address-text': '永州实训果园 1 号' })
  await seller.getByTestId('add-category').click()
  await seller.getByTestId('category-name-0').fill('当季脐橙')
  await seller.locator('fieldset summary').first().click()
  await seller.locator('[data-testid^=category-0-product-]').first().check()
  await seller.getByTestId('add-freight').click()
  const freight = seller.getByTestId('freight-0')
  await freight.getByTestId('add-rule').click()
  await freight.getByTestId('freight-regions').click()
  await freight.getByTestId('region-湖南').check()
  for (const [nth, first, more] of [[0, '5', '2'], [1, '12', '6']]) {
    await freight.getByTestId('freight-first').nth(nth).fill(first)
    await freight.getByTestId('freight-more').nth(nth).fill(more)
  }
  await picture(seller, 'settings')
  await seller.getByTestId('settings-save').click()
  await withText(seller, 'notice', '店铺设置已保存').waitFor()
})

step('the page is built from blocks, previewed on phone and desktop, and published', async () => {
  await seller.getByTestId('tab-decorate').click()
  await seller.getByTestId('add-block-1').click()
  await seller.getByTestId('edit-block-0').getByTestId('cover-input').setInputFiles(pictureFile('cover-chengxin'))
  await seller.getByTestId('edit-block-0').locator('.cover img').waitFor()
  await seller.getByTestId('add-block-4').click()
  await fill(seller, { 'block-title-1': '果园的话', 'block-text-1': '早上摘，下午发。' })
  await seller.getByTestId('add-block-2').click()
  await seller.getByTestId('block-title-2').fill('掌柜推荐')
  await seller.getByTestId('edit-block-2').locator('summary').click()
  await seller.locator('[data-testid^=block-2-product-]').first().check()
  await withText(seller, 'page-preview', product.title).waitFor()
  await picture(seller, 'decorate-phone')
  await seller.getByTestId('preview-desktop').click()
  await picture(seller, 'decorate-desktop')
  await seller.getByTestId('page-publish').click()
  await seller.locator('[data-testid=page-state][data-version="1"]').waitFor()
  shopPath = await seller.getByTestId('to-front').getAttribute('href')
})

step('a buyer sees the published page and buys with freight', async () => {
  await buyer.goto(shopPath)
  await withText(buyer, 'front-announcement', '新橙上市').waitFor()
  await buyer.locator('[data-testid=block-0][data-kind="1"] img').waitFor()
  await withText(buyer, 'block-1', '早上摘').waitFor()
  await buyer.waitForFunction(() => [...document.querySelectorAll('main img')].every((img) => img.complete))
  await picture(buyer, 'front')
  await buyer.getByTestId('block-2').locator('a[data-testid^=product-]').click()
  await withText(buyer, 'buy', '请选择规格').waitFor()
  // Out from under the bar that buys.
  await buyer.getByTestId('spec-5斤').evaluate((choice) => choice.scrollIntoView({ block: 'center' }))
  await buyer.getByTestId('spec-5斤').check()
  await picture(buyer, 'specification')
  await withText(buyer, 'buy', '立即购买').click()
  await buyer.locator('dialog summary').click()
  await buyer.getByTestId('address-region').selectOption('湖南')
  await buyer.getByTestId('quantity-more').click()
  // 2 × 29.90, and 5 for the first piece and 2 for the second.
  await withText(buyer, 'buy-confirm', '66.80').waitFor()
  await picture(buyer, 'freight')
  await buyer.getByTestId('buy-confirm').click()
  await withText(buyer, 'buy-done', '66.80').waitFor()
  await seller.getByTestId('tab-orders').click()
  await seller.locator('[data-testid^=freight-]').filter({ hasText: '7.00' }).waitFor()
  await seller.locator('article[data-testid^=order-]').filter({ hasText: '5斤' }).waitFor()
  await picture(seller, 'order')
})

step('an earlier page comes back', async () => {
  await seller.getByTestId('tab-decorate').click()
  await seller.getByTestId('block-text-1').fill('今天休息。')
  await seller.getByTestId('page-publish').click()
  await seller.locator('[data-testid=page-state][data-version="2"]').waitFor()
  await buyer.goto(shopPath)
  await withText(buyer, 'block-1', '今天休息').waitFor()
  await seller.getByTestId('page-history').click()
  await seller.getByTestId('roll-back-1').click()
  await seller.locator('[data-testid=page-state][data-version="3"]').waitFor()
  await withText(buyer, 'block-1', '早上摘').waitFor()
})

step('a closed shop sells nothing until it opens again', async () => {
  await seller.getByTestId('tab-settings').click()
  await seller.getByTestId('shop-turn').click()
  await withText(seller, 'shop-turn', '恢复营业').waitFor()
  await buyer.getByTestId('front-page').waitFor({ state: 'detached' })
  await buyer.getByTestId('nav-mall').click()
  await buyer.getByText('商城里还没有宝贝').waitFor()
  await picture(buyer, 'closed')
  await seller.getByTestId('shop-turn').click()
  await withText(seller, 'shop-turn', '歇业').waitFor()
  await buyer.goto(shopPath)
  await buyer.getByTestId('front-page').waitFor()
})

step('a live room sells its specifications, each at its price and from its stock', async () => {
  await seller.goto('/live')
  await seller.getByTestId('new-room').click()
  await seller.getByTestId('room-title').fill('脐橙专场 两种规格')
  await seller.getByTestId('room-save').click()
  await seller.waitForURL(/\/console$/)
  const roomId = /live\/(\d+)\//.exec(seller.url())[1]
  const price = seller.locator('[data-testid^=price-]')
  await seller.getByTestId('shelf-add').click()
  await seller.locator('dialog li [data-testid^=add-]').first().click()
  await price.filter({ hasText: '29.90' }).waitFor()
  await seller.keyboard.press('Escape')
  await seller.locator('dialog[open]').waitFor({ state: 'detached' })
  await price.click()
  await seller.getByTestId('spec-cut').fill('5')
  await seller.getByTestId('spec-cut-all').click()
  await picture(seller, 'live-prices')
  await seller.getByTestId('spec-prices-save').click()
  await price.filter({ hasText: '24.90' }).waitFor()
  await seller.locator('[data-testid^=details-]').click()
  await seller.getByTestId('set-aside').check()
  await fill(seller, { 'set-aside-pieces-0': '4', 'set-aside-pieces-1': '3' })
  await picture(seller, 'live-set-aside')
  await seller.getByTestId('details-save').click()
  await withText(seller, 'own-stock', '7').waitFor()
  await seller.getByTestId('start-live').click()
  await seller.getByTestId('confirm-yes').click()
  await seller.getByTestId('end-live').waitFor()
  await seller.keyboard.press('1')
  await buyer.goto(`/room/${roomId}`)
  await buyer.getByTestId('grab').click()
  await withText(buyer, 'buy-confirm', '请选择规格').waitFor()
  await buyer.getByTestId('spec-10斤').check()
  await picture(buyer, 'live-specification')
  await withText(buyer, 'buy-confirm', '50.90').click()
  await withText(buyer, 'buy-done', '50.90').waitFor()
  await buyer.getByTestId('buy-close').click()
  await seller.locator('[data-testid^=left-]').filter({ hasText: /^10斤 2$/ }).waitFor()
  await seller.locator('[data-testid^=left-]').filter({ hasText: /^5斤 4$/ }).waitFor()
  await picture(seller, 'live-console')
  await speak(buyer, 'en')
  await buyer.getByTestId('grab').click()
  await withText(buyer, 'buy-confirm', 'Choose a specification').waitFor()
  await picture(buyer, 'live-specification-english')
  await speak(buyer, 'zh-CN')

  await seller.getByTestId('tool-flash').click()
  await seller.getByTestId('flash-sku').selectOption({ label: '¥24.90 5斤' })
  await fill(seller, { 'flash-price': '9.90', 'flash-pieces': '2' })
  await seller.getByTestId('flash-lead').selectOption('0')
  await picture(seller, 'live-flash')
  await seller.getByTestId('flash-issue').click()
  await buyer.locator('[data-testid^=flash-][data-state="2"]').filter({ hasText: '5斤' }).first().waitFor()
  await buyer.getByTestId('grab').click()
  await buyer.getByTestId('spec-5斤').check()
  await picture(buyer, 'live-flash-specification')
  await withText(buyer, 'buy-confirm', '9.90').click()
  await withText(buyer, 'buy-done', '9.90').waitFor()
  await buyer.getByTestId('buy-close').click()
  await seller.locator('[data-testid^=left-]').filter({ hasText: /^5斤 3$/ }).waitFor()
  await seller.setViewportSize(phone.viewport)
  await picture(seller, 'live-console-phone')
  await price.click()
  await picture(seller, 'live-prices-phone')
  await seller.keyboard.press('Escape')
  await seller.setViewportSize(desktop.viewport)
  await seller.getByTestId('language').click()
  await price.click()
  await seller.getByRole('heading', { name: 'Live prices' }).waitFor()
  await picture(seller, 'live-prices-english')
  await seller.keyboard.press('Escape')
  await seller.getByTestId('language').click()
  await seller.locator('html[lang=zh-CN]').waitFor()
  await seller.getByTestId('end-live').click()
  await seller.getByTestId('confirm-yes').click()
  await seller.waitForURL(/\/figures$/)
})

step('the pages fit a phone, and speak English', async () => {
  const paths = { seller: ['/shop?tab=settings', '/shop?tab=decorate'], buyer: [shopPath], instructor: ['/applications'] }
  for (const [who, mine] of Object.entries(paths)) {
    const { page } = people[who]
    await page.setViewportSize(phone.viewport)
    await page.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))
    for (const path of mine) {
      await page.goto(path)
      await page.locator('main h1, main h2').first().waitFor()
      await page.waitForFunction(() => document.querySelector('main .skeleton') === null)
      await picture(page, `phone-en-${who}`)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= phone.viewport.width, `${path} is ${width} wide`)
    }
  }
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
