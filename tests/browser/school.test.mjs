// The first day of a school: from the link a first run prints to a trainee's own password, and every page of the demo on
// the narrowest phone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { desktop, enterByFace, openBrowser, phone, pictures } from './person.mjs'
import { startDemo, startEmpty } from './server.mjs'

const picture = pictures('school')
const office = { account: 'zhou', name: '周主任', password: 'first-day-2026' }
const schoolClass = { name: '2026年第1期 网络创业培训（直播版）', code: 'ZB2601' }
const trainee = { name: '李一', password: 'my-own-password' }

async function foundSchool(page, path) {
  await page.goto(path)
  await page.getByTestId('name').fill(office.name)
  await page.getByTestId('account').fill(office.account)
  await page.getByTestId('password').fill(office.password)
  await picture(page, 'setup')
  await page.getByTestId('claim').click()
  await page.waitForURL(/\/classes$/)
}

async function makeClass(page) {
  await page.getByTestId('new-class').first().click()
  await page.getByTestId('class-name-input').fill(schoolClass.name)
  await page.getByTestId('class-code-input').fill(schoolClass.code)
  await page.getByTestId('class-create').click()
  await page.waitForURL(/\/people$/)
}

/// The initial password of the first.
async function addTrainees(page) {
  await page.getByTestId('add-members').first().click()
  await page.getByTestId('new-names').fill(`${trainee.name}\n王二\n张三丰`)
  await page.getByTestId('add-confirm').click()
  const slip = page.locator('[data-testid^=slip-]').filter({ hasText: trainee.name }).first()
  await slip.waitFor()
  await picture(page, 'slips')
  return (await slip.getByTestId('slip-password').textContent()).trim()
}

async function signInFirst(page, initial) {
  await page.goto('/')
  await page.getByTestId('class-code').fill(schoolClass.code.toLowerCase())
  await page.getByTestId('name').fill(trainee.name)
  await page.getByTestId('password').fill(initial)
  await page.getByTestId('sign-in').click()
  await page.waitForURL(/\/password$/)
  await page.getByTestId('present-password').fill(initial)
  await page.getByTestId('new-password').fill(trainee.password)
  await page.getByTestId('new-password-again').fill(trainee.password)
  await page.getByTestId('change-password').click()
  await page.waitForURL(/\/home$/)
  await page.getByTestId('next-step').waitFor()
  await picture(page, 'first-home')
}

test('a school is founded, a class made, and a trainee signs in with a slip', async () => {
  const kaibo = await startEmpty()
  const first = await openBrowser(kaibo.door(0), desktop)
  const second = await openBrowser(kaibo.door(1), phone)
  try {
    await foundSchool(first.page, kaibo.setupPath())
    await makeClass(first.page)
    await signInFirst(second.page, await addTrainees(first.page))
    assert.deepEqual([...first.faults, ...second.faults], [])
  } finally {
    await Promise.all([first.close(), second.close()])
    assert.deepEqual(await kaibo.stop(), [])
  }
})

const pagesOf = {
  xy01: ['/home', '/shop', '/shop?tab=orders', '/shop?tab=settings', '/shop?tab=service', '/shop?tab=reviews', '/chat', '/shop/product/new', '/supply', '/mall', '/purchases', '/wallet', '/live', '/live/new/edit', '/account'],
  js01: ['/board', '/scores', '/people', '/live', '/mall'],
}

test('no page scrolls sideways on a phone of 360 pixels, in either language', async () => {
  const kaibo = await startDemo()
  const person = await openBrowser(kaibo.url, { viewport: { width: 360, height: 780 }, hasTouch: true })
  const { page } = person
  try {
    for (const language of ['zh-CN', 'en']) {
      for (const [account, paths] of Object.entries(pagesOf)) {
        await page.context().clearCookies()
        await enterByFace(page, account)
        await page.evaluate((chosen) => localStorage.setItem('kaibo.locale', chosen), language)
        for (const path of paths) {
          await page.goto(path)
          await page.locator('main h1, main h2').first().waitFor()
          await page.waitForFunction(() => document.querySelector('main .skeleton') === null)
          const width = await page.evaluate(() => document.documentElement.scrollWidth)
          if (width > 360) await picture(page, `wide-${language}${path.replace(/\W/g, '-')}`)
          assert.ok(width <= 360, `${path} in ${language} is ${width} wide`)
        }
      }
    }
    assert.deepEqual(person.faults, [])
  } finally {
    await person.close()
    assert.deepEqual(await kaibo.stop(), [])
  }
})
