// Before a broadcast: a host announces a room, writes its script, sets stock aside and checks the devices; a classmate
// with a phone reserves and is told. The steps are one story: each needs those before it.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, devices, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const hostAccount = 'xy01'
const classmateAccount = 'xy31'
const roomTitle = '早春果园专场'
const hour = 3_600_000
const inRoom = 5
const points = ['现摘现发 不打蜡', '皮薄汁多 老人孩子都能吃', '坏果当天拍照 按个赔']

const { people, picture, step } = story('prepare')

let kaibo
let host
let classmate
let roomId
/// Of the first product on the shelf.
let productId
/// Of that product, before any of it is set aside.
let stock

before(async () => {
  kaibo = await startDemo()
  const [first, second] = await Promise.all([openBrowser(kaibo.door(0), desktop, devices), openBrowser(kaibo.door(1), phone)])
  Object.assign(people, { host: first, classmate: second })
  host = first.page
  classmate = second.page
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
/// Value of a datetime-local field, in the class's time zone.
const localTime = (ms) => new Date(ms + 8 * hour).toISOString().slice(0, 16)

/// The page as it is on a desktop and on a phone.
async function bothSizes(page, name) {
  await picture(page, name)
  const before = page.viewportSize()
  await page.setViewportSize(phone.viewport)
  await picture(page, `${name}-phone`)
  await page.setViewportSize(before)
}

async function putOnShelf(count) {
  for (let nth = 0; nth < count; ++nth) {
    await host.getByTestId('shelf-add').click()
    await host.locator('dialog [data-testid^=add-]:enabled').first().click()
    await host.locator('li[data-testid^=shelf-]').nth(nth).waitFor()
    await host.keyboard.press('Escape')
    await host.locator('dialog[open]').waitFor({ state: 'detached' })
  }
}

const scriptBecomes = (addsUp, problems) =>
  host.locator(`[data-testid=script-check][data-adds-up="${addsUp}"][data-problems="${problems}"]`).waitFor()

async function save() {
  await host.getByTestId('save-script').click()
  await withText(host, 'notice', '脚本已保存').waitFor()
}

step('a room is made with its planned time, and a shelf of three', async () => {
  await Promise.all([enterByFace(host, hostAccount), enterByFace(classmate, classmateAccount)])
  await host.goto('/live/new/edit')
  await host.getByTestId('room-title').fill(roomTitle)
  await host.getByTestId('room-notice').fill('今晚讲三样，都有直播价。')
  await host.getByTestId('room-planned').fill(localTime(Date.now() + 26 * hour))
  await host.getByTestId('room-save').click()
  await host.waitForURL(/\/console$/)
  roomId = /live\/(\d+)\//.exec(host.url())[1]
  await bothSizes(host, 'console-empty')
  await putOnShelf(3)
  productId = (await host.locator('li[data-testid^=shelf-]').first().getAttribute('data-testid')).slice('shelf-'.length)
})

step('it is announced, and the class mall counts down to it', async () => {
  await classmate.goto('/mall')
  await classmate.getByTestId('mall-search').waitFor()
  assert.equal(await classmate.getByTestId(`preview-${roomId}`).count(), 0)
  await host.getByTestId(`announce-${roomId}`).click()
  await host.getByTestId('confirm-yes').click()
  await withText(host, 'live-state', '已预告').waitFor()
  const card = classmate.getByTestId(`preview-${roomId}`)
  await card.filter({ hasText: roomTitle }).waitFor()
  const until = card.getByTestId('until')
  assert.match(await until.textContent(), /^还有 1 天 \d+:\d\d:\d\d$/)
  const shown = await until.textContent()
  await classmate.waitForFunction(([id, text]) => document.querySelector(`[data-testid="preview-${id}"] [data-testid=until]`).textContent !== text, [roomId, shown])
  await picture(classmate, 'mall-coming')
})

step('a classmate reserves it, and the host sees how many', async () => {
  await host.goto('/live')
  await host.getByTestId('tab-coming').click()
  await withText(host, `reservations-${roomId}`, '0 人预约').waitFor()
  await classmate.getByTestId(`reserve-${roomId}`).click()
  await withText(classmate, `reserve-${roomId}`, '已预约').waitFor()
  await withText(host, `reservations-${roomId}`, '1 人预约').waitFor()
  await bothSizes(host, 'rooms-coming')
  await classmate.goto(`/room/${roomId}`)
  await withText(classmate, 'viewer-preview', '1 人预约').waitFor()
  await picture(classmate, 'room-coming')
})

async function cancelPreview() {
  await host.getByTestId(`cancel-preview-${roomId}`).click()
  await host.getByText('已预约的 1 位同学会收到通知').waitFor()
  await host.getByTestId('confirm-yes').click()
}

async function announceAndReserve() {
  await host.getByTestId(`announce-${roomId}`).click()
  await host.getByTestId('confirm-yes').click()
  await classmate.getByTestId(`reserve-${roomId}`).click()
  await withText(classmate, `reserve-${roomId}`, '已预约').waitFor()
}

step('a preview is cancelled, whoever reserved is told, and it is announced again', async () => {
  await cancelPreview()
  await classmate.getByTestId('viewer-preview').waitFor({ state: 'detached' })
  await picture(classmate, 'room-cancelled')
  await classmate.goto('/mall')
  await classmate.getByTestId('mall-search').waitFor()
  await announceAndReserve()
  await cancelPreview()
  await withText(classmate, 'notice', `预约的直播取消了：“${roomTitle}”`).waitFor()
  await classmate.getByTestId(`preview-${roomId}`).waitFor({ state: 'detached' })
  await picture(classmate, 'told-cancelled')
  await announceAndReserve()
})

step('a script comes from a template with the products of the shelf', async () => {
  await host.goto(`/live/${roomId}/script`)
  await host.getByTestId('first-row').waitFor()
  await bothSizes(host, 'script-empty')
  await host.getByTestId('templates').click()
  await picture(host, 'script-templates')
  await host.getByTestId('template-three-goods-30').click()
  await scriptBecomes(true, 0)
  assert.equal(await host.getByTestId('script-row').count(), 9)
  assert.equal(await host.getByTestId('row-product').nth(2).inputValue(), await host.getByTestId('row-product').nth(2).locator('option').nth(1).getAttribute('value'))
  await save()
  await bothSizes(host, 'script')
})

step('gaps are named while typing, and keys edit the rows', async () => {
  await host.getByTestId('row-to').first().fill('1:30')
  await host.getByTestId('row-to').first().press('Tab')
  await scriptBecomes(false, 1)
  await withText(host, 'script-row', '第 2 行之前空了 00:30').waitFor()
  await host.getByTestId('row-to').first().fill('2:00')
  await scriptBecomes(true, 0)
  await host.getByTestId('row-words').nth(1).press('Control+d')
  assert.equal(await host.getByTestId('script-row').count(), 10)
  await scriptBecomes(false, 1)
  await picture(host, 'script-overlap')
  await host.getByTestId('row-remove').nth(2).click()
  await scriptBecomes(true, 0)
  const second = await host.getByTestId('row-words').nth(1).inputValue()
  await host.getByTestId('row-words').nth(1).press('Alt+ArrowDown')
  assert.equal(await host.getByTestId('row-words').nth(2).inputValue(), second)
  await host.getByTestId('row-words').nth(2).press('Alt+ArrowUp')
  await scriptBecomes(true, 0)
})

step('the script prints on paper', async () => {
  await save()
  await host.getByTestId('print-script').click()
  await host.locator('[data-testid=script-paper] tbody tr').nth(8).waitFor()
  await bothSizes(host, 'paper')
  await host.emulateMedia({ media: 'print' })
  assert.ok(await host.getByTestId('print').isHidden())
  await picture(host, 'paper-printed')
  await host.emulateMedia({ media: 'screen' })
})

step('stock set aside leaves the mall, and the console shows it', async () => {
  await classmate.goto(`/mall/${productId}`)
  stock = Number(/库存 (\d+)/.exec(await classmate.getByText(/库存 \d+/).first().textContent())[1])
  await host.goto(`/live/${roomId}/console`)
  await host.getByTestId(`details-${productId}`).click()
  await host.getByTestId('set-aside').check()
  await host.getByTestId('set-aside-pieces').fill(String(stock + 1))
  await host.getByTestId('per-person').fill('2')
  await host.getByTestId('selling-points').fill(points.join('\n'))
  await host.getByTestId('details-save').click()
  await host.getByRole('alert').filter({ hasText: '商城里没有这么多库存' }).waitFor()
  await bothSizes(host, 'details-refused')
  await host.getByTestId('set-aside-pieces').fill(String(inRoom))
  await host.getByTestId('details-save').click()
  const shelved = host.getByTestId(`shelf-${productId}`)
  await shelved.filter({ hasText: `直播间专享 ${inRoom} 件` }).waitFor()
  await shelved.filter({ hasText: points[0] }).waitFor()
  await classmate.reload()
  await classmate.getByText(`库存 ${stock - inRoom}`).first().waitFor()
  await bothSizes(host, 'console-ready')
})

step('camera, microphone and the way to the server are tested', async () => {
  await host.getByTestId('checklist-open').click()
  for (const key of ['camera', 'sound', 'network']) {
    assert.equal(await host.getByTestId(`check-${key}`).getAttribute('data-done'), 'false')
    await host.getByTestId(`test-${key}`).click()
  }
  for (const key of ['camera', 'sound', 'network', 'script', 'shelf', 'stocked']) {
    await host.locator(`[data-testid=check-${key}][data-done=true]`).waitFor()
  }
  await host.getByTestId('speed').filter({ hasText: /上传 .+下载 / }).waitFor()
  await bothSizes(host, 'checklist')
  await host.keyboard.press('Escape')
})

step('what is still open is named before the start, and whoever reserved is told in another room', async () => {
  await classmate.goto('/live')
  await classmate.getByTestId('tab-ended').click()
  const other = (await classmate.locator('[data-testid^=room-]').first().getAttribute('data-testid')).slice('room-'.length)
  assert.notEqual(other, roomId)
  await classmate.goto(`/room/${other}`)
  await classmate.getByTestId('cart').click()
  await classmate.locator('dialog[open]').waitFor()
  // A short first row, so that its time runs out while we watch.
  await host.goto(`/live/${roomId}/script`)
  await host.getByTestId('row-to').first().fill('0:03')
  await host.getByTestId('row-to').first().press('Tab')
  await host.getByTestId('align').click()
  await scriptBecomes(false, 1)
  await save()
  await host.goto(`/live/${roomId}/console`)
  await host.getByTestId('prompter-now').waitFor()
  await host.getByTestId('start-live').click()
  await host.locator('dialog').filter({ hasText: /还有 3 项没有完成：封面、直播价、直播脚本/ }).waitFor()
  await picture(host, 'start-open')
  await host.getByTestId('confirm-yes').click()
  await host.getByTestId('end-live').waitFor()
  const reminder = withText(classmate, 'notice', `预约的直播开播了：“${roomTitle}”`)
  await reminder.waitFor()
  await picture(classmate, 'reminded')
  // It lies above what is open.
  await reminder.getByRole('link').click()
  await classmate.waitForURL(new RegExp(`/room/${roomId}$`))
})

step('the prompter lights the row whose turn it is, and steps by hand', async () => {
  const lit = (row) => host.locator(`[data-testid=prompter-now][data-row="${row}"]`)
  await lit(1).waitFor()
  await host.getByTestId('prompter-left').filter({ hasText: /还剩 01:\d\d/ }).waitFor()
  await host.keyboard.press('PageDown')
  await lit(2).filter({ hasText: points[0] }).waitFor()
  await bothSizes(host, 'console-live')
  await host.setViewportSize(phone.viewport)
  await host.getByTestId('tab-script').click()
  await picture(host, 'prompter-phone')
  await host.setViewportSize(desktop.viewport)
  await host.getByTestId('prompter-follow').click()
  await lit(1).waitFor()
})

step('a viewer sees the selling points and the limit, and the room sells what is its own', async () => {
  await classmate.goto(`/room/${roomId}`)
  await classmate.getByTestId('viewer-live').waitFor()
  await classmate.getByTestId('cart').click()
  await classmate.getByTestId(`want-${productId}`).click()
  await withText(classmate, 'buy-points', points[1]).waitFor()
  await classmate.getByText('每人限购 2 件').first().waitFor()
  await picture(classmate, 'product-sheet')
  await classmate.getByTestId('quantity-more').click()
  assert.ok(await classmate.getByTestId('quantity-more').isDisabled())
  await classmate.getByTestId('buy-confirm').click()
  await classmate.getByTestId('buy-done').waitFor()
  await classmate.getByTestId('buy-close').click()
  await host.getByTestId(`shelf-${productId}`).filter({ hasText: `直播间专享 ${inRoom - 2} 件` }).waitFor()
  await classmate.getByTestId('cart').click()
  await classmate.getByTestId(`want-${productId}`).click()
  await classmate.getByTestId('buy-confirm').click()
  await withText(classmate, 'buy-problem', '每人限购 2 件').or(classmate.getByRole('alert').filter({ hasText: '每人限购 2 件' })).first().waitFor()
})

step('what was not sold is back in the mall after the end', async () => {
  await host.getByTestId('end-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.waitForURL(/\/figures$/)
  await classmate.goto(`/mall/${productId}`)
  await classmate.getByText(`库存 ${stock - 2}`).first().waitFor()
  await host.goto(`/live/${roomId}/script`)
  await host.getByText('脚本只能看').waitFor()
  assert.equal(await host.getByTestId('save-script').count(), 0)
})

step('the pages are complete in English', async () => {
  await host.getByTestId('language').click()
  await host.locator('html[lang=en]').waitFor()
  await host.getByText('its script can only be read').waitFor()
  await bothSizes(host, 'script-english')
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
