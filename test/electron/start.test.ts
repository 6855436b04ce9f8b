import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveAddress } from '../../electron/address'
import { parseArguments } from '../../electron/arguments'
import { chooseDataRequest, ContractError, take } from '../../electron/check'
import { en } from '../../electron/language/en'
import { ja } from '../../electron/language/ja'
import { preferredLanguage } from '../../electron/language'
import { all, boolean, choice, nullable } from '../../engine/contract/schema'

describe('parseArguments', () => {
  it('takes documents as paths and as file addresses', () => {
    expect(parseArguments(['--no-sandbox', 'a.unfold', 'file:///there/b%20c.unfold', '/d.unfold'], '/here', true)).toEqual({
      documents: [resolve('/here/a.unfold'), '/there/b c.unfold', '/d.unfold'],
      example: null,
      unreadable: [],
    })
  })

  it('in development ignores the application itself and modules that a driver loads', () => {
    expect(parseArguments(['-r', '/driver.js', '--inspect=0', '.', '--example=e.unfold', 'a.unfold'], '/here', false)).toEqual({
      documents: [resolve('/here/a.unfold')],
      example: 'e.unfold',
      unreadable: [],
    })
  })
})

describe('arguments that name no file', () => {
  it.each(['file:///there/%E9.unfold', 'file://elsewhere/there/a.unfold', 'file:///there/a%2Fb.unfold', 'file://%', 'a\0b'])(
    '%s is reported, and does not prevent opening the others',
    (word) => {
      expect(parseArguments([word, '/d.unfold'], '/here', true)).toEqual({ documents: ['/d.unfold'], example: null, unreadable: [word] })
    },
  )
})

describe('resolveAddress', () => {
  const root = resolve('/app/renderer')
  it('finds files of the renderer', () => {
    expect(resolveAddress(root, 'app://unfold/index.html')).toBe(resolve(root, 'index.html'))
    expect(resolveAddress(root, 'app://unfold/assets/a%20b.js?x#y')).toBe(resolve(root, 'assets/a b.js'))
  })
  it.each([
    'app://other/index.html',
    'app://unfold/',
    'app://unfold/..%2f..%2fetc%2fpasswd.json',
    'app://unfold/%2e%2e/x.js',
    'app://unfold/a%00.js',
    'app://unfold/..%5cx.js',
    'app://unfold/%zz.js',
    'app://unfold/passwd',
    'app://unfold/x.sh',
  ])('refuses %s', (address) => {
    const file = resolveAddress(root, address)
    expect(file === null || file.startsWith(root)).toBe(true)
    if (!address.includes('%2e%2e')) expect(file).toBeNull() // a standard scheme folds dots before we see them
  })
})

describe('checks', () => {
  const request = all({ a: { is: 'text', longest: 3 }, b: nullable(boolean) }, { c: choice(['x', 'y']) })
  it('accepts values of the contract, and drops the rest', () => {
    expect(take(request, { a: 'abc', b: null, c: undefined, d: 1 }, 'r')).toEqual({ a: 'abc', b: null })
    expect(take(chooseDataRequest, { from: { path: null, example: 'e.unfold', more: [] } }, 'r')).toEqual({ from: { path: null, example: 'e.unfold' } })
  })
  it.each([null, undefined, 1, 'a', [], {}, { a: 'abcd', b: true }, { a: 'a', b: 0 }, { a: 'a', b: true, c: 'z' }, { a: ['a'], b: true }])(
    'refuses %j',
    (value) => {
      expect(() => take(request, value, 'r')).toThrow(ContractError)
    },
  )
  it('names the place of what it refuses', () => {
    expect(() => take(chooseDataRequest, { from: { path: 1 } }, 'chooseData')).toThrow('chooseData.from.path is not what the contract says')
  })
})

describe('language', () => {
  it('has the same texts with the same placeholders in every language', () => {
    const gaps = (form: string) => [...form.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort()
    expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort())
    for (const [key, form] of Object.entries(en)) expect(gaps(ja[key as keyof typeof en]), key).toEqual(gaps(form))
  })
  it('follows the system, English otherwise', () => {
    expect(preferredLanguage(['de-DE', 'ja-JP', 'en'])).toBe('ja')
    expect(preferredLanguage(['en-GB', 'ja'])).toBe('en')
    expect(preferredLanguage(['de'])).toBe('en')
  })
})
