/** What the engine needs of the Encoding Standard where neither the DOM's nor Node's types are in scope. */
declare class TextDecoder {
  constructor(
    label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'windows-1252' | 'euc-jp',
    options?: { fatal?: boolean; ignoreBOM?: boolean },
  )
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string
}
