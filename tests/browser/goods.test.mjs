// Many products at once and how buyers find them: a template filled in with faults, the good rows imported, exported,
// edited and imported again; given a video; found by category and price on a phone, marked and looked at; bought, and the
// orders exported.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import readXlsx, { readSheet } from 'read-excel-file/node'
import writeXlsx from 'write-excel-file/node'
import { desktop, enterByFace, openTrade, phone, story } from './person.mjs'
import { recordVideo } from './recorder.mjs'
import { startDemo } from './server.mjs'

const sellerAccount = 'xy01'
const buyerAccount = 'xy30'
const instructorAccount = 'js01'
const title = '湖南永州脐橙 批量导入 皮薄多汁'
const specified = '湖南永州冰糖橙 批量导入 两种规格'
const paid = 2

const { people, picture, step } = story('goods')
const folder = mkdtempSync(join(tmpdir(), 'kaibo-goods-'))

let kaibo
let seller
let buyer
let instructor
let headings
let product
let order

before(async () => {
  kaibo = await startDemo()
  ;({ seller, buyer, instructor } = await openTrade(kaibo, people))
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  rmSync(folder, { recursive: true, force: true })
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const ownProduct = (text) => seller.locator('main [data-testid^=product-]').filter({ hasText: text })
const inMall = (text) => buyer.locator('main a[data-testid^=product-]').filter({ hasText: text })

async function downloaded(page, handle) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(handle).click()])
  assert.match(download.suggestedFilename(), /\.xlsx$/)
  return await download.path()
}

async function upload(rows) {
  const file = join(folder, 'goods.xlsx')
  await writeXlsx([{ sheet: '宝贝', data: rows }]).toFile(file)
  await seller.getByTestId('import-file').setInputFiles(file)
  await seller.getByTestId('import-outcome').waitFor()
}

/// A row of the template's columns.
function row(cells) {
  for (const heading of Object.keys(cells)) assert.ok(headings.includes(heading), heading)
  return headings.map((heading) => cells[heading] ?? null)
}

step('the template holds headings, examples and what each column means', async () => {
  await Promise.all([enterByFace(seller, sellerAccount), enterByFace(buyer, buyerAccount), enterByFace(instructor, instructorAccount)])
  await seller.goto('/shop')
  await seller.getByTestId('goods-import').click()
  const sheets = await readXlsx(await downloaded(seller, 'import-template'))
  assert.deepEqual(sheets.map(({ sheet }) => sheet), ['宝贝', '填写说明', '类目与属性'])
  headings = sheets[0].data[0]
  assert.ok(headings.includes('商家编码') && headings.includes('规格'))
  assert.equal(sheets[0].data.length, 4)
  assert.ok(sheets[2].data.some((line) => line.includes('新鲜水果')))
})

step('faults are named by row and column, and nothing is imported meanwhile', async () => {
  const good = { 宝贝类目: '新鲜水果', 属性: '产地：湖南永州；净含量：5斤；储存方式：常温', 库存: 30, 上架: '否', 详情: '自家果园现摘现发，坏果包赔。' }
  const box = (size, price) => row({ ...good, 商家编码: 'T-02', 标题: specified, 规格: `重量：${size}`, '售价（元）': price, 规格编码: `T-02-${size}` })
  await upload([
    headings,
    row({ ...good, 商家编码: 'T-01', 标题: title, '售价（元）': 12.5 }),
    row({ ...good, 商家编码: 'T-03', 标题: title, '售价（元）': '贵' }),
    row({ ...good, 商家编码: 'T-04', 标题: title, '售价（元）': 9.9, 宝贝类目: '汽车' }),
    box('5斤', 19.9),
    box('10斤', 36),
  ])
  await withText(seller, 'import-fault-3-price_fen', '“贵”').waitFor()
  await withText(seller, 'import-fault-4-category', '类目').waitFor()
  await withText(seller, 'import-outcome', '新增 2 件').waitFor()
  await picture(seller, 'faults')
  assert.equal(await ownProduct('批量导入').count(), 0)
})

