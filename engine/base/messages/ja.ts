import { networkJa } from './network.ja'
import type { MessageKey } from './en'

/** What the engine says to people, in Japanese. */
export const ja: Record<MessageKey, string> = {
  ...networkJa,
  'json-invalid': 'JSON が必要ですが、{line} 行 {column} 列で JSON として読めなくなります。その箇所を直すか、以前の版を復元してください。',
}
