import katex from 'katex'
import 'katex/dist/katex.min.css'
import { useEffect, useRef } from 'react'

/** Mathematics from LaTeX; what is no LaTeX stays as it is written. */
export function Equation({ tex, display }: { readonly tex: string; readonly display?: boolean }) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (place.current) katex.render(tex, place.current, { displayMode: display === true, throwOnError: false, strict: 'ignore', trust: false, maxExpand: 200, maxSize: 20 })
  }, [tex, display])
  return <span ref={place} className="equation" />
}