step('the good ones are imported', async () => {
  await withText(seller, 'import-run', '2 件').click()
  await withText(seller, 'notice', '新增 2 件').waitFor()
  await ownProduct(title).filter({ hasText: '¥12.50' }).waitFor()
  await ownProduct(specified).filter({ hasText: '¥19.90' }).waitFor()
  await picture(seller, 'imported')
})

step('what is exported is edited and imported again', async () => {
  const rows = await readSheet(await downloaded(seller, 'goods-export'))
  assert.deepEqual(rows[0], headings)
  const of = (line, heading) => line[headings.indexOf(heading)]
  assert.equal(rows.filter((line) => of(line, '商家编码') === 'T-02').length, 2, 'a row for each specification')
  const mine = rows.find((line) => of(line, '商家编码') === 'T-01')
  assert.deepEqual([of(mine, '售价（元）'), of(mine, '库存'), of(mine, '导出时库存')], [12.5, 30, 30])
  mine[headings.indexOf('售价（元）')] = 13.5
  mine[headings.indexOf('库存')] = 35
  await seller.getByTestId('goods-import').click()
  await upload([headings, mine, ...rows.filter((line) => of(line, '商家编码') === 'T-02')])
  await withText(seller, 'import-outcome', '更新 2 件').waitFor()
  await picture(seller, 'clean')
  await seller.getByTestId('import-run').click()
  await ownProduct(title).filter({ hasText: '¥13.50' }).filter({ hasText: '库存 35' }).waitFor()
  await ownProduct(specified).filter({ hasText: '库存 60' }).waitFor()
})

step('with a picture it goes on the shelf', async () => {
  await ownProduct(title).getByRole('link').first().click()
  await seller.getByTestId('picture-input').setInputFiles(fileURLToPath(new URL('../../services/kaibo/demo/pictures/qicheng-1.webp', import.meta.url)))
  await seller.getByRole('group', { name: '第 1 张图片' }).locator('img').waitFor()
  await seller.getByTestId('product-list').click()
  await seller.waitForURL(/\/shop\?tab=products$/)
  await ownProduct(title).filter({ hasText: '在售' }).waitFor()
})

step('a video is told by its bytes, sent, and looked at in the form', async () => {
  await ownProduct(title).getByRole('link').first().click()
  const choose = (name, buffer) => seller.getByTestId('video-input').setInputFiles({ name, mimeType: 'video/mp4', buffer })
  await choose('garbage.mp4', Buffer.from('this is no video at all'))
  await withText(seller, 'video-note', '不是能用的视频').waitFor()
  await choose('large.mp4', Buffer.alloc(20 * 1024 * 1024 + 1))
  await withText(seller, 'video-note', '最多 20 MB').waitFor()
  await choose('recorded.mp4', await recordVideo(seller, 'video/webm;codecs=vp8', 2))
  await seller.locator('[data-testid=video-field][data-video$=".webm"]').waitFor()
  await picture(seller, 'video')
  await seller.getByTestId('product-list').click()
  await seller.waitForURL(/\/shop\?tab=products$/)
})

step('a buyer with a phone finds it by category and price, and the address keeps the filters', async () => {
  await buyer.getByTestId('nav-mall').click()
  await buyer.getByTestId('group-食品生鲜').click()
  await buyer.getByTestId('category-新鲜水果').click()
  await inMall(title).waitFor()
  await withText(buyer, 'found', '共 3 件').waitFor()
  await picture(buyer, 'mall')
  await buyer.getByTestId('price-from').fill('13.51')
  await withText(buyer, 'found', '共 2 件').waitFor()
  assert.equal(await inMall(title).count(), 0)
  await buyer.getByTestId('price-from').fill('13')
  await buyer.getByTestId('price-to').fill('13.5')
  await buyer.getByTestId('in-stock').check()
  await withText(buyer, 'found', '共 1 件').waitFor()
  await inMall(title).waitFor()
  await buyer.waitForURL((url) => url.searchParams.get('category') === '新鲜水果' && url.searchParams.get('to') === '13.5' && url.searchParams.get('stock') === '1')
  await buyer.reload()
  await inMall(title).waitFor()
  assert.equal(await buyer.getByTestId('price-to').inputValue(), '13.5')
  await buyer.getByTestId('filter-clear').click()
  await buyer.getByTestId('mall-sort').selectOption({ label: '价格从高到低' })
  await buyer.waitForURL((url) => url.searchParams.get('sort') === 'price-down' && !url.searchParams.has('category'))
})

