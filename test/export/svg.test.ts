import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { embeddedText } from '../../engine/document/embedded'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { mix, palettes } from '../../engine/export/svg/palette'
import { tasks } from '../../engine/data/tasks'
import { BOX, borderRadius, radiiOf } from '../../engine/contract/outline'
import { losses } from '../../engine/kinds/losses'
import { registry } from '../../nodes'
import { svgPicture } from '../../renderer/picture/picture'
import { canvasWords } from '../../renderer/picture/words'
import { draw } from '../documents'

const examples = new URL('../../examples/', import.meta.url)
const read = (file: string): GraphDocument => parseDocument(readFileSync(new URL(file, examples), 'utf8'), registry).document!
const svg = (document: GraphDocument, theme: 'light' | 'dark' = 'light', language: 'en' | 'ja' = 'en'): string =>
  svgPicture(document, theme, { t: canvasWords(language) })
const attributes = (text: string, name: string): string[] => [...text.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => value!)

/** Asserts that every opened tag is closed, in order; there is no XML parser here. */
function assertWellFormed(text: string): void {
  const open: string[] = []
  const body = text.replace(/^<\?xml[^>]*\?>\n/, '')
  for (const [, end, name, self] of body.matchAll(/<(\/?)([A-Za-z:]+)(?:\s[\w:-]+="[^"<]*")*(\/?)>/g)) {
    if (end) expect(open.pop()).toBe(name)
    else if (!self) open.push(name!)
  }
  expect(open).toEqual([])
  expect(body.replace(/<\/?[A-Za-z:]+(?:\s[\w:-]+="[^"<]*")*\/?>/g, '')).not.toMatch(/[<>]/)
  expect(body).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/)
}

it('an outline has the same corners on the canvas and in pictures', () => {
  for (const { face } of registry.types) {
    const { outline = BOX } = face
    const [x, y = '50%'] = borderRadius(outline).split(' / ')
    expect(x!.split(' ').map(parseFloat)).toEqual(radiiOf(outline, 80).map(([across]) => across))
    if (outline.tall) expect([y, ...radiiOf(outline, 80).map(([, down]) => down)]).toEqual(['50%', 40, 40, 40, 40])
  }
})

describe('a network as SVG', () => {
  it('draws every node and wire of every example, and contains the same document', () => {
    for (const file of readdirSync(examples).filter((name) => name.endsWith('.unfold'))) {
      const document = read(file)
      const text = svg(document)
      assertWellFormed(text)
      expect(attributes(text, 'data-node').sort(), file).toEqual(Object.keys(document.nodes).sort())
      expect(attributes(text, 'data-edge').sort(), file).toEqual(Object.keys(document.edges).sort())
      const { document: again, errors } = parseDocument(text, registry)
      expect(errors).toEqual([])
      expect(serializeDocument(again!)).toBe(serializeDocument(document))
    }
  })

  it('is the same text for the same document, in the colours of its theme', () => {
    const document = read('lstm-peephole.unfold')
    expect(svg(document)).toBe(svg(structuredClone(document)))
    const dark = svg(document, 'dark')
    expect(dark).toContain(palettes.dark.canvas)
    for (const colour of Object.values(palettes.light)) expect(dark, colour).not.toContain(colour)
  })

  it('writes sizes, delays and captions, in Japanese too', () => {
    const document = read('jordan-sunspots.unfold')
    expect(svg(document)).toContain('>delay 1 step<')
    expect(svg(document)).toContain('>z⁻¹<')
    expect(svg(document, 'light', 'ja')).not.toContain('>delay 1 step<')
    // The caption of an input is the name of its task.
    expect(svg(read('lstm-reber.unfold'))).toContain(`>${tasks['embedded-reber']!.text.en.name}<`)
    expect(svg(read('parity.unfold'), 'light', 'ja')).toContain(`>${tasks.parity!.text.ja.name}<`)
  })

  it.each(['en', 'ja'] as const)('has all of its words, in %s', (language) => {
    const document: GraphDocument = {
      format: 'unfold-graph',
      version: 2,
      nodes: Object.fromEntries([
        ...registry.types.map(({ type, parameters }) => [
          type,
          { type, ...(parameters.some(({ name }) => name === 'direction') ? { direction: 'backward' } : {}) },
        ]),
        ...Object.keys(losses).map((loss) => [`of_${loss}`, { type: 'output', loss, ahead: 2, bias: false }]),
        ['off', { type: 'layer', ablation: 'muted' }],
        ['past', { type: 'layer', ablation: 'bypassed' }],
      ]) as GraphDocument['nodes'],
      edges: {},
    }
    expect(svg(document, 'light', language).replace(/<metadata>.*<\/metadata>/s, '')).not.toMatch(/>[^<]*[a-z]\.[a-z][^<]*</)
  })

  it('marks what is shared as the canvas does: by its number, filled at the owner', () => {
    const document: GraphDocument = {
      format: 'unfold-graph',
      version: 2,
      nodes: { x: { type: 'input', size: 3 }, h: { type: 'layer', size: 2 }, twin: { type: 'layer', size: 2, shares: 'h' }, y: { type: 'output', size: 3 } },
      edges: { W: { from: 'x', to: 'h' }, V: { from: 'h', to: 'y', shares: 'W', transpose: true }, U: { from: 'x', to: 'twin', kind: 'dense' } },
    }
    const text = svg(document)
    const filled = (tag: string): string | undefined => new RegExp(`fill="([^"]+)"[^>]*/><text[^>]*>${tag}</text>`).exec(text)?.[1]
    const { 'text-secondary': ink, canvas } = palettes.light
    expect([filled('1'), filled('1ᵀ')]).toEqual([ink, canvas])
    expect(text.match(/>b2</g)).toHaveLength(2)
    expect(filled('b2')).toBe(ink)
  })

  it('sets the text of notes, wrapped and without Markdown markers', () => {
    const document = draw(
      { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
      { W: 'x → y' },
      {
        view: {
          notes: {
            n: { x: 0, y: 200, width: 200, height: 160, text: '# Heading\n\n**Strong** words and `code` that need more than a single line\n- item $W_{xh}$' },
          },
        },
      },
    )
    const text = svg(document)
    assertWellFormed(text)
    for (const piece of ['>Heading<', '>Strong words and code', '>•<', '>item <tspan']) expect(text).toContain(piece)
    expect(text.replace(/<metadata>.*<\/metadata>/s, '')).not.toContain('**')
  })

  it('sets formulas in notes as letters, raised and lowered, and leaves invalid LaTeX as written', () => {
    const set = (note: string): string => {
      const document = draw(
        { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
        { W: 'x → y' },
        { view: { notes: { n: { x: 0, y: 200, width: 600, height: 160, text: note } } } },
      )
      const text = svg(document).replace(/<metadata>.*<\/metadata>/s, '')
      assertWellFormed(text)
      return [...text.matchAll(/<text (?:[^>]*)font-size="13"[^>]*>(.*?)<\/text>/g)]
        .map(([, inner]) => inner!.replace(/<[^>]*>/g, '').replace(/\s/g, ' '))
        .join('\n')
    }
    const note = String.raw`with $h(t)=\tanh\bigl(W_{xh}\,x(t)+b\bigr)$, $\alpha\in\mathbb{R}$, $\frac{1}{2}\sum_i e_i^2$, $\hat{y}$, $i \odot f$, $z^{-1}$ and $5 or \frac{`
    const words = set(note)
    for (const piece of ['h(t) = tanh(Wxh x(t) + b)', 'α ∈ ℝ', '1/2 ∑iei2', 'y\u0302', 'i ⊙ f', 'z−1', String.raw`$5 or \frac{`]) expect(words).toContain(piece)
    expect(set('$\\sqrt{1-\\rho^2}$ $\\frac{a+b}{c}$')).toMatch(/√\(1 − ρ2\) \(a \+ b\)\/c/)
    expect(set('$\\sqrt{\\sum_i x_i}$')).toContain('√(∑ixi)')
    expect(set('above\n\n$$y=\n x$$\n\nbelow').split('\n')).toEqual(expect.arrayContaining(['above', 'y = x', 'below']))
    expect(set('$\\def\\a{\\a\\a}\\a$ stays')).toContain('stays')
  })

  it('sets notes as the window does: tables, code, rules, quotes and lines of one paragraph', () => {
    const text = '> said\n\none\ntwo\n\n| a | **b** |\n|---|---|\n| 1 | 2 |\n\n```\n**code**\n```\n\n---\n\n2. second'
    const document = draw(
      { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
      { W: 'x → y' },
      { view: { notes: { n: { x: 0, y: 200, width: 400, height: 400, text } } } },
    )
    const picture = svg(document).replace(/<metadata>.*<\/metadata>/s, '')
    assertWellFormed(picture)
    for (const piece of ['>said<', '>one two<', '>a │ b<', '>1 │ 2<', '>**code**<', '>2.<', '>second<']) expect(picture).toContain(piece)
    expect(picture).not.toMatch(/---|```/)
  })

  it('escapes all text of the document', () => {
    const hostile = `"/><script>alert(1)</script>&lt;]]></unfold:document>\u0000\uD800\uFFFF`
    const document = draw(
      { x: { type: 'input', columns: [hostile], size: 1 }, y: { type: 'output', size: 1 } },
      { W: 'x → y' },
      {
        name: hostile,
        description: hostile,
        view: { nodes: { x: { x: 0, y: 0, label: hostile }, y: { x: 300, y: 0 } }, groups: { g: { nodes: ['x'], label: hostile } } },
      },
    )
    const text = svg(document)
    assertWellFormed(text)
    expect(text).not.toContain('<script')
    expect(JSON.parse(embeddedText(text)!)).toEqual(JSON.parse(serializeDocument(document)))
  })

  it('is refused as a document if it contains none, or an invalid one', () => {
    expect(parseDocument('<svg xmlns="http://www.w3.org/2000/svg"/>', registry).errors[0]).toMatchObject({
      code: 'document-invalid',
      key: 'picture-without-document',
    })
    const cut = svg(read('adding.unfold')).replace('</unfold:document>', '')
    expect(parseDocument(cut, registry).errors[0]!.key).toBe('picture-without-document')
    const wrong = svg(read('adding.unfold')).replace('"unfold-graph"', '"other"')
    expect(parseDocument(wrong, registry).errors[0]!.code).toBe('format-unknown')
  })

  it('has the colours of the screen', () => {
    const css = readFileSync(new URL('../../renderer/controls/theme/tokens.css', import.meta.url), 'utf8')
    const [light, dark] = css.split("[data-theme='dark']") as [string, string]
    for (const [theme, block] of [
      ['light', light],
      ['dark', dark],
    ] as const)
      for (const [token, colour] of Object.entries(palettes[theme])) expect(block, `${theme} ${token}`).toContain(`--${token}: ${colour};`)
    expect(mix('#ff0000', 0.5, '#0000ff')).toBe('#800080')
  })
})
