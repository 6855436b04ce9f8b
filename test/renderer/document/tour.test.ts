import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../engine/document/limits'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument, TourStepSpec } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import * as commands from '../../../renderer/editing/commands'
import { addStep, moveStep, removeStep, setStep, tourOf, withWords, wordsIn } from '../../../renderer/document/tour'
import { root } from '../../../scripts/setup/paths.mjs'
import { now, openStore } from '../editing/stores'

const drawn = (tour?: TourStepSpec[]): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { a: { type: 'layer', size: 2 }, b: { type: 'layer', size: 2 } },
  edges: { W_ab: { from: 'a', to: 'b', kind: 'dense' } },
  view: { nodes: { a: { x: 0, y: 0 }, b: { x: 240, y: 0 } }, ...(tour ? { tour } : {}) },
})
const opened = (document = drawn()) => {
  const store = openStore(document)
  return { ...store, now: () => now(store) }
}

describe('a tour', () => {
  it('can be recorded, written, reordered and deleted, each as one history step', () => {
    const { edit, undo, now } = opened()
    expect(edit('t', (draft) => addStep(draft, Infinity, { nodes: ['a'] }))).toBe(0)
    expect(edit('t', (draft) => addStep(draft, 0, { edges: ['W_ab'] }))).toBe(1)
    edit('t', (draft) => setStep(draft, 0, { title: 'One', text: 'of $a$', panel: 'run' }))
    edit('t', (draft) => moveStep(draft, 1, 0))
    expect(tourOf(now()).map(({ title, nodes, edges }) => ({ title, nodes, edges }))).toEqual([
      { title: '', nodes: [], edges: ['W_ab'] },
      { title: 'One', nodes: ['a'], edges: [] },
    ])
    edit('t', (draft) => setStep(draft, 1, { nodes: [], panel: undefined }))
    expect(now().view?.tour?.[1]).toEqual({ title: 'One', text: 'of $a$' })
    edit('t', (draft) => removeStep(draft, 0))
    edit('t', (draft) => removeStep(draft, 0))
    expect(now()).toEqual(drawn())
    for (let i = 0; i < 7; i++) undo()
    expect(now()).toEqual(drawn())
  })

  it('follows renames of the nodes it points at', () => {
    const { edit, now } = opened(drawn([{ nodes: ['a', 'b'], edges: ['W_ab'] }]))
    edit('t', (draft) => commands.rename(draft, 'a', 'memory'))
    edit('t', (draft) => commands.rename(draft, 'W_ab', 'W_mb'))
    expect(now().view?.tour).toEqual([{ nodes: ['memory', 'b'], edges: ['W_mb'] }])
  })

  it('is shown in the user’s language, otherwise in English, otherwise in any', () => {
    const words = { ja: '文脈', en: 'context' }
    expect([wordsIn(words, 'ja'), wordsIn(words, 'fr'), wordsIn({ de: 'Kontext' }, 'ja'), wordsIn('as is', 'ja')]).toEqual([
      '文脈',
      'context',
      'Kontext',
      'as is',
    ])
    expect(withWords(words, 'en', 'memory')).toEqual({ ja: '文脈', en: 'memory' })
    expect(withWords('as is', 'ja', '別')).toBe('別')
  })

  it('survives a round trip to the byte, one step per line, also unknown keys', () => {
    const text = serializeDocument(drawn([{ title: { en: 'A', ja: 'あ' }, text: '$a$', nodes: ['gone'], sound: 'x.ogg' }, {}]))
    const { document, errors } = parseDocument(text, registry)
    expect(errors).toEqual([])
    expect(serializeDocument(document!)).toBe(text)
    expect(text.split('\n').filter((line) => line.includes('"gone"'))).toHaveLength(1)
  })

  it.each<[string, unknown, string, string]>([
    ['too many steps', Array.from({ length: limits.tourSteps + 1 }, () => ({})), 'limit-exceeded', '/view/tour'],
    ['a title that is too long', [{ title: { ja: 'あ'.repeat(limits.tourTitle + 1) } }], 'limit-exceeded', '/view/tour/0/title/ja'],
    [
      'too many languages',
      [{ text: Object.fromEntries(Array.from({ length: limits.languages + 1 }, (_, i) => [`l${i}`, ''])) }],
      'limit-exceeded',
      '/view/tour/0/text',
    ],
    ['words that are none', [{ title: ['a'] }], 'document-invalid', '/view/tour/0/title'],
    ['steps that are no list', { a: {} }, 'document-invalid', '/view/tour'],
  ])('is refused with %s', (_, tour, code, path) => {
    const { errors } = parseDocument(JSON.stringify({ ...drawn(), view: { tour } }), registry)
    expect(errors.map((e) => ({ code: e.code, path: e.path }))).toEqual([{ code, path }])
  })
})

describe('tours of the gallery', () => {
  const files = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.unfold'))
  const toured = files.flatMap((file) => {
    const document = JSON.parse(readFileSync(join(root, 'examples', file), 'utf8')) as GraphDocument
    const steps = tourOf(document)
    return steps.length > 0 ? [{ file, document, steps }] : []
  })

  it('exist for the models of the literature', () => {
    expect(toured.map(({ file }) => file)).toEqual(
      expect.arrayContaining(
        [
          'elman-sunspots',
          'lstm-reber',
          'gru-sunspots',
          'echo-state-narma',
          'delayed-xor-rtrl',
          'delayed-xor-bptt-1',
          'bidirectional',
          'jordan-sunspots',
          'lstm-1997',
          'memory-capacity',
          'delayed-xor-bptt-2',
          'mackey-glass',
        ].map((name) => `${name}.unfold`),
      ),
    )
  })

  it.each(toured)('$file points at existing elements, in both languages, with valid formulas', ({ document, steps }) => {
    for (const { title, text, nodes, edges, view, panel, action } of steps) {
      expect(nodes.filter((id) => !Object.hasOwn(document.nodes, id))).toEqual([])
      expect(edges.filter((id) => !Object.hasOwn(document.edges, id))).toEqual([])
      if (view !== undefined) expect(['network', 'unrolled', 'equations', 'list']).toContain(view)
      if (panel !== undefined)
        expect(['run', 'forecast', 'signals', 'problems', 'data', 'weights', 'history', 'flow', 'dynamics', 'poke', 'runs']).toContain(panel)
      if (action !== undefined) expect(['toggle-play', 'step', 'reset', 'fit']).toContain(action)
      for (const words of [title, text]) {
        if (typeof words === 'string') throw new Error(`words without a language: ${words}`)
        expect(Object.keys(words)).toEqual(['en', 'ja'])
        expect(words.ja).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
        for (const said of Object.values(words)) {
          expect(said.trim()).not.toBe('')
          for (const [, block, inline] of said.matchAll(/\$\$([^$]+)\$\$|\$([^$\n]+)\$/g))
            expect(() => katex.renderToString((block ?? inline)!, { throwOnError: true, strict: 'error' })).not.toThrow()
        }
      }
    }
  })
})