step('the heart makes it a favourite, and looking leaves a footprint', async () => {
  await buyer.getByTestId('mall-search').fill('批量导入')
  await inMall(title).click()
  await buyer.locator('[data-testid=heart][aria-pressed=false]:enabled').click()
  await buyer.locator('[data-testid=heart][aria-pressed=true]').waitFor()
  product = /\/mall\/(\d+)/.exec(buyer.url())[1]
  await picture(buyer, 'heart')
  await buyer.goto('/favourites')
  await withText(buyer, `noticed-${product}`, '¥13.50').waitFor()
  await buyer.getByTestId('to-footprints').click()
  await buyer.getByTestId(`noticed-${product}`).waitFor()
  await picture(buyer, 'footprints')
})

step('its video is the first to be seen, with the first picture until it plays', async () => {
  for (const [size, page] of Object.entries({ phone: buyer, desktop: seller })) {
    await page.goto(`/mall/${product}`)
    const video = page.getByTestId('product-video')
    await video.waitFor()
    assert.match(await video.getAttribute('poster'), /^\/files\/[0-9a-f]{64}$/)
    await picture(page, `${size}-video`)
    // Its length is known, which a browser's own recording does not say, and one can jump in it.
    const jumped = await video.evaluate(async (element) => {
      element.muted = true
      await element.play()
      element.pause()
      element.currentTime = element.duration / 2
      await new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }))
      return { duration: element.duration, at: element.currentTime }
    })
    assert.ok(jumped.duration > 1 && jumped.duration < 5, `${jumped.duration} seconds`)
    assert.ok(Math.abs(jumped.at - jumped.duration / 2) < 0.2)
    await page.getByTestId('slide-1').click()
    await page.getByTestId('slides').getByRole('img', { name: title }).waitFor()
    assert.equal(await video.count(), 0)
    await page.getByTestId('slide-0').click()
    await video.waitFor()
  }
})

step('the buyer’s own page gathers orders by state', async () => {
  await buyer.goto(`/mall/${product}`)
  await buyer.getByTestId('buy').click()
  await buyer.getByTestId('quantity-more').click()
  await buyer.getByTestId('buy-confirm').click()
  await withText(buyer, 'buy-done', '27.00').waitFor()
  await buyer.getByTestId('buy-close').click()
  await buyer.getByTestId('nav-me').click()
  await buyer.getByTestId(`me-state-${paid}`).waitFor()
  assert.ok(Number(await buyer.getByTestId(`me-state-${paid}`).getAttribute('data-count')) >= 1)
  await withText(buyer, 'me-favourites', '1 件').waitFor()
  await picture(buyer, 'me')
  await buyer.getByTestId(`me-state-${paid}`).click()
  const card = buyer.locator(`[data-testid^=order-][data-state="${paid}"]`).filter({ hasText: title }).first()
  await card.waitFor()
  order = /order-(\d+)/.exec(await card.getAttribute('data-testid'))[1]
})

step('the seller exports the orders and their lines', async () => {
  await seller.goto('/shop?tab=orders')
  await seller.getByTestId(`order-${order}`).waitFor()
  await picture(seller, 'orders')
  const [orders, lines] = await readXlsx(await downloaded(seller, 'orders-export'))
  const cell = ({ data }, heading) => data.find((line) => line[0] === order)[data[0].indexOf(heading)]
  assert.equal(cell(orders, '状态'), '待发货')
  assert.equal(cell(orders, '订单金额'), 27)
  assert.equal(cell(lines, '宝贝'), title)
  assert.deepEqual([cell(lines, '单价'), cell(lines, '数量'), cell(lines, '实付')], [13.5, 2, 27])
})

