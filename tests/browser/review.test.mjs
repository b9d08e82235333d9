// After the live: a host reviews a broadcast, opens figures to their events, exports them, plans the next one and plays it
// again; a classmate and the instructor look in. One story: each step needs those before it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before } from 'node:test'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { startDemo } from './server.mjs'

const hostAccount = 'xy07'
const hostName = '石大山'
const classmateAccount = 'xy31'
const instructorAccount = 'js01'
/// Kinds of figures, as on the wire.
const kind = { visitors: 3, peak: 5, comments: 8, likes: 10, productVisitors: 13, orders: 16, paid: 20, conversion: 24 }
const question = '腊肉能放多久？'

const { people, picture, step } = story('review')

let kaibo
let host
let classmate
let instructor
let roomId
let comparison
let paid

before(async () => {
  kaibo = await startDemo()
  const [first, second, third] = await Promise.all([openBrowser(kaibo.door(0), desktop), openBrowser(kaibo.door(1), phone), openBrowser(kaibo.door(2), desktop)])
  Object.assign(people, { host: first, classmate: second, instructor: third })
  host = first.page
  classmate = second.page
  instructor = third.page
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

const withText = (page, handle, text) => page.getByTestId(handle).filter({ hasText: text })
const figure = (page, of) => page.getByTestId(`figure-${kind[of]}`)
const valueOf = async (page, of) => (await figure(page, of).locator('.value').textContent()).trim()

async function goLive() {
  await host.getByTestId('start-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.getByTestId('end-live').waitFor()
}

async function endLive() {
  await host.getByTestId('end-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.waitForURL(/\/figures$/)
}

step('a host goes live, and a classmate asks, likes, looks and buys', async () => {
  await Promise.all([enterByFace(host, hostAccount), enterByFace(classmate, classmateAccount), enterByFace(instructor, instructorAccount)])
  await host.goto('/live')
  await host.locator('[data-testid^=console-]').first().click()
  await host.waitForURL(/\/console$/)
  roomId = /live\/(\d+)\//.exec(host.url())[1]
  await goLive()
  await classmate.goto(`/room/${roomId}`)
  await classmate.getByTestId('viewer-live').waitFor()
  await withText(host, 'online', /^1$/).waitFor()
  await host.keyboard.press('1')
  await classmate.getByTestId('explained').waitFor()
  await classmate.getByTestId('comment').fill(question)
  await classmate.getByTestId('send').click()
  await withText(host, 'question', question).waitFor()
  for (let nth = 0; nth < 3; ++nth) await classmate.getByTestId('like').click()
  await withText(host, 'likes', /^3$/).waitFor()
  await classmate.getByTestId('grab').click()
  await classmate.getByTestId('buy-confirm').click()
  await classmate.getByTestId('buy-done').waitFor()
  await classmate.getByTestId('buy-close').click()
  await withText(host, 'orders', /^1$/).waitFor()
  await host.getByTestId('console-figures').locator('summary').click()
  await withText(host, `live-${kind.conversion}`, '100.00%').waitFor()
  await picture(host, 'console-figures')
  await host.keyboard.press('2')
  await endLive()
})

step('the review shows what happened', async () => {
  await host.getByTestId('figures').waitFor()
  assert.equal(await valueOf(host, 'visitors'), '1')
  assert.equal(await valueOf(host, 'comments'), '1')
  assert.equal(await valueOf(host, 'likes'), '3')
  assert.equal(await valueOf(host, 'productVisitors'), '1')
  assert.equal(await valueOf(host, 'orders'), '1')
  assert.equal(await valueOf(host, 'conversion'), '100.00%')
  paid = await valueOf(host, 'paid')
  assert.match(paid, /^¥\d+\.\d\d$/)
  assert.equal(await host.locator('[data-testid^=funnel-]').count(), 4)
  await host.locator('canvas').waitFor()
  await picture(host, 'review')
})

step('a figure opens its formula and its events', async () => {
  await figure(host, 'comments').click()
  const opened = host.getByTestId('figure-events')
  await opened.getByText(question).waitFor()
  await opened.getByText('直播期间的评论条数').waitFor()
  assert.equal(await opened.locator('li').count(), 1)
  await picture(host, 'figure-events')
  await host.keyboard.press('Escape')
})

step('key figures are entered and checked', async () => {
  const entered = { visitors: '1', peak: '2', comments: '1', likes: '3', orders: '1', paid: paid.slice(1) }
  for (const [of, value] of Object.entries(entered)) await host.getByTestId(`key-${kind[of]}`).fill(value)
  await host.getByTestId(`key-${kind.conversion}`).fill('全部')
  await host.getByTestId('key-check').click()
  await host.locator('#key-figures').getByRole('alert').filter({ hasText: '12.5%' }).waitFor()
  await host.getByTestId(`key-${kind.conversion}`).fill('100%')
  await host.getByTestId('key-check').click()
  await withText(host, 'key-right', '填对 6 项').waitFor()
  await withText(host, `verdict-${kind.peak}`, '不对').waitFor()
  await picture(host, 'key-figures')
  await host.getByTestId(`key-${kind.peak}`).fill('1')
  await host.getByTestId('key-check').click()
  await withText(host, 'key-right', '填对 7 项').waitFor()
})

step('a finding needs all its parts, and is kept', async () => {
  await host.getByTestId('finding-problem-0').fill('只来了一个同学')
  await host.getByTestId('finding-cause-0').fill('没有提前发预告')
  await host.getByTestId('finding-figure-0').selectOption(String(kind.visitors))
  await host.getByTestId('finding-aim-0').fill('2')
  await host.getByTestId('findings-save').click()
  await host.getByTestId('finding-0').getByRole('alert').waitFor()
  await host.getByTestId('finding-action-0').fill('开播前一天发预告，请班长转发')
  await host.getByTestId('findings-save').click()
  await host.getByText('已保存，讲师可以看到').waitFor()
  await host.reload()
  await host.getByTestId('finding-problem-0').waitFor()
  assert.equal(await host.getByTestId('finding-problem-0').inputValue(), '只来了一个同学')
  assert.equal(await host.getByTestId('finding-aim-0').inputValue(), '2')
  await picture(host, 'findings')
})

step('the exported table holds the same values', async () => {
  const waiting = host.waitForEvent('download')
  await host.getByTestId('export').click()
  const download = await waiting
  assert.match(download.suggestedFilename(), /\.xlsx$/)
  const file = await download.path()
  const part = (name) => execFileSync('unzip', ['-p', file, name], { encoding: 'utf8' })
  const strings = part('xl/sharedStrings.xml')
  for (const text of ['成交额', '评论', '只来了一个同学']) assert.ok(strings.includes(text), text)
  const values = [...part('xl/worksheets/sheet1.xml').matchAll(/<v>([^<]*)<\/v>/g)].map((found) => found[1])
  assert.ok(values.includes(String(Number(paid.slice(1)))), `no ${paid} in the table`)
})

step('the page prints without bars and buttons', async () => {
  await host.emulateMedia({ media: 'print' })
  assert.equal(await host.getByTestId('export').isVisible(), false)
  assert.ok(await host.getByTestId('figures').isVisible())
  await picture(host, 'print')
  await host.emulateMedia({ media: 'screen' })
})

/// Seconds since the start that the replay shows.
async function shownSecond(page) {
  const [minutes, seconds] = (await page.getByTestId('replay-time').textContent()).split(':').map(Number)
  return minutes * 60 + seconds
}

step('the replay shows a comment at its second, and not before', async () => {
  await classmate.goto(`/room/${roomId}`)
  await classmate.getByRole('link', { name: '回放' }).click()
  await classmate.getByTestId('replay-toggle').waitFor()
  assert.equal(await classmate.getByText(question).count(), 0)
  assert.equal(await classmate.getByTestId('replay-orders').textContent(), '0')
  await classmate.getByTestId('replay-speed').selectOption('4')
  await classmate.getByTestId('replay-toggle').click()
  await withText(classmate, 'lines', question).waitFor()
  await withText(classmate, 'replay-orders', /^1$/).waitFor()
  await withText(classmate, 'replay-likes', /^3$/).waitFor()
  await picture(classmate, 'replay-phone')
})

step('a marker is jumped to', async () => {
  await instructor.goto(`/live/${roomId}/replay`)
  await instructor.getByTestId('replay-toggle').waitFor()
  assert.equal(await instructor.getByTestId('replay-video').count(), 0, 'nothing was recorded')
  const second = instructor.locator('[data-testid^=marker-]').nth(1)
  await second.click()
  const at = (await second.locator('.number').textContent()).trim()
  await withText(instructor, 'replay-time', at).waitFor()
  await withText(instructor, 'lines', question).waitFor()
  assert.equal(await instructor.getByTestId('replay-orders').textContent(), '1')
  await instructor.locator('[data-testid^=marker-]').first().click()
  await instructor.getByTestId('lines').getByText(question).waitFor({ state: 'detached' })
  await picture(instructor, 'replay')
})

step('a long broadcast plays at four times its speed', async () => {
  await instructor.goto('/live')
  await instructor.getByTestId('tab-ended').click()
  const long = instructor.locator('[data-testid^=room-]').filter({ hasText: '赣南脐橙' })
  const longId = (await long.getAttribute('data-testid')).slice('room-'.length)
  await instructor.goto(`/live/${longId}/replay`)
  await instructor.getByTestId('replay-toggle').waitFor()
  await instructor.locator('[data-testid^=marker-]').nth(2).click()
  const from = await shownSecond(instructor)
  await instructor.getByTestId('replay-speed').selectOption('4')
  const began = Date.now()
  await instructor.getByTestId('replay-toggle').click()
  await instructor.waitForFunction((wanted) => {
    const [minutes, seconds] = document.querySelector('[data-testid=replay-time]').textContent.split(':').map(Number)
    return minutes * 60 + seconds >= wanted
  }, from + 12)
  const took = (Date.now() - began) / 1000
  assert.ok(took > 2 && took < 8, `12 s of it took ${took} s`)
  await picture(instructor, 'replay-long')
  await instructor.goto(`/live/${longId}/figures`)
  await instructor.getByTestId('figures').waitFor()
  await instructor.locator('canvas').waitFor()
  await picture(instructor, 'review-long')
})

step('the path leads to a second broadcast and shows what changed', async () => {
  await host.goto(`/live/${roomId}/plan`)
  for (const done of ['first', 'figures', 'findings']) assert.equal(await host.getByTestId(`step-${done}`).getAttribute('data-done'), 'true')
  await picture(host, 'plan')
  await host.getByTestId('go-second').click()
  await host.getByTestId('room-title').fill('老灶开饭 第二场')
  await host.getByTestId('room-save').click()
  await host.waitForURL(/\/console$/)
  await goLive()
  await endLive()
  await host.goto(`/live/${roomId}/plan`)
  await host.getByTestId('changes').getByText('还没达到目标').waitFor()
  await picture(host, 'plan-changes')
  await host.getByTestId('go-compare').click()
  const row = host.getByTestId(`row-${kind.visitors}`)
  await row.waitFor()
  assert.match(await row.textContent(), /观看人数\s*1\s*0\s*−1/)
  await picture(host, 'compare')
  comparison = host.url()
})

step('the instructor sees points and evidence', async () => {
  await instructor.goto('/scores')
  const chosen = instructor.getByTestId('sheet-trainee')
  await chosen.selectOption(await chosen.locator('option').filter({ hasText: hostName }).getAttribute('value'))
  await instructor.getByTestId('line-D2').click()
  await withText(instructor, 'evidence', 'D2').getByText('只来了一个同学').waitFor()
  assert.equal(await instructor.getByTestId('points-D1').inputValue(), '4')
  await picture(instructor, 'sheet')
})

step('a phone shows every page without scrolling sideways', async () => {
  await host.setViewportSize(phone.viewport)
  for (const [name, path, ready] of [
    ['review', `/live/${roomId}/figures`, 'findings-save'],
    ['plan', `/live/${roomId}/plan`, 'changes'],
    ['compare', comparison, 'comparison'],
    ['replay', `/live/${roomId}/replay`, 'replay-toggle'],
  ]) {
    await host.goto(path)
    await host.getByTestId(ready).waitFor()
    const width = await host.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= phone.viewport.width, `${name} is ${width} wide`)
    await picture(host, `phone-${name}`)
  }
  await host.setViewportSize(desktop.viewport)
})

step('all of it is there in English', async () => {
  await host.getByTestId('language').click()
  await host.locator('html[lang=en]').waitFor()
  await host.goto(`/live/${roomId}/figures`)
  await host.getByRole('heading', { level: 1, name: /^Review/ }).waitFor()
  await host.getByText('Problems and improvements').waitFor()
  await picture(host, 'english')
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
