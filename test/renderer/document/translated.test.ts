import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import { setWord, wordsOf } from '../../../renderer/document/translated'

const document = (extensions?: GraphDocument['extensions']): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  name: 'Copy',
  description: 'Remembers.',
  nodes: {},
  edges: {},
  ...(extensions ? { extensions } : {}),
})

describe('the texts of a document in a language', () => {
  it('are the translations, or the document’s own texts if there are none', () => {
    const translated = document({ translations: { ja: { name: 'コピー' } } })
    expect(wordsOf(translated, 'ja')).toEqual({ name: 'コピー', description: 'Remembers.' })
    expect(wordsOf(translated, 'en')).toEqual({ name: 'Copy', description: 'Remembers.' })
  })

  it.each([[7], [null], [[]], [{ ja: [] }], [{ ja: { name: 3 } }], [{ __proto__: null }]])(
    'are the document’s own if the file has invalid translations: %j',
    (translations) => {
      expect(wordsOf(document({ translations }), 'ja')).toEqual({ name: 'Copy', description: 'Remembers.' })
    },
  )

  it('are edited in the language shown', () => {
    const translated = document({ translations: { ja: { name: 'コピー' } } })
    setWord(translated, 'ja', 'name', '写し')
    setWord(translated, 'ja', 'description', '覚えます。')
    expect(translated).toEqual({ ...document({ translations: { ja: { name: '写し' } } }), description: '覚えます。' })
    setWord(translated, 'en', 'name', '')
    expect('name' in translated).toBe(false)
  })
})
