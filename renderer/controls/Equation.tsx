import 'katex/dist/katex.min.css'
import { useEffect, useRef } from 'react'
import { setFormula } from './mathematics'
import { inTurn } from './turns'

/** Mathematics from LaTeX; what is no LaTeX stays as it is written. `longest`: characters that are set, for the program's own formulas. */
export function Equation({ tex, display, longest }: { readonly tex: string; readonly display?: boolean; readonly longest?: number }) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    // Until its turn comes it stands there as it is written.
    element.textContent = tex
    return inTurn(() => setFormula(element, tex, display === true, longest))
  }, [tex, display, longest])
  return <span ref={place} className="equation" />
}
