import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import en from '@/locales/en'
import zh from '@/locales/zh-CN'

const src = join(__dirname, '..', 'src')

function flat(messages: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(messages)) {
    const path = prefix ? `${prefix}.${key}` : key
    if (typeof value === 'string') found.set(path, value)
    else flat(value as object, path).forEach((text, inner) => found.set(inner, text))
  }
  return found
}

const chinese = flat(zh)
const english = flat(en)
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/^(generated|locales)/.test(name))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }))
const han = /\p{Script=Han}/u

function names(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()
}

describe('the languages', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('name the same values in each sentence', () => {
    for (const [key, text] of chinese) {
      expect([...new Set(names(english.get(key)!))], key).toEqual([...new Set(names(text))])
    }
  })

  it('leave no sentence empty in one of them only', () => {
    for (const [key, text] of chinese) expect(english.get(key) === '', key).toBe(text === '')
  })

  it('have no Chinese in the English texts but the name of the language', () => {
    for (const [key, text] of english) {
      if (!key.startsWith('app.otherLanguage')) expect(han.test(text), key).toBe(false)
    }
  })

  it('have every key that the sources use', () => {
    for (const { name, text } of sources) {
      for (const match of text.matchAll(/(?<![\w.])\$?t\(\s*'([^']+)'/g)) {
        expect(chinese.has(match[1]!), `${match[1]} in ${name}`).toBe(true)
      }
    }
  })

  it('have no key that the sources have no use for', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const named = new Set([...all.matchAll(/['"`]([\w.-]+)['"`]/g)].map((match) => match[1]))
    /** "order.state." of a key that ends in what is only known later. */
    const begun = [...new Set([...all.matchAll(/[`'"]([\w.-]+\.)(?:\$\{|'\s*\+)/g)].map((match) => match[1]!))]
    expect([...chinese.keys()].filter((key) => !named.has(key) && !begun.some((start) => key.startsWith(start)))).toEqual([])
  })

  it('are not bypassed by a template', () => {
    for (const { name, text } of sources.filter((file) => file.name.endsWith('.vue'))) {
      const template = /<template>[\s\S]*<\/template>/.exec(text)?.[0] ?? ''
      expect(han.test(template.replace(/<!--[\s\S]*?-->/g, '')), name).toBe(false)
    }
  })
})
