import { describe, expect, it } from 'vitest'
import { cellsOf, formulasOf, markdown, plainText, spansOf } from '../../engine/base/markdown'

const kinds = (text: string): readonly string[] => markdown(text).map(({ kind }) => kind)

describe('Markdown', () => {
  it('has headings, paragraphs, lists, quotes, rules, tables and code', () => {
    const text = '# A b!\nwords\n\n- one\n  more\n- two\n\n1) x\n2) y\n\n> said\n> so\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n# no heading\n```'
    expect(kinds(text)).toEqual(['heading', 'paragraph', 'list', 'list', 'quote', 'rule', 'table', 'code'])
    expect(markdown(text)).toMatchObject([
      { level: 1, text: 'A b!', id: 'a-b' },
      { text: 'words' },
      { ordered: false, items: [{ text: 'one more' }, { text: 'two' }] },
      { ordered: true, items: [{ mark: '1)' }, { mark: '2)' }] },
      { text: 'said so' },
      {},
      { lines: ['| a | b |', '|---|---|', '| 1 | 2 |'] },
      { lines: ['# no heading'] },
    ])
  })

  it('joins the lines of a paragraph, and of a formula whatever its lines begin with', () => {
    expect(markdown('one\ntwo\n\nthree')).toMatchObject([{ text: 'one two' }, { text: 'three', blanks: 1 }])
    expect(markdown('$$y = x\n- z$$\n- item')).toMatchObject([{ text: '$$y = x - z$$' }, { kind: 'list' }])
  })

  it('has emphasis, code, links and formulas in a line, and nothing else', () => {
    expect(spansOf('a **b** `c` [d](e) ![f](g) $x$ $$y$$ 2 * 3 <b>').filter(({ kind }) => kind !== 'text')).toEqual([
      { kind: 'strong', text: 'b' },
      { kind: 'code', text: 'c' },
      { kind: 'link', label: 'd', address: 'e' },
      { kind: 'picture', label: 'f', address: 'g' },
      { kind: 'formula', tex: 'x', display: false, text: '$x$' },
      { kind: 'formula', tex: 'y', display: true, text: '$$y$$' },
    ])
    expect(plainText('a **b `c`** `d` [e](f) $x$ 2 * 3')).toBe('a b c d e x 2 * 3')
  })

  it('has formulas in every kind of block except code', () => {
    expect(formulasOf('# $a$\n**$b$**\n- $c$\n\n> $d$\n\n| $e$ | \\| |\n|---|---|\n\n`$f$`\n\n```\n$g$\n```')).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(cellsOf('| a | b \\| c |')).toEqual(['a', 'b | c'])
  })

  it('is whatever text there is', () => {
    for (const text of ['', '\n\n', '|', '|\n|-|', '```', '$$', '- ', '#', '****', '[](', '>']) expect(() => formulasOf(text)).not.toThrow()
  })
})
