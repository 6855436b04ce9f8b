import { describe, expect, it } from 'vitest'
import { all, atMost, choice, flag, list, nullable, number, record, whole } from '../../engine/contract/schema'
import { accepted, acceptedJson, recovered } from '../../engine/document/accept'

describe('a value from outside', () => {
  const schema = all({ name: { is: 'text', longest: 5 }, sizes: list(whole(0), 2) }, { more: nullable(all({ at: number() })) })

  it('is accepted without undeclared keys, at any depth', () => {
    expect(accepted(schema, { name: 'a', sizes: [1, 2], more: { at: 0.5, x: 1 }, __proto__: { y: 1 }, y: 2 })).toEqual({
      name: 'a',
      sizes: [1, 2],
      more: { at: 0.5 },
    })
    expect(acceptedJson(schema, '{"name":"a","sizes":[1,2],"more":null,"__proto__":{"z":1}}')).toEqual({ name: 'a', sizes: [1, 2], more: null })
  })

  it.each([
    null,
    [],
    {},
    { name: 'a' },
    { name: 'abcdef', sizes: [1, 2] },
    { name: 'a', sizes: [1, 2, 3] },
    { name: 'a', sizes: [1, -1] },
    { name: 'a', sizes: [1, 2], more: {} },
  ])('is refused entirely: %j', (value) => {
    expect(accepted(schema, value)).toBeUndefined()
  })

  it('is refused if it is not JSON', () => expect(acceptedJson(schema, '{"name":')).toBeUndefined())
})

describe('stored settings', () => {
  const schema = all({
    theme: choice(['system', 'dark'], { default: 'system' }),
    sizes: all({ left: number({ min: 80, default: 216 }), right: number({ min: 80, default: 296 }) }),
    shown: flag({ default: true }),
    recent: atMost(2, { is: 'text' }),
    keys: record(list({ is: 'text' })),
  })
  const defaults = { theme: 'system', sizes: { left: 216, right: 296 }, shown: true, recent: [], keys: {} }

  it.each([undefined, null, 3, 'x', [1], {}])('that are invalid (%j) become the defaults', (value) => expect(recovered(schema, value)).toEqual(defaults))

  it('lose only their invalid parts', () => {
    const stored = { theme: 'pink', sizes: { left: 100, right: 2 }, shown: false, recent: ['a', 3, 'b', 'c'], keys: { run: ['F5'], stop: 'F6' }, other: 1 }
    expect(recovered(schema, stored)).toEqual({ ...defaults, sizes: { left: 100, right: 296 }, shown: false, recent: ['a', 'b'], keys: { run: ['F5'] } })
  })
})