step('a seller’s order belongs to the shop in the menu', async () => {
  await seller.getByTestId(`details-${order}`).click()
  await seller.getByTestId('history').waitFor()
  await seller.locator('nav a[href="/shop"][aria-current=page]').first().waitFor()
  assert.equal(await seller.locator('nav a[href="/purchases"][aria-current=page]').count(), 0)
})

const speakEnglish = (page) => page.evaluate(() => localStorage.setItem('kaibo.locale', 'en'))

async function assertFits(page, path) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(width <= page.viewportSize().width, `${path} is ${width} wide`)
}

step('without its video, taken away on a phone, a product is shown as ever', async () => {
  await speakEnglish(seller)
  await seller.setViewportSize(phone.viewport)
  await seller.goto(`/shop/product/${product}`)
  await seller.getByTestId('video-shown').waitFor()
  await picture(seller, 'phone-en-video')
  await assertFits(seller, 'the form with a video')
  await seller.getByTestId('video-remove').click()
  await withText(seller, 'video-field', 'Add video').waitFor()
  await seller.getByTestId('product-list').click()
  await seller.waitForURL(/\/shop\?tab=products$/)
  await buyer.goto(`/mall/${product}`)
  await buyer.getByTestId('slides').getByRole('img', { name: title }).waitFor()
  assert.equal(await buyer.getByTestId('product-video').count(), 0)
  assert.equal(await buyer.getByTestId('slides').getAttribute('data-count'), '1')
})

step('off the shelf, the favourite says so; footprints are cleared', async () => {
  await buyer.goto('/favourites')
  await buyer.getByTestId(`noticed-${product}`).waitFor()
  await seller.goto('/shop')
  await seller.getByTestId(`list-${product}`).click()
  await withText(buyer, `noticed-${product}`, '已下架').waitFor()
  assert.equal(await buyer.getByTestId(`noticed-${product}`).locator('a').count(), 0)
  await picture(buyer, 'delisted')
  await buyer.getByTestId('to-footprints').click()
  await buyer.getByTestId('footprints-clear').click()
  await buyer.getByTestId('confirm-yes').click()
  await buyer.getByText('还没有足迹').waitFor()
})

step('what has no tab on an instructor’s phone opens from 更多', async () => {
  await instructor.setViewportSize(phone.viewport)
  await instructor.goto('/board')
  await instructor.getByTestId('nav-more').click()
  await picture(instructor, 'more')
  await instructor.getByTestId('more-applications').click()
  await instructor.waitForURL(/\/applications$/)
})

step('the pages fit desk and phone, and speak English', async () => {
  const paths = { seller: ['/shop', '/shop?tab=orders'], buyer: ['/mall?group=食品生鲜', '/favourites', '/footprints', '/me', '/purchases?state=2'] }
  for (const [who, mine] of Object.entries(paths)) {
    const { page } = people[who]
    await speakEnglish(page)
    for (const [size, { viewport }] of Object.entries({ desktop, phone })) {
      await page.setViewportSize(viewport)
      for (const path of mine) {
        await page.goto(path)
        await page.locator('main h1, main h2').first().waitFor()
        await page.waitForFunction(() => document.querySelector('main .skeleton') === null)
        await picture(page, `${size}-en-${who}`)
        await assertFits(page, path)
      }
    }
  }
  await seller.setViewportSize(phone.viewport)
  await seller.goto('/shop')
  await seller.getByTestId('goods-import').click()
  const [{ sheet, data }] = await readXlsx(await downloaded(seller, 'import-template'))
  assert.equal(sheet, 'Products')
  await upload(data)
  await withText(seller, 'import-outcome', '2 new').waitFor()
  await picture(seller, 'phone-en-import')
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
