// A room with a crew: the owner invites a second host and a moderator, hosts hand over, a moderator keeps the talk in
// order from a phone, an instructor looks on, remarks and stops. Each person in a Chromium of their own; one story.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const owner = { account: 'xy01', name: '林晓燕' }
const partner = { account: 'xy04', name: '苏婉清' }
const moderator = { account: 'xy03', name: '陈雨桐' }
const viewer = { account: 'xy02', name: '周建国' }
const instructor = { account: 'js01', name: '沈清和' }
/// Listed by the owner.
const product = '信丰脐橙'

const { people, picture, step } = story('talk')
Object.assign(people, { owner, partner, moderator, viewer, instructor })
let kaibo
let roomId

before(async () => {
  kaibo = await startDemo()
  const screens = { owner: desktop, partner: desktop, moderator: phone, viewer: phone, instructor: desktop }
  let door = 0
  for (const [who, person] of Object.entries(people)) {
    Object.assign(person, await openBrowser(kaibo.door(door++), screens[who]))
    await enterByFace(person.page, person.account)
  }
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close?.()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })

async function invite(name, role) {
  const panel = owner.page.getByTestId('crew')
  await panel.getByTestId('crew-who').selectOption({ label: name })
  await panel.getByTestId('crew-role').selectOption({ label: role })
  await panel.getByTestId('crew-invite').click()
  await panel.locator('li').filter({ hasText: name }).waitFor()
}

async function say(page, text) {
  await page.getByTestId('comment').fill(text)
  await page.getByTestId('send').click()
}

/// Opens the menu of a comment by a tap on it.
async function choose(page, text) {
  await page.getByTestId('choose-comment').filter({ hasText: text }).click()
  await page.getByTestId('comment-menu').waitFor()
}

step('the owner makes a room and invites a second host and a moderator', async () => {
  const { page } = owner
  await page.goto('/live/new/edit')
  await page.getByTestId('room-title').fill('果园下午茶 轮流讲')
  await page.getByTestId('room-notice').fill('今天拍，明天发。')
  await page.getByTestId('room-save').click()
  await page.waitForURL(/\/console$/)
  roomId = /live\/(\d+)\//.exec(page.url())[1]
  await page.goto(`/live/${roomId}/edit`)
  await invite(partner.name, '主播')
  await invite(moderator.name, '场控')
  await picture(page, 'crew')
  await withText(moderator.page, 'notice', '场控').waitFor()
  await picture(moderator.page, 'invited')
  await moderator.page.goto('/live')
  await withText(moderator.page, `my-room-${roomId}`, '场控').waitFor()
})

step('the owner goes live, and all come in', async () => {
  await owner.page.goto(`/live/${roomId}/console`)
  await owner.page.getByTestId('start-live').click()
  await owner.page.getByTestId('confirm-yes').click()
  await owner.page.getByTestId('end-live').waitFor()
  await partner.page.goto(`/live/${roomId}/console`)
  await partner.page.getByTestId('end-live').waitFor()
  await instructor.page.goto(`/room/${roomId}`)
  await instructor.page.getByTestId('watch').waitFor()
  await moderator.page.goto(`/room/${roomId}`)
  await moderator.page.getByTestId('desk').waitFor()
  await viewer.page.goto(`/room/${roomId}`)
  await viewer.page.getByTestId('viewer-live').waitFor()
})

step('neither the crew nor the instructor counts as audience', async () => {
  await withText(owner.page, 'online', /^1$/).waitFor()
  await owner.page.getByText(`${viewer.name} 来了`).waitFor()
  const talk = await owner.page.locator('section.talk').textContent()
  for (const silent of [moderator, partner, instructor]) assert.ok(!talk.includes(`${silent.name} 来了`))
})

step('a viewer follows the shop', async () => {
  await viewer.page.getByTestId('follow').click()
  await withText(viewer.page, 'follow', '已关注').waitFor()
  await picture(viewer.page, 'viewer')
})

step('a question waits on top of the console until the host answers it', async () => {
  await say(viewer.page, '脐橙甜不甜，几天能到？')
  await withText(owner.page, 'question', '几天能到').waitFor()
  await withText(moderator.page, 'desk', '1').waitFor()
  await picture(owner.page, 'console-question')
  await withText(owner.page, 'question', '几天能到').getByTestId('question-reply').click()
  const input = owner.page.getByTestId('console-comment')
  await input.press('End')
  await input.pressSequentially('现摘现发，两三天到。')
  await owner.page.getByTestId('console-send').click()
  await withText(viewer.page, 'lines', '现摘现发，两三天到。').waitFor()
  await owner.page.getByTestId('question').waitFor({ state: 'detached' })
  await say(viewer.page, '可以自提吗')
  await withText(owner.page, 'question', '自提').getByTestId('question-answered').click()
  await owner.page.getByTestId('question').waitFor({ state: 'detached' })
})

