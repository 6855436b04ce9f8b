/** An icon and a word, so that severity is never shown by colour alone. */
export function Severity({ severity, word }: { readonly severity: 'error' | 'warning'; readonly word: string }) {
  return (
    <span className={`severity ${severity}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
        {severity === 'error' ? <circle cx="7" cy="7" r="6.5" /> : <path d="M7 .8 13.6 13H.4z" />}
        <path className="mark" d={severity === 'error' ? 'M7 3.4v4.4M7 10v.6' : 'M7 5v3.6M7 10.6v.6'} />
      </svg>
      {word}
    </span>
  )
}
