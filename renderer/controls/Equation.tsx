import 'katex/dist/katex.min.css'
import { useEffect, useRef } from 'react'
import { setFormula } from './mathematics'
import { inTurn } from './turns'

/**
 * A formula in LaTeX; invalid LaTeX is shown as written. `longest` is the limit of characters for the program's own
 * formulas.
 */
export function Equation({ tex, display, longest }: { readonly tex: string; readonly display?: boolean; readonly longest?: number }) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    // Shows the source until the formula is rendered.
    element.textContent = tex
    return inTurn(() => setFormula(element, tex, display === true, longest))
  }, [tex, display, longest])
  return <span ref={place} className="equation" />
}