step('the moderator pins a comment from the phone', async () => {
  await say(viewer.page, '收到了，真的很甜')
  await choose(moderator.page, '真的很甜')
  await picture(moderator.page, 'menu')
  await moderator.page.getByTestId('menu-pin').click()
  await withText(viewer.page, 'pinned', '真的很甜').waitFor()
  await withText(owner.page, 'console-pinned', '真的很甜').waitFor()
  await picture(viewer.page, 'pinned')
})

step('the moderator deletes a comment, and it is gone for everybody', async () => {
  await say(viewer.page, '主播是骗子')
  await owner.page.getByText('主播是骗子').waitFor()
  await choose(moderator.page, '骗子')
  await moderator.page.getByTestId('menu-delete').click()
  for (const { page } of [viewer, owner, moderator, instructor]) await page.getByText('主播是骗子').waitFor({ state: 'detached' })
  await instructor.page.getByTestId('watch-desk').click()
  await withText(instructor.page, 'deleted', '主播是骗子').waitFor()
  await picture(instructor.page, 'evidence')
  await instructor.page.keyboard.press('Escape')
  await instructor.page.locator('dialog[open]').waitFor({ state: 'detached' })
  await viewer.page.reload()
  await withText(viewer.page, 'lines', '真的很甜').waitFor()
  assert.equal(await viewer.page.getByText('主播是骗子').count(), 0)
})

step('a comment with a word of the list waits for the moderator', async () => {
  await say(viewer.page, '加微信给你便宜')
  await withText(viewer.page, 'notice', '场控审核').waitFor()
  assert.equal(await withText(viewer.page, 'lines', '加微信').count(), 0)
  await moderator.page.getByTestId('desk').click()
  await withText(moderator.page, 'held-comment', '加微信').waitFor()
  await picture(moderator.page, 'held')
  await moderator.page.getByTestId('held-drop').click()
  await moderator.page.getByTestId('held-comment').waitFor({ state: 'detached' })
})

step('the notice changes on every screen', async () => {
  await moderator.page.getByTestId('edit-notice').click()
  await moderator.page.getByTestId('notice-text').fill('今天下单，送一瓶柚子蜜。')
  await moderator.page.getByTestId('notice-save').click()
  await withText(viewer.page, 'notice-line', '柚子蜜').waitFor()
  await owner.page.getByText('送一瓶柚子蜜').waitFor()
  // The form closes itself; what lies below it is closed by the key.
  await moderator.page.getByTestId('notice-text').waitFor({ state: 'detached' })
  await moderator.page.keyboard.press('Escape')
  await moderator.page.locator('dialog[open]').waitFor({ state: 'detached' })
})

step('a muted viewer is told for how long, and speaks again when it is lifted', async () => {
  await choose(moderator.page, '真的很甜')
  await moderator.page.getByTestId('menu-mute-10').click()
  await withText(viewer.page, 'silenced', /还剩 0?9:/).waitFor()
  assert.ok(await viewer.page.getByTestId('comment').isDisabled())
  await picture(viewer.page, 'muted')
  await owner.page.getByTestId('unmute').click()
  await viewer.page.getByTestId('silenced').waitFor({ state: 'detached' })
  await say(viewer.page, '谢谢主播')
  await owner.page.getByText('谢谢主播').waitFor()
})

step('the whole room is muted and speaks again', async () => {
  await owner.page.getByTestId('mute-room').click()
  await withText(viewer.page, 'silenced', '全员禁言').waitFor()
  await owner.page.getByTestId('unmute-room').click()
  await viewer.page.getByTestId('silenced').waitFor({ state: 'detached' })
})

step('the moderator works in English, too', async () => {
  const { page } = moderator
  const speak = async (language) => {
    await page.evaluate((chosen) => localStorage.setItem('kaibo.locale', chosen), language)
    await page.reload()
    await page.locator(`html[lang=${language}]`).waitFor()
  }
  await speak('en')
  await choose(page, '真的很甜')
  for (const label of await page.getByTestId('comment-menu').getByRole('button').allTextContents()) assert.doesNotMatch(label, /\p{Script=Han}/u)
  await picture(page, 'english')
  await speak('zh-CN')
})

const issue = async (page, tool, fields) => {
  await page.getByTestId(`tool-${tool}`).click()
  for (const [field, value] of Object.entries(fields)) await page.getByTestId(`${tool}-${field}`).fill(value)
  await page.getByTestId(`${tool}-issue`).click()
  // The form is gone, the tools are still open, and the notice lies above them.
  await page.getByTestId(`${tool}-issue`).waitFor({ state: 'detached' })
  await withText(page, 'notice', '已发到直播间').getByRole('button').last().click()
}

