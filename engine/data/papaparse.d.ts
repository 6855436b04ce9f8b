/** The part of papaparse that is used, without the DOM's and Node's types that its published declarations bring. */
declare module 'papaparse' {
  interface Config {
    delimiter: string
    newline: '\n' | '\r'
  }
  interface Result {
    data: string[][]
    errors: { code: string; row: number }[]
    meta: { cursor: number }
  }
  const Papa: {
    Parser: new (config: Config) => { parse(input: string, baseIndex: number, ignoreLastRow: boolean): Result }
  }
  export default Papa
}
