// A trainee practises alone before a simulated audience: it comes, asks, is answered, buys, and is shown apart from people.
// The instructor lays one down for the class.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const hostAccount = 'xy01'
const viewerAccount = 'xy31'
const instructorAccount = 'js01'
/// Listed, and enough of it.
const product = '信丰脐橙'
const patience = 90_000

const { people, picture, step } = story('audience')

let kaibo
let host
let viewer
let instructor
let roomId

before(async () => {
  kaibo = await startDemo()
  const [first, second, third] = await Promise.all([
    openBrowser(kaibo.door(0), desktop),
    openBrowser(kaibo.door(1), phone),
    openBrowser(kaibo.door(2), desktop),
  ])
  Object.assign(people, { host: first, viewer: second, instructor: third })
  host = first.page
  viewer = second.page
  instructor = third.page
  await Promise.all([
    enterByFace(host, hostAccount),
    enterByFace(viewer, viewerAccount),
    enterByFace(instructor, instructorAccount),
  ])
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const audience = () => host.getByTestId('audience')
const present = async () => Number(await host.getByTestId('audience-present').getAttribute('data-present'))

async function eventually(what, holds) {
  const deadline = Date.now() + patience
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`did not happen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function newRoom(title) {
  await host.goto('/live')
  await host.getByTestId('new-room').click()
  await host.getByTestId('room-title').fill(title)
  await host.getByTestId('room-save').click()
  await host.waitForURL(/\/console$/)
  await host.getByTestId('shelf-add').click()
  await host.locator('dialog li').filter({ hasText: product }).locator('[data-testid^=add-]').click()
  await host.locator('li[data-testid^=shelf-]').filter({ hasText: product }).waitFor()
  await host.keyboard.press('Escape')
  await host.locator('dialog[open]').waitFor({ state: 'detached' })
  return /live\/(\d+)\//.exec(host.url())[1]
}

step('a host chooses a scenario before the live', async () => {
  roomId = await newRoom('一个人也要练')
  await host.getByTestId('audience-open-dialog').click()
  await host.getByTestId('audience-scenario').selectOption('questions')
  await host.getByTestId('audience-size').fill('200')
  await host.getByTestId('audience-difficulty').selectOption('1')
  await host.getByTestId('audience-seed').fill('5')
  await picture(host, 'choose')
  await host.setViewportSize(phone.viewport)
  await picture(host, 'choose-phone')
  await host.setViewportSize(desktop.viewport)
  await host.getByTestId('audience-start').click()
  await audience().getByText('200').waitFor()
})

step('it comes when the room goes live, and is shown apart from people', async () => {
  await host.getByTestId('start-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.getByTestId('end-live').waitFor()
  await host.keyboard.press('1')
  await viewer.goto(`/room/${roomId}`)
  await viewer.getByTestId('viewer-live').waitFor()
  await eventually('ten simulated persons are there', async () => (await present()) >= 10)
  await host.getByTestId('online').filter({ hasText: /^1$/ }).waitFor()
  await viewer.getByTestId('simulated-online').waitFor()
  await picture(host, 'arrived')
})

step('it talks under the mark, and its questions wait for an answer', async () => {
  await host.getByTestId('simulated').first().waitFor({ timeout: patience })
  await host.getByTestId('audience-open').locator('li').first().waitFor({ timeout: patience })
  await picture(host, 'question')
  await viewer.getByTestId('lines').getByTestId('simulated').first().waitFor({ timeout: patience })
  await picture(viewer, 'viewer')
  await viewer.setViewportSize(desktop.viewport)
  await picture(viewer, 'viewer-desktop')
  await viewer.setViewportSize(phone.viewport)
})

step('what the host answers is counted as answered', async () => {
  await eventually('a question was answered', async () => {
    if (await host.getByTestId('audience-present').filter({ hasText: /已答 [1-9]/ }).count()) return true
    const hint = host.getByTestId('audience-open').locator('.hint').first()
    if (!(await hint.count())) return false
    const words = (await hint.textContent()).split('：')[1].split('，')[0].trim()
    await host.getByTestId('console-comment').fill(`回答刚才的问题：${words}`)
    await host.getByTestId('console-send').click()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    return false
  })
})

step('it takes a coupon that is offered', async () => {
  await host.getByTestId('tool-coupon').click()
  await host.getByTestId('coupon-name').fill('直播专享')
  await host.getByTestId('coupon-off').fill('2')
  await host.getByTestId('coupon-total').fill('50')
  await host.getByTestId('coupon-issue').click()
  await host.locator('[data-testid^=tool-coupon-]').filter({ hasText: /[1-9]\d*\/50/ }).waitFor({ timeout: patience })
})

step('it joins a lucky bag, who won is marked, and the draw can be checked', async () => {
  await host.getByTestId('tool-bag').click()
  await host.getByTestId('bag-phrase').fill('脐橙真甜')
  await host.getByTestId('bag-fen').fill('2')
  await host.getByTestId('bag-winners').fill('2')
  await host.getByTestId('bag-seconds').selectOption('30')
  await host.getByTestId('bag-issue').click()
  await viewer.getByTestId('lines').getByText('脐橙真甜').first().waitFor({ timeout: patience })
  await picture(viewer, 'bag-phrase')
  await host.locator('[data-testid^=tool-bag-][data-state="3"]').waitFor({ timeout: patience })
  await viewer.locator('[data-testid^=bag-icon-]').click()
  await viewer.getByTestId('bag-winners-are').getByTestId('simulated').first().waitFor()
  await viewer.locator('dialog[open] summary').click()
  await viewer.getByTestId('bag-redraw').click()
  await viewer.locator('[data-testid=bag-redrawn][data-agrees=true]').waitFor()
  await picture(viewer, 'bag-drawn')
  await viewer.keyboard.press('Escape')
})

step('it buys, and its orders are told apart', async () => {
  await host.getByTestId('audience-orders').waitFor({ timeout: patience })
  await host.setViewportSize(phone.viewport)
  await picture(host, 'console-phone')
  await host.setViewportSize(desktop.viewport)
  await picture(host, 'console')
  await host.goto('/shop?tab=orders')
  await host.locator('article[data-testid^=order-]').filter({ hasText: '模拟' }).first().waitFor()
})

step('after the live it says what to learn, with moments and lines', async () => {
  await host.goto(`/live/${roomId}/console`)
  await host.getByTestId('end-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.waitForURL(/\/figures$/)
  await host.getByTestId('audience-review').waitFor()
  // Who is simulated bought, and none of the people did.
  const buyers = (count) => host.getByTestId('figures').getByRole('button', { name: new RegExp(`^成交人数 ${count} `) })
  await host.getByTestId('audience-people').click()
  await buyers('0').waitFor()
  await host.getByTestId('audience-simulated').click()
  await buyers('[1-9]').waitFor()
  assert.match(await host.getByTestId('audience-result').textContent(), /答了 [1-9]/)
  assert.ok((await host.getByTestId('audience-advice').count()) <= 2)
  await picture(host, 'review')
  await host.setViewportSize(phone.viewport)
  await picture(host, 'review-phone')
  await host.setViewportSize(desktop.viewport)
})

step('an instructor lays one down for the class, and the host cannot change it', async () => {
  await instructor.getByTestId('audience-for-class').click()
  await instructor.getByTestId('audience-scenario').selectOption('incidents')
  await picture(instructor, 'for-class')
  await instructor.getByTestId('audience-assign').click()
  await instructor.locator('dialog[open]').waitFor({ state: 'detached' })
  await newRoom('考试的一场')
  await host.getByTestId('audience-open-dialog').click()
  await host.getByTestId('audience-assigned').waitFor()
  assert.ok(await host.getByTestId('audience-scenario').isDisabled())
  assert.equal(await host.getByTestId('audience-scenario').inputValue(), 'incidents')
  await picture(host, 'assigned')
})

step('the pages are in English, too', async () => {
  await host.keyboard.press('Escape')
  await host.getByTestId('language').click()
  await host.locator('html[lang=en]').waitFor()
  await audience().getByText('Simulated audience').waitFor()
  await picture(host, 'english')
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