step('the moderator fills the shelf, changes a price and gives out offers from the phone', async () => {
  const { page } = moderator
  await page.getByTestId('crew-tools').click()
  await page.getByTestId('shelf-add').click()
  await page.locator('dialog dialog li').filter({ hasText: product }).locator('[data-testid^=add-]').click()
  const item = page.locator('li[data-testid^=shelf-]').filter({ hasText: product })
  await item.waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog dialog[open]').waitFor({ state: 'detached' })
  await item.locator('[data-testid^=price-]').click()
  await page.getByTestId('live-price').fill('19.90')
  await page.getByTestId('live-price').press('Enter')
  await item.getByText('¥19.90').waitFor()
  await item.locator('[data-testid^=explain-]').click()
  await withText(viewer.page, 'explained', '¥19.90').waitFor()
  await issue(page, 'coupon', { name: '场控发的券', off: '2', total: '5' })
  await viewer.page.getByTestId('coupon-pop').waitFor()
  await issue(page, 'flash', { price: '9.90', pieces: '2' })
  await viewer.page.locator('[data-testid^=flash-]').first().waitFor()
  await issue(page, 'bag', { phrase: '果园真香', fen: '2', winners: '1' })
  await viewer.page.locator('[data-testid^=bag-icon-]').waitFor()
  await picture(page, 'crew-tools')
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  await picture(page, 'moderator')
})

step('an assistant keeps shelf and offers, and leaves the talk alone', async () => {
  await owner.page.getByTestId('open-crew').click()
  const row = owner.page.getByTestId('crew').locator('li').filter({ hasText: moderator.name })
  await row.locator('[data-testid^=crew-remove-]').click()
  await moderator.page.getByTestId('crew-tools').waitFor({ state: 'detached' })
  await invite(moderator.name, '助理')
  await moderator.page.getByTestId('crew-tools').click()
  await moderator.page.getByTestId('tool-bag').waitFor()
  await moderator.page.keyboard.press('Escape')
  assert.equal(await moderator.page.getByTestId('desk').count(), 0)
  await owner.page.keyboard.press('Escape')
})

step('the host leaves for a moment and hands over to the second host', async () => {
  await owner.page.getByTestId('pause-live').click()
  await viewer.page.getByTestId('away').waitFor()
  await picture(viewer.page, 'away')
  await owner.page.getByTestId('open-crew').click()
  await picture(owner.page, 'hand-over')
  await owner.page.getByTestId('crew').locator('li').filter({ hasText: partner.name }).locator('[data-testid^=hand-over-]').click()
  await withText(viewer.page, 'presenter', partner.name).waitFor()
  await viewer.page.getByTestId('away').waitFor({ state: 'detached' })
  await withText(partner.page, 'presenter', partner.name).waitFor()
  await owner.page.keyboard.press('Escape')
  await picture(partner.page, 'console-partner')
  await owner.page.setViewportSize(phone.viewport)
  await owner.page.getByTestId('tab-talk').click()
  await picture(owner.page, 'console-phone')
  await owner.page.setViewportSize(desktop.viewport)
})

step('the instructor remarks on the moment, unseen by the crew', async () => {
  await instructor.page.getByTestId('remark').click()
  await instructor.page.getByTestId('remark-text').fill('换人时没有介绍下一位')
  await instructor.page.getByTestId('remark-add').click()
  await withText(instructor.page, 'remarks', '换人时没有介绍下一位').waitFor()
  await picture(instructor.page, 'remark')
  await instructor.page.keyboard.press('Escape')
  assert.equal(await owner.page.getByText('换人时没有介绍下一位').count(), 0)
})

step('the instructor stops the broadcast, and everybody sees why', async () => {
  await instructor.page.getByTestId('stop-room').click()
  await instructor.page.getByTestId('stop-reason').fill('宣称能治病，属于虚假宣传')
  await picture(instructor.page, 'stop')
  await instructor.page.getByTestId('stop-confirm').click()
  for (const { page } of [viewer, owner, partner, moderator]) await withText(page, 'stopped', '虚假宣传').waitFor()
  await picture(viewer.page, 'stopped-viewer')
  await picture(owner.page, 'stopped-console')
})

step('afterwards the crew reads the remarks, and others do not', async () => {
  await owner.page.goto(`/live/${roomId}/figures`)
  await withText(owner.page, 'remarks', '换人时没有介绍下一位').waitFor()
  await picture(owner.page, 'remarks')
  await viewer.page.goto(`/live/${roomId}/figures`)
  await viewer.page.getByTestId('figures').waitFor()
  assert.equal(await viewer.page.getByTestId('remarks').count(), 0)
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
