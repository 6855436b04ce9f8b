/** Words for a missing value, in lower case, besides the empty cell. Reading, preview and training share this list. */
const MISSING_WORDS = [
  'na',
  'n/a',
  'n.a.',
  '#n/a',
  '#na',
  '<na>',
  'nan',
  '-nan',
  '+nan',
  'nat',
  'null',
  'none',
  'nil',
  '?',
  '.',
  '..',
  '...',
  '…',
  ':',
  '-',
  '--',
  '–',
  '—',
  '\\n',
  '#nv',
  '#n/d',
  '#nd',
  '#value!',
  '#div/0!',
  '#ref!',
  '#num!',
  '#name?',
  '#null!',
  '1.#ind',
  '-1.#ind',
  '1.#qnan',
  '-1.#qnan',
] as const

/** Words for infinity, in lower case: not usable for learning, so read as missing, with a warning. */
const INFINITY_WORDS = ['inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity', '∞', '+∞', '-∞', '1.#inf', '-1.#inf'] as const

const missing: ReadonlySet<string> = new Set(MISSING_WORDS)
const infinite: ReadonlySet<string> = new Set(INFINITY_WORDS)
/** An error value of a spreadsheet in any language: #DIV/0!, #WERT!, #NOMBRE? */
const ERROR = /^#[\p{L}\d/¡¿]{2,12}[!?]$/u
/** Length of the longest word. */
const LONGEST = 14

/** Returns what a trimmed cell means if it is such a word, in any case. */
export function missingWord(text: string): 'missing' | 'infinite' | undefined {
  if (text.length > LONGEST) return undefined
  const lower = text.toLowerCase().replace('\u2212', '-')
  if (missing.has(lower) || ERROR.test(text)) return 'missing'
  return infinite.has(lower) ? 'infinite' : undefined
}
