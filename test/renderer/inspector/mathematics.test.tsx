// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../../engine/document/limits'
import { Markdown } from '../../../renderer/controls/Markdown'
import { setFormula } from '../../../renderer/controls/mathematics'
import { Part } from '../../../renderer/controls/Part'

// KaTeX does not render in quirks mode, which it detects in the page of the test.
vi.hoisted(() => Object.defineProperty(document, 'compatMode', { value: 'CSS1Compat' }))

afterEach(cleanup)

const nested = (count: number, open: string, close: string): string => `${open.repeat(count)}x${close.repeat(count)}`
const set = (tex: string): HTMLElement => {
  const place = document.createElement('span')
  setFormula(place, tex, false)
  return place
}

describe('a formula', () => {
  it.each(['h(t-1)', '\\frac{a}{b}', nested(limits.formulaDepth, '{', '}'), nested(8, '\\frac{', '}{2}')])('is rendered: %s', (tex) => {
    expect(set(tex).querySelector('.katex')).not.toBeNull()
  })

  it.each([
    ['braces beyond the limit', nested(limits.formulaDepth + 1, '{', '}')],
    ['fractions', nested(185, '\\frac{', '}{2}')],
    ['1,700 braces', nested(1700, '{', '}')],
    ['accents without braces', nested(400, '\\bar ', '')],
    ['length', 'x+'.repeat(limits.formulaLength)],
  ])('that is too large to render is shown as source: %s', (_name, tex) => {
    const place = set(tex)
    expect(place.children).toHaveLength(0)
    expect(place.textContent).toBe(tex)
  })
})

describe('a text', () => {
  it('has its first formulas rendered, and further ones shown as source', () => {
    const { container } = render(<Markdown text={'$x$ '.repeat(limits.formulas + 20)} />)
    expect(container.querySelectorAll('.equation')).toHaveLength(limits.formulas)
    expect(container.textContent).toContain('$x$')
  })

  it('shows a table up to the limit', () => {
    const { container } = render(<Markdown text={`${'a|'.repeat(200)}\n${'-|'.repeat(200)}\n${`${'b|'.repeat(200)}\n`.repeat(200)}`} />)
    expect(container.querySelectorAll('th')).toHaveLength(limits.tableColumns)
    expect(container.querySelectorAll('td').length).toBeLessThanOrEqual(limits.tableCells)
  })
})

describe('a part of the window', () => {
  it('that fails is reported in its place, and rendered again with other content', () => {
    let broken = true
    const Fragile = () => {
      if (broken) throw new Error('broken')
      return <i>whole</i>
    }
    const { container, rerender } = render(
      <>
        <b>tabs</b>
        <Part of={1}>
          <Fragile />
        </Part>
      </>,
    )
    expect(container.querySelector('b')?.textContent).toBe('tabs')
    expect(container.querySelector('.part-failed')).not.toBeNull()
    broken = false
    rerender(
      <>
        <b>tabs</b>
        <Part of={2}>
          <Fragile />
        </Part>
      </>,
    )
    expect(container.querySelector('i')?.textContent).toBe('whole')
  })
})
