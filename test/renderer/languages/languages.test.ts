import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'
import { describe, expect, it } from 'vitest'
import { en as nativeEn } from '../../../electron/language/en'
import { ja as nativeJa } from '../../../electron/language/ja'
import { en as messagesEn } from '../../../engine/base/messages/en'
import { ja as messagesJa } from '../../../engine/base/messages/ja'
import { registry, texts } from '../../../nodes'
import { resources } from '../../../renderer/languages'
import { root } from '../../../scripts/setup/paths.mjs'
import { sourceTexts, type Found } from './sourceTexts'

/** Names that are the same in every language. */
const NAMES = new Set(['Unfold', 'Electron', 'Chromium', 'Node.js'])
const PLURAL = /_(zero|one|two|few|many|other)$/

const areas = [...new Set(Object.keys(resources.en).map((key) => key.split('.')[0]!))]
const source = sourceTexts('renderer', areas)
const has = (key: string): boolean => [key, `${key}_other`].some((k) => Object.hasOwn(resources.en, k))
const say = ({ text, at }: Found): string => `${at} ${text}`
const pattern = (parts: readonly (string | readonly string[] | undefined)[]): RegExp =>
  new RegExp(`^${parts.map((p) => (typeof p === 'string' ? escape(p) : p ? `(${p.map(escape).join('|')})` : '.+')).join('')}$`)
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** All strings that such parts can form, if each lists its possible values. */
const spelled = (parts: readonly (string | readonly string[])[]): string[] =>
  parts.reduce<string[]>((made, part) => made.flatMap((head) => (typeof part === 'string' ? [part] : part).map((tail) => head + tail)), [''])

const fields = (text: string): string[] => [...text.matchAll(/\{\{?(\w+)\}?\}/g)].map((m) => m[1]!).sort()
const leaves = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'string' ? [[path, value]] : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`))

describe.each([
  ['renderer', resources.en, resources.ja],
  ['native menus and dialogs', nativeEn, nativeJa],
  ['messages', messagesEn, messagesJa],
  ['node types', texts.en, texts.ja],
])('texts of %s', (_, en, ja) => {
  const a = new Map(leaves(en))
  const b = new Map(leaves(ja))
  it('has the same keys in both languages', () => expect([...b.keys()].sort()).toEqual([...a.keys()].sort()))
  it('has no empty text', () => {
    for (const [key, text] of [...a, ...b]) expect(text.trim(), key).not.toBe('')
  })
  it('has the same placeholders', () => {
    // A singular may omit its number.
    for (const [key, text] of a) if (!PLURAL.test(key)) expect(fields(b.get(key)!), key).toEqual(fields(text))
  })
  it('is Japanese in Japanese', () => {
    const same = [...a]
      .filter(([key, text]) => b.get(key) === text && /[a-z]{4,}\s+[a-z]{3,}/i.test(text) && !key.startsWith('/inspector.choice.'))
      .map(([key]) => key)
    expect(same).toEqual([])
  })
})

describe('language files of the renderer', () => {
  it('has each key once', () => {
    const seen: string[] = []
    for (const file of readdirSync(join(root, 'renderer/languages/en')))
      seen.push(...Object.keys(JSON.parse(readFileSync(join(root, 'renderer/languages/en', file), 'utf8')) as object))
    expect(seen.filter((key, i) => seen.indexOf(key) !== i)).toEqual([])
  })

  it('has every key in the source', () => {
    const missing = source.keys.filter(({ text }) => !has(text)).map(say)
    expect(missing).toEqual([])
  })

  it('has every key that the source composes', () => {
    const missing = source.templates.flatMap((template) => {
      const { parts } = template
      if (parts.every((p): p is string | readonly string[] => p !== undefined))
        return spelled(parts)
          .filter((key) => !has(key) && !optional(template))
          .map((key) => `${template.at} ${key}`)
      return Object.keys(resources.en).some((key) => pattern(parts).test(key.replace(PLURAL, ''))) ? [] : [say(template)]
    })
    expect(missing).toEqual([])
  })

  it('has a text for every command and every group of commands', () => {
    const table = readFileSync(join(root, 'renderer/app/commands.ts'), 'utf8')
    const ids = [...table.matchAll(/\{ id: '([^']+)', group: '([^']+)'/g)]
    expect(ids.length).toBeGreaterThan(40)
    expect(ids.flatMap(([, id, group]) => [`shell.command.${id}`, `shell.group.${group}`]).filter((key) => !has(key))).toEqual([])
    const views = /views = \[(.+)\] as const/.exec(readFileSync(join(root, 'renderer/workspace/settings.ts'), 'utf8'))![1]!.match(/\w+/g)!
    expect(views.map((view) => `shell.command.view-${view}`).filter((key) => !has(key))).toEqual([])
  })

  it('names every node type, its parameters and its ports', () => {
    for (const { type, parameters, inputs, outputs, of } of registry.types) {
      const text = texts.en[type]!
      expect(Object.keys(text.parameters), type).toEqual(expect.arrayContaining(parameters.map(({ name }) => name)))
      // Ports that a node names itself need no texts.
      const ports = [...(of ? [] : inputs), ...outputs]
      expect(Object.keys(text.ports), type).toEqual(expect.arrayContaining(ports.map(({ name }) => name)))
    }
  })

  it('have no unused key', () => {
    const named = new Set(source.keys.map(({ text }) => text))
    const made = source.templates.map(({ parts }) => pattern(parts))
    const idle = Object.keys(resources.en).filter((key) => {
      const stem = key.replace(PLURAL, '')
      return !named.has(stem) && !named.has(key) && !made.some((p) => p.test(stem))
    })
    expect(idle).toEqual([])
  })

  it('agree in number, also if a text has several numbers', () => {
    // These texts always have a count above one; a diagnosis covers at least twenty steps.
    const many =
      /^(?:import\.done|insight\.flow\.(?:lags-of|steady|exploding)|insight\.diagnosis\..+|inspector\.overridden-many|links\.mark|notes\.count|poke\.more|shell\.block\.units\.range|shell\.threads|time\.epoch\.every|unrolled\.steps\.of)$/
    const nouns =
      'categories|cells|characters|classes|columns|copies|documents|edges|entries|epochs|errors|inputs|lags|lines|nodes|notes|numbers|outputs|parameters|paths|points|processors|rows|runs|sequences|settings|steps|texts|threads|units|updates|values|warnings|weights|wires'
    const wrong = new RegExp(String.raw`\b1 (?:(?!of |in |on |is |has )[a-z]+ )?(?:${nouns})\b`)
    const i18n = createInstance({
      lng: 'en',
      resources: { en: { translation: resources.en } },
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false },
    })
    void i18n.init()
    const ones = Object.entries(resources.en).flatMap(([name, text]) => {
      const key = name.replace(PLURAL, '')
      if (many.test(key) || name.endsWith('_other')) return []
      return `${key}: ${i18n.t(key, { ...Object.fromEntries(fields(text).map((field) => [field, 1])), count: 1 })}`
    })
    expect(ones.filter((text) => wrong.test(text))).toEqual([])
  })

  it('are the only source of text on screen', () => {
    expect(source.loose.filter(({ text }) => !NAMES.has(text)).map(say)).toEqual([])
  })
})

/** A text that may be left out: its caller gives a default. */
const optional = ({ at }: Found): boolean => {
  const [file, line] = at.split(':')
  return readFileSync(join(root, file!), 'utf8').split('\n')[Number(line) - 1]!.includes('defaultValue')
}
